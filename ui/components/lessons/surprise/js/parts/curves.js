// Curves as paths, and where a text of a drawing stands.

/**
 * @param {SVGElement} node
 * @param {number} x
 * @param {number} y
 */
export function place(node, x, y) {
  node.setAttribute("x", x.toFixed(1));
  node.setAttribute("y", y.toFixed(1));
}

// The path through (xs, values); `x` and `y` say where that is on the drawing.
/**
 * @param {number[]} xs
 * @param {number[]} values
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
export function curvePath(xs, values, x, y) {
  return `M${xs.map((at, i) => `${x(at).toFixed(1)},${y(values[i]).toFixed(2)}`).join(" L")}`;
}
