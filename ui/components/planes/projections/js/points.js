// Where each image stands on each plane, which are most like it, and its class.

/**
 * @param {ArrayBuffer} buffer for each plane x and y of all images, float32; then the indices of the
 *   nearest of each, 16 bits; then a class each, 8 bits
 * @param {{n: number, nearest: number, planes: unknown[]}} sizes
 */
export function readPoints(buffer, { n, nearest, planes }) {
  const at = 8 * n * planes.length,
    end = at + 2 * n * nearest;
  if (buffer.byteLength !== end + n)
    throw new Error(`points: ${buffer.byteLength} bytes do not hold ${n} images`);
  const near = new Uint16Array(buffer, at, n * nearest);
  return {
    n,
    xy: planes.map((_, i) => new Float32Array(buffer, 8 * n * i, 2 * n)),
    labels: new Uint8Array(buffer, end, n),
    /** @param {number} index */
    nearestOf: (index) => near.subarray(nearest * index, nearest * (index + 1)),
  };
}

// The square round all points, with a margin.
/**
 * @param {Float32Array} xy
 * @returns {{center: Point, half: number}}
 */
export function roomOf(xy) {
  const low = [Infinity, Infinity],
    high = [-Infinity, -Infinity];
  for (let i = 0; i < xy.length; i++) {
    low[i & 1] = Math.min(low[i & 1], xy[i]);
    high[i & 1] = Math.max(high[i & 1], xy[i]);
  }
  return {
    center: [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2],
    half: 0.53 * Math.max(high[0] - low[0], high[1] - low[1]) || 1,
  };
}

// The allowed image nearest to a point of the plane; -1 for none.
/**
 * @param {Float32Array} xy
 * @param {Point} point
 * @param {(index: number) => boolean} isAllowed
 */
export function nearestTo(xy, [x, y], isAllowed) {
  let best = -1,
    least = Infinity;
  for (let i = 0; i < xy.length / 2; i++) {
    const d = (xy[2 * i] - x) ** 2 + (xy[2 * i + 1] - y) ** 2;
    if (d < least && isAllowed(i)) [best, least] = [i, d];
  }
  return best;
}

// The next allowed image in a direction, for the arrow keys: the nearest within 45 degrees of it, what
// lies aside counting more; -1 for none.
/**
 * @param {Float32Array} xy
 * @param {number} from
 * @param {Point} direction a unit vector along an axis
 * @param {(index: number) => boolean} isAllowed
 */
export function nextTo(xy, from, [dx, dy], isAllowed) {
  let best = -1,
    least = Infinity;
  for (let i = 0; i < xy.length / 2; i++) {
    const x = xy[2 * i] - xy[2 * from],
      y = xy[2 * i + 1] - xy[2 * from + 1],
      along = x * dx + y * dy,
      aside = Math.abs(x * dy - y * dx);
    if (along <= 0 || aside > along) continue;
    const cost = along + 2 * aside;
    if (cost < least && isAllowed(i)) [best, least] = [i, cost];
  }
  return best;
}
