// Arrows between boxes of a drawing, as SVG paths with a head.
import { svg } from "./svg.js";

const GAP = 5; // between an arrow's end and its box

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
/** @typedef {"right" | "left" | "down" | "down-left" | "left-up"} Way */

// The way from one box to another. "right", "left", "down": out of that side and in at the
// opposite one, downwards straight where it can; "down-left": down, then left into its right side; "left-up": left, then up into its
// lower side. `at` (0 to 1) is where along the side it leaves a box downwards.
/**
 * @param {Box} from
 * @param {Box} to
 * @param {Way} way
 * @param {number} at
 */
export function route(from, to, way, at = 0.5) {
  const [fromX, fromY] = [from.left + at * (from.right - from.left), (from.top + from.bottom) / 2],
    [toX, toY] = [(to.left + to.right) / 2, (to.top + to.bottom) / 2];
  if (way === "right") return across(from.right + GAP, fromY, to.left - GAP, toY);
  if (way === "left") return across(from.left - GAP, fromY, to.right + GAP, toY);
  const straight = fromX >= to.left && fromX <= to.right ? fromX : toX;
  if (way === "down") return `M${fromX} ${from.bottom + GAP}L${straight} ${to.top - GAP}`;
  if (way === "down-left")
    return `M${fromX} ${from.bottom + GAP}L${fromX} ${toY}L${to.right + GAP} ${toY}`;
  return `M${from.left - GAP} ${fromY}L${toX} ${fromY}L${toX} ${to.bottom + GAP}`;
}

// Straight where both ends are level, else in a curve that ends level.
/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 */
function across(x1, y1, x2, y2) {
  if (Math.abs(y1 - y2) < 1) return `M${x1} ${y1}L${x2} ${y2}`;
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

// The head of the arrows of one drawing; `arrow` refers to it by `id`.
/**
 * @param {string} id
 * @param {string} className
 */
export function arrowHead(id, className) {
  return svg(
    "marker",
    {
      id,
      viewBox: "0 0 10 10",
      refX: 8.5,
      refY: 5,
      markerWidth: 9,
      markerHeight: 9,
      markerUnits: "userSpaceOnUse",
      orient: "auto",
    },
    svg("path", { d: "M1 1L9 5L1 9", class: className }),
  );
}

/**
 * @param {string} path
 * @param {string} headId
 * @param {string} className
 */
export function arrow(path, headId, className) {
  return svg("path", { d: path, class: className, "marker-end": `url(#${headId})` });
}
