// The recogniser: which class a picture shows.

export class Reader {
  constructor(network) {
    this.network = network;
    this.probabilities = new Float32Array(network.pixels);
  }

  // One probability a class. The array is this one's own and is overwritten by the next call.
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
