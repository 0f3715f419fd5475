// The arrow keys as directions: [right, up], by the name of the key.

/** @type {Record<string, Point>} */
export const ARROW_KEYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

// [axis, sign] of an arrow key on a plane, axis 0 to the right and 1 upwards; null for other keys.
/** @param {string} key */
export function arrowStep(key) {
  const arrow = ARROW_KEYS[key];
  if (!arrow) return null;
  const axis = arrow[0] ? 0 : 1;
  return [axis, arrow[axis]];
}
