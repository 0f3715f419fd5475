// What has happened in the figure, for the tasks of a lesson. Each name is reported once.
//   learned  the networks learned for LONG steps
//   swept    a code was moved over most of its line
//   drawn    a few points were put by hand, and learned from
//   mended   points were added by hand, and fewer random codes miss than before
const LONG = 1000; // steps
const FEW = 5; // points
const LEAST = 0.03; // share that misses before there is something to mend

export class Tasks {
  /** @param {(names: string[]) => void} onNews */
  constructor(onNews) {
    this.done = new Set();
    this.onNews = onNews;
    this.restart();
  }

  // Other points or other networks: what was to be mended is gone.
  restart() {
    /** @type {Record<string, number> | null} */
    this.before = null; // the shares that missed when the first point was added
    this.addedAt = Infinity;
  }

  // A point was added by hand.
  /**
   * @param {Record<string, number>} shares
   * @param {number} steps
   */
  added(shares, steps) {
    this.before ??= { ...shares };
    this.addedAt = Math.min(this.addedAt, steps);
  }

  /**
   * @param {{steps: number, shares: Record<string, number>, own: number, reach: number}} now
   */
  look({ steps, shares, own, reach }) {
    const { before, addedAt } = this,
      learnedSince = own > 0 && steps - addedAt >= LONG,
      isMended =
        before !== null &&
        Object.keys(shares).some(
          (kind) => before[kind] >= LEAST && shares[kind] < 0.7 * before[kind],
        ),
      /** @type {Record<string, boolean>} */
      happened = {
        learned: steps >= LONG,
        swept: reach > 0.6 && steps >= LONG,
        drawn: own >= FEW && learnedSince,
        mended: learnedSince && isMended,
      },
      fresh = Object.keys(happened).filter((name) => happened[name] && !this.done.has(name));
    if (!fresh.length) return;
    for (const name of fresh) this.done.add(name);
    this.onNews([...this.done]);
  }
}
