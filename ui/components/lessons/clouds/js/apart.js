// Moves small pictures apart that would cover each other, each as near to its own place as it can be.

const ROUNDS = 60;
const BACK = 0.08; // of the way to its own place, a round

/**
 * @param {Point[]} wanted where each would like to stand, in pixels
 * @param {number} gap between two middles, at least
 * @returns {Point[]}
 */
export function apart(wanted, gap) {
  // Pictures that want the very same place go different ways, the same ways each time.
  const stands = wanted.map(([x, y], i) => {
    const angle = (2 * Math.PI * i) / wanted.length;
    return /** @type {Point} */ ([x + 0.01 * Math.cos(angle), y + 0.01 * Math.sin(angle)]);
  });
  for (let round = 0; round < ROUNDS; round++) {
    if (round < ROUNDS / 2)
      stands.forEach((at, i) => {
        at[0] += BACK * (wanted[i][0] - at[0]);
        at[1] += BACK * (wanted[i][1] - at[1]);
      });
    for (let i = 0; i < stands.length; i++)
      for (let j = i + 1; j < stands.length; j++) {
        const [a, b] = [stands[i], stands[j]],
          dx = b[0] - a[0],
          dy = b[1] - a[1],
          distance = Math.hypot(dx, dy) || 1e-9;
        if (distance >= gap) continue;
        const push = (gap - distance) / 2 / distance;
        a[0] -= push * dx;
        a[1] -= push * dy;
        b[0] += push * dx;
        b[1] += push * dy;
      }
  }
  return stands;
}
