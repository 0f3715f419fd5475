// What a network has learned, and how often a random code misses.
import { nearestOn } from "../points/target.js";

export const FAR = 0.1; // decoded farther than this from the true curve, a code misses
const CODES = 320; // looked at from end to end
const REACH = 3.3; // of N(0, 1), to either side: all but one draw in a thousand

/**
 * Codes in order, from `low` to `high`; where each is decoded to and how far off that is; how often a
 * random code falls here; the share of random codes that miss. Of the points: their codes, and the
 * mean squared distance to what comes back.
 * @typedef {{low: number, high: number, z: Float64Array, xy: Float64Array, off: Float64Array,
 *   density: Float64Array, share: number, mu: Float64Array, sigma: Float64Array | null,
 *   loss: number}} Learned
 */

/**
 * Random codes are drawn evenly over the range of the points' codes (AE), or from N(0, 1) (VAE).
 * @param {import("./autoencoder.js").Autoencoder} network
 * @param {Float64Array} points
 * @param {Float64Array} target
 * @returns {Learned}
 */
export function judged(network, points, target) {
  const { mu, sigma } = network.encode(points),
    isVae = sigma !== null,
    [least, most] = [Math.min(...mu), Math.max(...mu)],
    rim = isVae ? 0 : 0.08 * Math.max(most - least, 1e-3),
    low = isVae ? -REACH : least - rim,
    high = isVae ? REACH : most + rim,
    z = Float64Array.from({ length: CODES }, (_, i) => low + ((i + 0.5) / CODES) * (high - low)),
    xy = network.decode(z),
    density = z.map((code) =>
      isVae ? Math.exp(-0.5 * code * code) : code >= least && code <= most ? 1 : 0,
    ),
    off = z.map((_, i) => nearestOn(target, xy[2 * i], xy[2 * i + 1]).distance);
  let all = 0,
    missing = 0;
  for (let i = 0; i < CODES; i++) {
    all += density[i];
    if (!(off[i] <= FAR)) missing += density[i];
  }
  const back = network.decode(mu),
    loss = points.reduce((sum, v, i) => sum + (v - back[i]) ** 2, 0) / mu.length;
  return { low, high, z, xy, off, density, share: all ? missing / all : 0, mu, sigma, loss };
}
