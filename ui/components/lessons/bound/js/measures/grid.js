// The joint density of an image over a grid of places, and what a Gaussian q comes to on it.
//
// Everything is summed over the same cells, and q is normalised on them, so ELBO + KL is log p(x) for
// any q whatever.

/**
 * A Gaussian on the plane: its middle, its two widths (sigma along its own axes), and how far those
 * are turned, in radians counter-clockwise.
 * @typedef {{m1: number, m2: number, s1: number, s2: number, angle: number}} Ellipse
 */

/** @typedef {{elbo: number, kl: number}} Bound */

export class PosteriorGrid {
  // `first`: the place of the first cell, `step`: the side of one; `values`: log p(x, z) in nats, row by
  // row, z1 along a row, z2 rising from row to row.
  /**
   * @param {number[]} first
   * @param {number} step
   * @param {Floats} values
   */
  constructor(first, step, values) {
    this.first = first;
    this.step = step;
    this.side = Math.round(Math.sqrt(values.length));
    this.logCell = 2 * Math.log(step);
    let peak = -Infinity;
    this.peakIndex = 0;
    values.forEach((value, i) => {
      if (value <= peak) return;
      peak = value;
      this.peakIndex = i;
    });
    let sum = 0;
    for (const value of values) sum += Math.exp(value - peak);
    this.logPx = peak + Math.log(sum) + this.logCell;
    // log p(z|x) of a whole cell.
    this.logShare = Float64Array.from(values, (value) => value - this.logPx + this.logCell);
    this.drop = Float64Array.from(values, (value) => value - peak); // 0 at the peak
    this.exponent = new Float64Array(values.length);
  }

  get last() {
    return this.first.map((v) => v + (this.side - 1) * this.step);
  }

  /** @param {number} index */
  placeOf(index) {
    const row = Math.floor(index / this.side);
    return [this.first[0] + (index - row * this.side) * this.step, this.first[1] + row * this.step];
  }

  // log p(z|x) of the cell a place lies in, 0 at the peak; -Infinity outside.
  /** @param {number[]} place */
  dropAt([z1, z2]) {
    const column = Math.round((z1 - this.first[0]) / this.step),
      row = Math.round((z2 - this.first[1]) / this.step),
      isInside = Math.min(column, row) >= 0 && Math.max(column, row) < this.side;
    return isInside ? this.drop[row * this.side + column] : -Infinity;
  }

  // ELBO and KL(q || p(z|x)) in nats; their sum is log p(x).
  /**
   * @param {Ellipse} q
   * @returns {Bound}
   */
  bound(q) {
    const { m1, m2 } = q,
      [p11, p12, p22] = precisionOf(q),
      { first, step, side, logShare, exponent } = this;
    let highest = -Infinity;
    for (let row = 0, i = 0; row < side; row++) {
      const d2 = first[1] + row * step - m2;
      for (let column = 0; column < side; column++, i++) {
        const d1 = first[0] + column * step - m1,
          u = -0.5 * (p11 * d1 * d1 + 2 * p12 * d1 * d2 + p22 * d2 * d2);
        exponent[i] = u;
        if (u > highest) highest = u;
      }
    }
    // With w = exp(u - highest): log q = u - highest - log sum w.
    let sum = 0,
      own = 0,
      true_ = 0;
    for (let i = 0; i < exponent.length; i++) {
      const gap = exponent[i] - highest;
      if (gap < -60) continue;
      const w = Math.exp(gap);
      sum += w;
      own += w * gap;
      true_ += w * logShare[i];
    }
    const kl = own / sum - Math.log(sum) - true_ / sum;
    return { kl, elbo: this.logPx - kl };
  }

  // The mean and covariance of p(z|x), [m1, m2, c11, c12, c22]; with `reach`, of the part that lies so
  // many cells around the peak.
  /** @param {number} [reach] */
  moments(reach = this.side) {
    const { side, logShare, peakIndex } = this,
      peakRow = Math.floor(peakIndex / side),
      peakColumn = peakIndex % side;
    const sums = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < logShare.length; i++) {
      const row = Math.floor(i / side),
        column = i % side;
      if (Math.max(Math.abs(row - peakRow), Math.abs(column - peakColumn)) > reach) continue;
      const w = Math.exp(logShare[i]),
        [a, b] = this.placeOf(i);
      [1, a, b, a * a, a * b, b * b].forEach((v, k) => {
        sums[k] += w * v;
      });
    }
    const [n, a, b, aa, ab, bb] = sums,
      m1 = a / n,
      m2 = b / n,
      least = (0.3 * this.step) ** 2;
    return [
      m1,
      m2,
      Math.max(aa / n - m1 * m1, least),
      ab / n - m1 * m2,
      Math.max(bb / n - m2 * m2, least),
    ];
  }

  // The log p(z|x), 0 at the peak, above which `share` of the mass lies.
  /** @param {number} share */
  levelOf(share) {
    const order = Array.from(this.drop.keys()).sort((i, j) => this.drop[j] - this.drop[i]);
    let sum = 0;
    for (const i of order) {
      sum += Math.exp(this.logShare[i]);
      if (sum >= share) return this.drop[i];
    }
    return this.drop[order[order.length - 1]];
  }
}

// The inverse of the covariance, [p11, p12, p22].
/** @param {Ellipse} q */
function precisionOf({ s1, s2, angle }) {
  const c = Math.cos(angle),
    s = Math.sin(angle),
    p1 = 1 / (s1 * s1),
    p2 = 1 / (s2 * s2);
  return [c * c * p1 + s * s * p2, c * s * (p1 - p2), s * s * p1 + c * c * p2];
}

// The ellipse of a covariance; of its two directions, the one nearer to z1 comes first.
/**
 * @param {number} m1
 * @param {number} m2
 * @param {number} c11
 * @param {number} c12
 * @param {number} c22
 * @returns {Ellipse}
 */
export function ellipseOf(m1, m2, c11, c12, c22) {
  const mean = (c11 + c22) / 2,
    away = Math.hypot((c11 - c22) / 2, c12);
  let angle = 0.5 * Math.atan2(2 * c12, c11 - c22), // of the longer axis
    s1 = Math.sqrt(mean + away),
    s2 = Math.sqrt(Math.max(mean - away, 1e-12 * mean));
  if (Math.abs(angle) > Math.PI / 4) {
    angle -= (Math.sign(angle) * Math.PI) / 2;
    [s1, s2] = [s2, s1];
  }
  return { m1, m2, s1, s2, angle };
}
