// One bell fitted to a mixture of bells, by either direction of KL.
import { bellDivergence, density, logDensity } from "./bells.js";

/** @typedef {import("./bells.js").Bell} Bell */
/** @typedef {Bell & {weight: number}} Hump */

const REACHED = 10, // standard deviations of a bell that an integral goes over
  STEPS = 400; // an even rule is exact to all digits for so smooth a function

/**
 * @param {number} x
 * @param {Hump[]} humps
 */
export function logMixture(x, humps) {
  const logs = humps.map((hump) => Math.log(hump.weight) + logDensity(x, hump)),
    most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}

// The mean of f(x) over a bell.
/**
 * @param {Bell} bell
 * @param {(x: number) => number} f
 */
function meanOver(bell, f) {
  const step = (2 * REACHED * bell.sigma) / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const x = bell.mu - REACHED * bell.sigma + i * step;
    sum += density(x, bell) * f(x);
  }
  return sum * step;
}

/** @param {Bell} bell */
function bellEntropy({ sigma }) {
  return 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(sigma);
}

// −∫ m log m in nats.
/** @param {Hump[]} humps */
export function mixtureEntropy(humps) {
  return -humps.reduce(
    (sum, hump) => sum + hump.weight * meanOver(hump, (x) => logMixture(x, humps)),
    0,
  );
}

// KL(p || q) in nats, p the mixture: what fitting by most likelihood makes least. `entropy`: of p.
/**
 * @param {Hump[]} humps
 * @param {Bell} bell
 * @param {number} entropy
 */
export function coveringDivergence(humps, bell, entropy) {
  const cross = humps.reduce(
    (sum, hump) => sum + hump.weight * (bellDivergence(hump, bell) + bellEntropy(hump)),
    0,
  );
  return Math.max(0, cross - entropy);
}

// KL(q || p) in nats, p the mixture: what the encoder of a VAE makes least.
/**
 * @param {Hump[]} humps
 * @param {Bell} bell
 */
export function seekingDivergence(humps, bell) {
  return Math.max(0, -bellEntropy(bell) - meanOver(bell, (x) => logMixture(x, humps)));
}

// The bell of least KL(p || q): mean and variance are those of the mixture.
/**
 * @param {Hump[]} humps
 * @returns {Bell}
 */
export function coveringBell(humps) {
  const mu = humps.reduce((sum, hump) => sum + hump.weight * hump.mu, 0);
  const variance = humps.reduce(
    (sum, hump) => sum + hump.weight * (hump.sigma ** 2 + (hump.mu - mu) ** 2),
    0,
  );
  return { mu, sigma: Math.sqrt(variance) };
}

// The bell of least KL(q || p), found by Newton's method from each hump, and from the covering bell.
/**
 * @param {Hump[]} humps
 * @returns {Bell}
 */
export function seekingBell(humps) {
  const least = [...humps, coveringBell(humps)].map((start) => descend(humps, start));
  const costs = least.map((bell) => seekingDivergence(humps, bell));
  return least[costs.indexOf(Math.min(...costs))];
}

// Newton's method on (mu, log sigma); where a step does not help, half of it, and downhill where the
// surface is no bowl.
/**
 * @param {Hump[]} humps
 * @param {Bell} start
 * @returns {Bell}
 */
export function descend(humps, start) {
  let bell = { mu: start.mu, sigma: start.sigma },
    value = seekingDivergence(humps, bell);
  for (let turn = 0; turn < 40; turn++) {
    const step = newtonStep(humps, bell);
    if (Math.abs(step[0]) + Math.abs(step[1]) < 1e-9) break;
    for (let size = 1; size > 1e-4; size /= 2) {
      const next = {
        mu: bell.mu + size * step[0],
        sigma: bell.sigma * Math.exp(size * step[1]),
      };
      const nextValue = seekingDivergence(humps, next);
      if (nextValue > value) continue;
      bell = next;
      value = nextValue;
      break;
    }
  }
  return bell;
}

// From the first two derivatives of log p under the bell: what is to be added to mu and log sigma.
/**
 * @param {Hump[]} humps
 * @param {Bell} bell
 * @returns {[number, number]}
 */
function newtonStep(humps, bell) {
  const { mu, sigma } = bell;
  let [gMu, gLog, hMu, hBoth, hLog] = [0, 0, 0, 0, 0];
  const pace = (2 * REACHED) / STEPS;
  for (let i = 0; i <= STEPS; i++) {
    const u = sigma * (i * pace - REACHED),
      weight = density(mu + u, bell) * pace * sigma,
      [first, second] = slopes(mu + u, humps);
    gMu -= weight * first;
    gLog -= weight * u * first;
    hMu -= weight * second;
    hBoth -= weight * u * second;
    hLog -= weight * (u * first + u * u * second);
  }
  gLog -= 1; // of the bell's own entropy
  const det = hMu * hLog - hBoth ** 2;
  if (!(hMu > 0 && det > 0)) return [-gMu * sigma ** 2, -gLog / 2];
  return [(hBoth * gLog - hLog * gMu) / det, (hBoth * gMu - hMu * gLog) / det];
}

// First and second derivative of log p at x.
/**
 * @param {number} x
 * @param {Hump[]} humps
 */
function slopes(x, humps) {
  const log = logMixture(x, humps);
  let first = 0,
    second = 0;
  for (const hump of humps) {
    const part = hump.weight * Math.exp(logDensity(x, hump) - log),
      d = (hump.mu - x) / hump.sigma ** 2;
    first += part * d;
    second += part * (d * d - 1 / hump.sigma ** 2);
  }
  return [first, second - first * first];
}
