// Level lines of a grid by marching squares: pieces of line, in cells, [x0, y0, x1, y1] each.

// Which edges of a square the line joins, by which corners are above: edges 0 below, 1 right, 2 above,
// 3 left; corners count 1, 2, 4, 8 from the lower left, counter-clockwise.
const JOINS = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 2, 0, 1],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 3, 1, 2],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

/**
 * @param {Floats} values row by row
 * @param {number} side
 * @param {number} level
 * @returns {number[][]}
 */
export function levelLine(values, side, level) {
  const pieces = [];
  for (let y = 0; y + 1 < side; y++)
    for (let x = 0; x + 1 < side; x++) {
      const i = y * side + x,
        corners = [values[i], values[i + 1], values[i + side + 1], values[i + side]],
        above = corners.reduce((sum, v, k) => sum + (v > level ? 1 << k : 0), 0),
        joins = JOINS[above];
      for (let k = 0; k < joins.length; k += 2)
        pieces.push([
          ...crossing(corners, level, x, y, joins[k]),
          ...crossing(corners, level, x, y, joins[k + 1]),
        ]);
    }
  return pieces;
}

// Where a level is crossed on one edge of the square at (x, y).
/**
 * @param {number[]} corners
 * @param {number} level
 * @param {number} x
 * @param {number} y
 * @param {number} edge
 */
function crossing(corners, level, x, y, edge) {
  const a = corners[edge],
    b = corners[(edge + 1) % 4],
    part = (level - a) / (b - a);
  return [
    [x + part, y],
    [x + 1, y + part],
    [x + 1 - part, y + 1],
    [x, y + 1 - part],
  ][edge];
}
