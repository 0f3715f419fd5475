// The clouds q(z | x) of some images: how they stand between two stops, and whose a place is.

const SPREAD = 3; // sigma, beyond which a cloud does not reach
const BOTH = 0.25; // least share of a second cloud for a place to be of both

/**
 * @typedef {{mu: number[][], sigma: number[][]}} CloudSet
 * @typedef {{index: number, share: number, away: number}} Owner
 */

// On the way from one stop to another, `t` from 0 to 1: centres evenly, widths by equal factors.
/**
 * @param {CloudSet} from
 * @param {CloudSet} to
 * @param {number} t
 * @returns {CloudSet}
 */
export function between(from, to, t) {
  /** @type {(a: number[][], b: number[][], mix: (a: number, b: number) => number) => number[][]} */
  const each = (a, b, mix) => a.map((row, i) => row.map((v, axis) => mix(v, b[i][axis])));
  return {
    mu: each(from.mu, to.mu, (a, b) => a + t * (b - a)),
    sigma: each(from.sigma, to.sigma, (a, b) => a * (b / a) ** t),
  };
}

// How many of its own sigma a place lies from the middle of cloud i.
/**
 * @param {CloudSet} clouds
 * @param {number} i
 * @param {ArrayLike<number>} z
 */
export function away({ mu, sigma }, i, z) {
  return Math.hypot((z[0] - mu[i][0]) / sigma[i][0], (z[1] - mu[i][1]) / sigma[i][1]);
}

// Whose a place is: each image's share of the density of all clouds there, the largest first. An
// image that z was drawn for is, at this place, image i with that probability.
/**
 * @param {CloudSet} clouds
 * @param {ArrayLike<number>} z
 * @returns {Owner[]}
 */
export function owners(clouds, z) {
  const found = clouds.mu.map((_, index) => {
    const distance = away(clouds, index, z),
      [s1, s2] = clouds.sigma[index];
    return { index, away: distance, log: -0.5 * distance ** 2 - Math.log(s1 * s2) };
  });
  const most = Math.max(...found.map(({ log }) => log)),
    total = found.reduce((sum, { log }) => sum + Math.exp(log - most), 0);
  return found
    .map(({ index, away, log }) => ({ index, away, share: Math.exp(log - most) / total }))
    .sort((a, b) => b.share - a.share);
}

// True where a place lies in the clouds of two images that both count.
/** @param {Owner[]} owners */
export function isOfBoth([first, second]) {
  return first.away <= SPREAD && second.away <= SPREAD && second.share >= BOTH;
}

// True where no cloud reaches.
/** @param {Owner[]} owners */
export function isOutside(owners) {
  return owners.every(({ away }) => away > SPREAD);
}
