// What a bell q is compared with: another bell, or two humps.
import { bellDivergence, density, logDensity, signedAreas } from "../measures/bells.js";
import {
  coveringBell,
  coveringDivergence,
  logMixture,
  mixtureEntropy,
  seekingBell,
  seekingDivergence,
} from "../measures/humps.js";

/** @typedef {import("../measures/bells.js").Bell} Bell */

/**
 * @typedef {object} Target
 * @property {(x: number) => number} logDensity
 * @property {() => number} peak  of the density
 * @property {(q: Bell) => number} forward  KL(p || q)
 * @property {(q: Bell) => number} backward  KL(q || p)
 * @property {(q: Bell) => [number[], number[]]} [areas]  above and below 0, in both directions
 */

/**
 * @param {Bell} bell  may change
 * @returns {Target}
 */
export function bellTarget(bell) {
  return {
    logDensity: (x) => logDensity(x, bell),
    peak: () => density(bell.mu, bell),
    forward: (q) => bellDivergence(bell, q),
    backward: (q) => bellDivergence(q, bell),
    areas: (q) => [signedAreas(bell, q), signedAreas(q, bell)],
  };
}

/**
 * @param {import("../measures/humps.js").Hump[]} humps
 * @returns {Target & {best: {forward: Bell, backward: Bell}}}
 */
export function humpsTarget(humps) {
  const entropy = mixtureEntropy(humps),
    peak = Math.max(...humps.map(({ mu }) => Math.exp(logMixture(mu, humps))));
  return {
    logDensity: (x) => logMixture(x, humps),
    peak: () => peak,
    forward: (q) => coveringDivergence(humps, q, entropy),
    backward: (q) => seekingDivergence(humps, q),
    best: { forward: coveringBell(humps), backward: seekingBell(humps) },
  };
}
