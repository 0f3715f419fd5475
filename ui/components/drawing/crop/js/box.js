// The arithmetic of the box: regions are [left, top, right, bottom], shares of the picture's sides.
// None is smaller than LEAST a side, and none leaves the picture.
export const LEAST = 0.03;

/** @typedef {[number, number, number, number]} Region */

/** @param {number} value */
export const clamp = (value) => Math.min(1, Math.max(0, value));

// The region between two corners, in any order.
/**
 * @param {[number, number]} a
 * @param {[number, number]} b
 * @returns {Region}
 */
export function between([ax, ay], [bx, by]) {
  const [left, right] = span(ax, bx),
    [top, bottom] = span(ay, by);
  return [left, top, right, bottom];
}

// From the first to the second, at least LEAST long, towards where there is room.
/**
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]}
 */
function span(from, to) {
  const low = clamp(Math.min(from, to)),
    high = clamp(Math.max(from, to));
  if (high - low >= LEAST) return [low, high];
  const start = Math.min(to < from ? Math.max(0, high - LEAST) : low, 1 - LEAST);
  return [start, start + LEAST];
}

// The region moved; it stops at the edges with its size unchanged.
/**
 * @param {Region} region
 * @param {number} dx
 * @param {number} dy
 * @returns {Region}
 */
export function moved([left, top, right, bottom], dx, dy) {
  const x = Math.min(1 - right, Math.max(-left, dx)),
    y = Math.min(1 - bottom, Math.max(-top, dy));
  return [left + x, top + y, right + x, bottom + y];
}

// The region with one corner at another place: `x` and `y` say which, 0 for left or top.
/**
 * @param {Region} region
 * @param {{x: number, y: number}} corner
 * @param {[number, number]} at
 * @returns {Region}
 */
export function withCorner([left, top, right, bottom], corner, at) {
  return between([corner.x ? left : right, corner.y ? top : bottom], at);
}

// The region with its right and lower side moved.
/**
 * @param {Region} region
 * @param {number} dx
 * @param {number} dy
 * @returns {Region}
 */
export function resized([left, top, right, bottom], dx, dy) {
  return [
    left,
    top,
    Math.min(1, Math.max(left + LEAST, right + dx)),
    Math.min(1, Math.max(top + LEAST, bottom + dy)),
  ];
}

// True for a press that was no drag: shorter than LEAST both ways.
/**
 * @param {[number, number]} a
 * @param {[number, number]} b
 */
export function isTap([ax, ay], [bx, by]) {
  return Math.abs(ax - bx) < LEAST && Math.abs(ay - by) < LEAST;
}
