// The recogniser: which class a picture shows.

// Between two readings at least so many times what a reading takes: on a slow phone few frames of a
// drag have one.
const SELDOM = 40;

export class Reader {
  /** @param {{pixels: number, decode(picture: Float32Array): Float32Array}} network */
  constructor(network) {
    this.network = network;
    this.probabilities = new Float32Array(network.pixels);
    this.ended = -Infinity; // when the last reading was shown, and how many ms it took
    this.took = 0;
  }

  // Does `show`, which reads a picture and shows what comes of it, and counts its time.
  /** @param {() => void} show */
  timed(show) {
    const began = performance.now();
    show();
    this.ended = performance.now();
    this.took = this.ended - began;
  }

  // Whether the next may be shown: not before `every` ms after the last one.
  isDue(every = 0) {
    return performance.now() - this.ended >= Math.max(every, SELDOM * this.took);
  }

  // {label, share}: the likeliest class of a picture, and its probability.
  /** @param {Float32Array} picture */
  best(picture) {
    const probabilities = this.read(picture);
    let label = 0;
    for (let i = 1; i < probabilities.length; i++)
      if (probabilities[i] > probabilities[label]) label = i;
    return { label, share: probabilities[label] };
  }

  // One probability a class. The array is this one's own and is overwritten by the next call.
  /** @param {Float32Array} picture */
  read(picture) {
    const logits = this.network.decode(picture),
      { probabilities } = this;
    let most = -Infinity,
      total = 0;
    for (const v of logits) if (v > most) most = v;
    for (let i = 0; i < logits.length; i++) total += probabilities[i] = Math.exp(logits[i] - most);
    for (let i = 0; i < logits.length; i++) probabilities[i] /= total;
    return probabilities;
  }
}
