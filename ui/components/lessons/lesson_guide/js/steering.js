// Which keys and swipes go one step on or back.

const LEAST_SWIPE = 56; // pixels
const LONGEST_SWIPE = 700; // ms
/** @type {Record<string, number>} */
const STEPS = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1 };

// 1 for on, -1 for back, 0 for a key that means something else. `owner`: what has the focus: "text"
// takes every key, "figure" its own arrows, "" none.
/**
 * @param {{key: string, altKey?: boolean, ctrlKey?: boolean, metaKey?: boolean, shiftKey?: boolean}} event
 * @param {"text" | "figure" | ""} owner
 */
export function stepOfKey(event, owner) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || owner === "text")
    return 0;
  if (owner === "figure" && event.key.startsWith("Arrow")) return 0;
  return STEPS[event.key] ?? 0;
}

// The same of a finger that moved by dx, dy pixels in so many ms: to the left is on.
/**
 * @param {number} dx
 * @param {number} dy
 * @param {number} ms
 */
export function stepOfSwipe(dx, dy, ms) {
  if (Math.abs(dx) < LEAST_SWIPE || Math.abs(dx) < 2 * Math.abs(dy) || ms > LONGEST_SWIPE) return 0;
  return dx < 0 ? 1 : -1;
}
