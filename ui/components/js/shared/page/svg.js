// Elements of SVG drawings.

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

// A line of text at a place; `anchor`: "start", "middle" or "end".
/**
 * @param {string} content
 * @param {number} x
 * @param {number} y
 * @param {string} anchor
 * @param {string} className
 */
export function svgText(content, x, y, anchor, className) {
  return svg("text", { class: className, x, y, "text-anchor": anchor }, content);
}

// Where an upright Gaussian has fallen to k sigma.
/**
 * @param {number[]} mu in pixels
 * @param {number[]} sigma in pixels
 * @param {number} k
 * @param {string} className
 */
export function sigmaEllipse([cx, cy], [width, height], k, className) {
  return svg("ellipse", { cx, cy, rx: k * width, ry: k * height, class: className });
}
