// Two bell curves (Gaussians in one dimension): KL in both directions, and what is summed for it.

/** @typedef {{mu: number, sigma: number}} Bell */

const REACH = 12; // standard deviations; beyond, less than 1e-31 of a Gaussian lies
const PIECES = 400; // of Simpson's rule for each stretch

/**
 * @param {number} x
 * @param {Bell} bell
 */
export function logDensity(x, { mu, sigma }) {
  const u = (x - mu) / sigma;
  return -0.5 * u * u - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
}

/**
 * @param {number} x
 * @param {Bell} bell
 */
export function density(x, bell) {
  return Math.exp(logDensity(x, bell));
}

// KL(p || q) in nats.
/**
 * @param {Bell} p
 * @param {Bell} q
 */
export function bellDivergence(p, q) {
  const ratio = p.sigma / q.sigma,
    gap = (p.mu - q.mu) / q.sigma;
  return 0.5 * (ratio * ratio - 1 + gap * gap) - Math.log(ratio);
}

// p(x) log(p(x) / q(x)), whose integral is KL(p || q).
/**
 * @param {number} x
 * @param {Bell} p
 * @param {Bell} q
 */
export function integrand(x, p, q) {
  return density(x, p) * (logDensity(x, p) - logDensity(x, q));
}

// The integral of the integrand over where it is above 0, and over where it is below: [plus, minus].
// Their sum is KL(p || q).
/**
 * @param {Bell} p
 * @param {Bell} q
 */
export function signedAreas(p, q) {
  const low = p.mu - REACH * p.sigma,
    high = p.mu + REACH * p.sigma;
  const inside = crossings(p, q).filter((x) => x > low && x < high);
  const ends = [low, ...inside, high],
    areas = [0, 0];
  for (let i = 1; i < ends.length; i++) {
    const area = simpson((x) => integrand(x, p, q), ends[i - 1], ends[i], PIECES);
    areas[area < 0 ? 1 : 0] += area;
  }
  return areas;
}

// Where p and q are equal, from left to right: nowhere (q is p), once or twice.
/**
 * @param {Bell} p
 * @param {Bell} q
 */
export function crossings(p, q) {
  // log p − log q = a x² + b x + c
  const [vp, vq] = [p.sigma ** 2, q.sigma ** 2];
  const a = 0.5 / vq - 0.5 / vp,
    b = p.mu / vp - q.mu / vq,
    c = (0.5 * q.mu ** 2) / vq - (0.5 * p.mu ** 2) / vp - Math.log(p.sigma / q.sigma);
  if (Math.abs(a) < 1e-12) return Math.abs(b) < 1e-12 ? [] : [-c / b];
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c)),
    far = -0.5 * (b + (b < 0 ? -root : root)); // without taking nearly equal numbers from each other
  const found = far === 0 ? [0, 0] : [far / a, c / far];
  return found.sort((x, y) => x - y);
}

/**
 * @param {(x: number) => number} f
 * @param {number} from
 * @param {number} to
 * @param {number} pieces  even
 */
export function simpson(f, from, to, pieces) {
  const step = (to - from) / pieces;
  let sum = f(from) + f(to);
  for (let i = 1; i < pieces; i++) sum += (i % 2 ? 4 : 2) * f(from + i * step);
  return (sum * step) / 3;
}
