// The arrow keys as directions: [right, up], by the name of the key.

/** @type {Record<string, Point>} */
export const ARROW_KEYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
