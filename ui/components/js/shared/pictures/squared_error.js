// How far apart two pictures are.

/**
 * The mean, over the pixels, of the squared difference of two pictures.
 *
 * @param {Floats} a
 * @param {Floats} b
 */
export function squaredError(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum / a.length;
}
