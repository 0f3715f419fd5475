// Resizing as Pillow does it: its antialiased BILINEAR on pictures of float32.

// values: width x height, row by row. Rows first, then columns; each pass is kept as float32.
/**
 * @param {Floats} values
 * @param {number} width
 * @param {number} height
 * @param {number} newWidth
 * @param {number} newHeight
 */
export function resample(values, width, height, newWidth, newHeight) {
  const across = newWidth === width ? values : pass(values, width, height, newWidth);
  return newHeight === height
    ? across
    : flip(pass(flip(across, newWidth, height), height, newWidth, newHeight), newHeight, newWidth);
}

/**
 * @param {Floats} values
 * @param {number} width
 * @param {number} height
 * @param {number} newWidth
 */
function pass(values, width, height, newWidth) {
  const out = new Float32Array(newWidth * height),
    scale = width / newWidth,
    support = Math.max(scale, 1);
  for (let i = 0; i < newWidth; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5)),
      end = Math.min(width, Math.trunc(centre + support + 0.5));
    const weights = new Float64Array(end - first);
    let total = 0;
    for (let k = first; k < end; k++)
      total += weights[k - first] = Math.max(0, 1 - Math.abs((k - centre + 0.5) / support));
    for (let row = 0; row < height; row++) {
      let sum = 0;
      for (let k = first, at = row * width + first; k < end; k++, at++)
        sum += values[at] * weights[k - first];
      out[row * newWidth + i] = sum / total;
    }
  }
  return out;
}

/**
 * @param {Floats} values
 * @param {number} width
 * @param {number} height
 */
function flip(values, width, height) {
  const out = new Float32Array(values.length);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      out[column * height + row] = values[row * width + column];
  return out;
}
