// What decoded points should lie on: the true curve, or, where nobody knows it, the points.

/** The nearest place of what is right, and how far off it is. */
/** @typedef {{distance: number, x: number, y: number}} Nearest */

/**
 * Pieces of a line, x, y, x, y each, of the strokes; points that stand alone are pieces of no length.
 * @param {[number, number][][]} strokes
 * @param {ArrayLike<number>} points taken where there are no strokes
 */
export function targetOf(strokes, points) {
  const pieces = [];
  for (const stroke of strokes)
    for (let i = 1; i < stroke.length; i++) pieces.push(...stroke[i - 1], ...stroke[i]);
  if (!strokes.length)
    for (let i = 0; i < points.length; i += 2)
      pieces.push(points[i], points[i + 1], points[i], points[i + 1]);
  return Float64Array.from(pieces);
}

/**
 * @param {Float64Array} target
 * @param {number} x
 * @param {number} y
 * @returns {Nearest}
 */
export function nearestOn(target, x, y) {
  let best = Infinity,
    bestX = Number.NaN,
    bestY = Number.NaN;
  for (let i = 0; i < target.length; i += 4) {
    const ax = target[i],
      ay = target[i + 1],
      dx = target[i + 2] - ax,
      dy = target[i + 3] - ay,
      square = dx * dx + dy * dy,
      t = square ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square)) : 0,
      gapX = ax + t * dx - x,
      gapY = ay + t * dy - y,
      gap = gapX * gapX + gapY * gapY;
    if (gap < best) {
      best = gap;
      bestX = ax + t * dx;
      bestY = ay + t * dy;
    }
  }
  return { distance: Math.sqrt(best), x: bestX, y: bestY };
}
