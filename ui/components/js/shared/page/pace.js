// Work of a frame that may wait for another one: on a slow phone few frames of a drag have it, on a
// fast machine nearly all.
export class Pace {
  /** @param {number} rest so many times what it took last passes until it is due again */
  constructor(rest) {
    this.rest = rest;
    this.ended = -Infinity;
    this.took = 0; // ms
  }

  // Whether it may be done now: not before `every` ms have passed, either.
  isDue(every = 0) {
    return performance.now() - this.ended >= Math.max(every, this.rest * this.took);
  }

  // Does it, and counts its time.
  /** @param {() => void} work */
  timed(work) {
    const began = performance.now();
    work();
    this.ended = performance.now();
    this.took = this.ended - began;
  }
}
