// Which codes lie near a place? A bucket grid over the plane answers in
// microseconds, so the badge, the bars, the strips and the tiles can all ask.

export class Neighbours {
  /** @param {DotCloud} codes */
  constructor(codes) {
    this.codes = codes;
    const { xy, n } = codes;
    // The grid spans the middle 98 % of the codes, so that a few far outliers (an
    // autoencoder has them) do not press the rest into a handful of cells. Border
    // cells reach out to infinity and hold what lies beyond.
    const range = (/** @type {number} */ axis) => {
      const values = Float32Array.from({ length: n }, (_, i) => xy[2 * i + axis]).sort();
      const low = values[Math.floor(n * 0.01)],
        high = values[Math.ceil(n * 0.99) - 1];
      return [low, Math.max(high - low, 1e-9)];
    };
    const [across, up] = [range(0), range(1)];
    this.x0 = across[0];
    this.width = across[1];
    this.y0 = up[0];
    this.height = up[1];
    this.side = Math.max(1, Math.min(96, Math.round(Math.sqrt(n / 4))));
    const cells = new Uint32Array(n),
      starts = new Uint32Array(this.side ** 2 + 1);
    for (let i = 0; i < n; i++) {
      cells[i] = this.row(xy[2 * i + 1]) * this.side + this.column(xy[2 * i]);
      starts[cells[i] + 1]++;
    }
    for (let c = 0; c < this.side ** 2; c++) starts[c + 1] += starts[c];
    this.starts = starts;
    this.members = new Uint32Array(n);
    const next = starts.slice();
    for (let i = 0; i < n; i++) this.members[next[cells[i]]++] = i;
    /** @type {NearestCodes} */
    this.result = { count: 0, index: new Uint32Array(256), d2: new Float64Array(256) };
  }

  /** @param {number} x */
  column(x) {
    return this.clampCell((x - this.x0) / this.width);
  }
  /** @param {number} y */
  row(y) {
    return this.clampCell((y - this.y0) / this.height);
  }
  /** @param {number} t */
  clampCell(t) {
    return Math.max(0, Math.min(this.side - 1, Math.floor(t * this.side)));
  }

  // The k codes nearest to z, nearest first: {count, index[], d2[]}. The result is
  // reused by the next call. `allowed` (one flag a class) leaves other classes out.
  /**
   * @param {ArrayLike<number>} z
   * @param {number} k
   * @param {boolean[] | null} [allowed]
   */
  nearest(z, k, allowed = null) {
    const { starts, members, side, result } = this,
      { xy, labels } = this.codes;
    const { index, d2 } = result;
    const x = z[0],
      y = z[1],
      column = this.column(x),
      row = this.row(y);
    k = Math.min(k, 256);
    let count = 0;
    /** @type {(c: number, r: number) => void} */
    const visit = (c, r) => {
      const cell = r * side + c;
      for (let m = starts[cell]; m < starts[cell + 1]; m++) {
        const i = members[m];
        if (allowed && !allowed[labels[i]]) continue;
        const dx = xy[2 * i] - x,
          dy = xy[2 * i + 1] - y,
          d = dx * dx + dy * dy;
        if (count === k && d >= d2[k - 1]) continue;
        let at = count < k ? count++ : k - 1;
        for (; at > 0 && d2[at - 1] > d; at--) {
          d2[at] = d2[at - 1];
          index[at] = index[at - 1];
        }
        d2[at] = d;
        index[at] = i;
      }
    };
    // Rings of cells outward, until nothing outside the visited square can be nearer.
    for (let ring = 0; ring < side; ring++) {
      const left = column - ring,
        right = column + ring,
        bottom = row - ring,
        top = row + ring;
      for (let c = Math.max(left, 0); c <= Math.min(right, side - 1); c++) {
        if (bottom >= 0) visit(c, bottom);
        if (top < side && ring > 0) visit(c, top);
      }
      for (let r = Math.max(bottom + 1, 0); r <= Math.min(top - 1, side - 1); r++) {
        if (left >= 0) visit(left, r);
        if (right < side) visit(right, r);
      }
      if (count === k && this.clearance(x, y, left, right, bottom, top) ** 2 >= d2[k - 1]) break;
    }
    result.count = count;
    return result;
  }

  // Distance from (x, y) to the nearest open side of a square of visited cells.
  /**
   * @param {number} x
   * @param {number} y
   * @param {number} left
   * @param {number} right
   * @param {number} bottom
   * @param {number} top
   */
  clearance(x, y, left, right, bottom, top) {
    const { side, x0, y0, width, height } = this;
    let open = Infinity;
    if (left > 0) open = Math.min(open, x - (x0 + (left * width) / side));
    if (right < side - 1) open = Math.min(open, x0 + ((right + 1) * width) / side - x);
    if (bottom > 0) open = Math.min(open, y - (y0 + (bottom * height) / side));
    if (top < side - 1) open = Math.min(open, y0 + ((top + 1) * height) / side - y);
    return Math.max(open, 0);
  }
}
