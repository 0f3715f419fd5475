// How well is a place supported by data, and which classes live there?

export const LEVELS = ["supported", "thin", "hole"];

export class Support {
  // `rule` = {k, thin, hole}: where the k-th nearest code is farther than that, a place is thin, or
  // a hole. Distances count all dimensions, as in vae_core/latent/geometry.py.
  /**
   * @param {CodeSearch} neighbours
   * @param {SupportRule} rule
   * @param {number} nClasses
   */
  constructor(neighbours, rule, nClasses) {
    this.neighbours = neighbours;
    this.rule = rule;
    this.nClasses = nClasses;
  }

  /** @param {NearestCodes} nearest */
  levelOf(nearest) {
    const { thin, hole } = this.rule,
      distance = this.distanceOf(nearest);
    return distance > hole ? 2 : distance > thin ? 1 : 0;
  }

  // Distance to the k-th nearest code.
  /** @param {NearestCodes} nearest */
  distanceOf(nearest) {
    return Math.sqrt(nearest.d2[Math.min(this.rule.k, nearest.count) - 1]);
  }
  /** @param {ArrayLike<number>} z */
  distanceAt(z) {
    return this.distanceOf(this.neighbours.nearest(z, this.rule.k));
  }

  // Everything the panel says about z: the level, and the classes with their shares.
  // Shares: the 60 nearest codes, weighed by a Gaussian as wide as half their reach.
  /** @param {ArrayLike<number>} z */
  at(z) {
    const nearest = this.neighbours.nearest(z, Math.max(60, this.rule.k));
    const level = this.levelOf(nearest);
    const used = Math.min(60, nearest.count),
      spread = nearest.d2[used - 1] / 4 || 1;
    const weights = new Float64Array(this.nClasses);
    let total = 0;
    for (let i = 0; i < used; i++) {
      const weight = Math.exp(-nearest.d2[i] / (2 * spread));
      weights[this.neighbours.codes.labels[nearest.index[i]]] += weight;
      total += weight;
    }
    const shares = Array.from(weights, (weight, label) => ({ label, share: weight / total }));
    shares.sort((a, b) => b.share - a.share);
    return { level, shares };
  }

  // The short answer for tiles and strips: level and commonest class of the k nearest.
  /** @param {ArrayLike<number>} z */
  brief(z) {
    const nearest = this.neighbours.nearest(z, this.rule.k),
      votes = new Uint16Array(this.nClasses);
    let best = 0;
    for (let i = 0; i < nearest.count; i++) {
      const label = this.neighbours.codes.labels[nearest.index[i]];
      if (++votes[label] > votes[best]) best = label;
    }
    return { level: this.levelOf(nearest), label: best };
  }
}

// The class met at each place of a square raster over the home view, for the colour
// strips: a strip is one row or column of it. Filled in slices of time, the lines
// through the cursor first; -1 is a hole, -2 not known yet.
export class ClassField {
  /**
   * @param {Support} support
   * @param {Room} home
   * @param {number} [side]
   */
  constructor(support, home, side = 160) {
    this.support = support;
    this.home = home;
    this.side = side;
    this.cells = new Int16Array(side * side).fill(-2);
    this.next = 0;
  }

  /** @param {number} i */
  offset(i) {
    return (((i + 0.5) / this.side) * 2 - 1) * this.home.half;
  }
  /**
   * @param {number} value
   * @param {number} axis
   */
  slot(value, axis) {
    const t = (value - this.home.center[axis]) / this.home.half;
    return Math.max(0, Math.min(this.side - 1, Math.floor(((t + 1) / 2) * this.side)));
  }

  /**
   * @param {number} column
   * @param {number} row
   */
  fillCell(column, row) {
    const cell = row * this.side + column;
    if (this.cells[cell] !== -2) return;
    const { level, label } = this.support.brief([
      this.home.center[0] + this.offset(column),
      this.home.center[1] + this.offset(row),
    ]);
    this.cells[cell] = level === 2 ? -1 : label;
  }

  // Work until `deadline` (performance.now() time); true while there is more to do.
  /**
   * @param {ArrayLike<number>} z
   * @param {number} deadline
   */
  work(z, deadline) {
    const column = this.slot(z[0], 0),
      row = this.slot(z[1], 1);
    for (let i = 0; i < this.side; i++) {
      this.fillCell(i, row);
      this.fillCell(column, i);
      if (i % 8 === 7 && performance.now() > deadline) return true;
    }
    while (this.next < this.cells.length) {
      this.fillCell(this.next % this.side, Math.floor(this.next / this.side));
      if (++this.next % 16 === 0 && performance.now() > deadline) return true;
    }
    return false;
  }

  // The classes met along axis 0 or 1 through z.
  /**
   * @param {ArrayLike<number>} z
   * @param {number} axis
   */
  line(z, axis) {
    const { side, cells } = this;
    if (axis === 0) {
      const row = this.slot(z[1], 1) * side;
      return cells.subarray(row, row + side);
    }
    const column = this.slot(z[0], 0);
    return Int16Array.from({ length: side }, (_, i) => cells[i * side + column]);
  }
}
