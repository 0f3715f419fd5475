// The codes of the test images at every stored beta and, by interpolation in log beta, in between.
import { widen } from "../../../js/shared/network/floats.js";

export class CodesByBeta {
  // `buffer`: vae_core/runs/conditions/beta_codes.py, export_codes_by_beta: n pairs of mu for each of the rising `betas`, then
  // the pairs of sigma, all as float16, then n labels as bytes.
  /**
   * @param {ArrayBuffer} buffer
   * @param {number[]} betas
   * @param {number} n
   */
  constructor(buffer, betas, n) {
    const size = 4 * betas.length * n;
    if (buffer.byteLength !== 2 * size + n)
      throw new Error(
        `codes: ${buffer.byteLength} bytes do not hold ${n} codes at ${betas.length} betas`,
      );
    this.n = n;
    this.logs = Float64Array.from(betas, (beta) => Math.log(beta));
    this.mu = widen("float16", buffer.slice(0, size));
    this.logSigma = widen("float16", buffer.slice(size, 2 * size)).map((sigma) =>
      Math.log(Math.max(sigma, 1e-6)),
    );
    this.labels = new Uint8Array(buffer, 2 * size, n);
    this.xy = new Float32Array(2 * n); // where they stand at the beta last asked for
    this.other = null; // where they stand at a second one
    this.pair = { mu: new Float64Array(2), sigma: new Float64Array(2) };
  }

  /** @param {number} beta */
  moveTo(beta) {
    this.place(beta, this.xy);
  }

  // The codes at another beta. The same array at every call.
  /** @param {number} beta */
  positionsAt(beta) {
    return this.place(beta, (this.other ??= new Float32Array(2 * this.n)));
  }

  /**
   * @param {number} beta
   * @param {Float32Array} xy
   */
  place(beta, xy) {
    const { mu } = this,
      share = this.between(beta),
      low = this.low * xy.length,
      high = low + xy.length;
    for (let k = 0; k < xy.length; k++) xy[k] = mu[low + k] + share * (mu[high + k] - mu[low + k]);
    return xy;
  }

  // q(z|x) of one test image. The same object at every call.
  /**
   * @param {number} index
   * @param {number} beta
   */
  posterior(index, beta) {
    const { pair, mu, logSigma, n } = this,
      share = this.between(beta);
    for (let axis = 0; axis < 2; axis++) {
      const low = 2 * (this.low * n + index) + axis,
        high = low + 2 * n;
      pair.mu[axis] = mu[low] + share * (mu[high] - mu[low]);
      pair.sigma[axis] = Math.exp(logSigma[low] + share * (logSigma[high] - logSigma[low]));
    }
    return pair;
  }

  // The stored beta below (`low`), and how far from there to the next one, 0 to 1.
  /** @param {number} beta */
  between(beta) {
    const { logs } = this,
      at = Math.log(beta),
      last = logs.length - 2;
    let low = 0;
    while (low < last && logs[low + 1] <= at) low++;
    this.low = low;
    return Math.max(0, Math.min(1, (at - logs[low]) / (logs[low + 1] - logs[low])));
  }
}

// Text of a beta: rounded to three digits, at least two of them written. "1.0", "0.30", "12.5"
/** @param {number} beta */
export function roundBeta(beta) {
  return Number(beta.toPrecision(3));
}
/** @param {number} beta */
export function betaText(beta) {
  if (beta >= 100) return String(beta); // toPrecision would write 1.0e+2
  const two = beta.toPrecision(2);
  return Number(two) === beta ? two : String(beta);
}
// Text of a beta on the scale, as short as possible: "1", "0.3", "0.018".
/** @param {number} beta */
export function betaName(beta) {
  return String(Number(beta.toPrecision(2)));
}
