// The recogniser: which class a picture shows.

export const READ_REST = 40; // times what a reading takes, until the next one in a drag

export class Reader {
  /** @param {{pixels: number, decode(picture: Float32Array): Float32Array}} network */
  constructor(network) {
    this.network = network;
    this.probabilities = new Float32Array(network.pixels);
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
