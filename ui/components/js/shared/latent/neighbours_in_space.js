// Which codes lie near a place, in all D dimensions? All distances are computed: beyond two
// dimensions a grid would save nothing, and ten thousand codes take less than a millisecond.

const MOST = 256;

export class NeighboursInSpace {
  /** @param {Codes} codes */
  constructor(codes) {
    this.codes = codes;
    /** @type {NearestCodes} */
    this.result = { count: 0, index: new Uint32Array(MOST), d2: new Float64Array(MOST) };
  }

  // The k codes nearest to z, nearest first, as neighbours.js gives them.
  /**
   * @param {ArrayLike<number>} z
   * @param {number} k
   */
  nearest(z, k) {
    const { values, n, dim } = this.codes,
      { result } = this,
      { index, d2 } = result;
    k = Math.min(k, MOST);
    let count = 0,
      worst = Infinity;
    for (let i = 0; i < n; i++) {
      let d = 0;
      for (let c = 0, at = i * dim; c < dim && d < worst; c++, at++) {
        const v = values[at] - z[c];
        d += v * v;
      }
      if (d >= worst) continue;
      let at = count < k ? count++ : k - 1;
      for (; at > 0 && d2[at - 1] > d; at--) {
        d2[at] = d2[at - 1];
        index[at] = index[at - 1];
      }
      d2[at] = d;
      index[at] = i;
      if (count === k) worst = d2[k - 1];
    }
    result.count = count;
    return result;
  }
}
