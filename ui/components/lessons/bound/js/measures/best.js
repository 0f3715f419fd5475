// The Gaussian nearest to the posterior in KL(q || p(z|x)), by BFGS from several starts.
//
// A Gaussian is five numbers: m1, m2, log a, log c and b, where z1 = m1 + a e1 and
// z2 = m2 + b e1 + c e2 with e ~ N(0, I). An upright one has b = 0.
import { ellipseOf } from "./grid.js";

const STEPS = 60;
const STILL = 1e-5; // nats a step

/**
 * KL(q || p(z|x)) in nats, and its slope along the five numbers.
 * @param {import("./grid.js").PosteriorGrid} grid
 * @param {number[]} numbers
 */
export function klAndSlope(grid, [m1, m2, logA, logC, b]) {
  const { first, step, side, logShare } = grid,
    a = Math.exp(logA),
    c = Math.exp(logC);
  let highest = -Infinity;
  const exponent = grid.exponent;
  for (let row = 0, i = 0; row < side; row++) {
    for (let column = 0; column < side; column++, i++) {
      const w1 = (first[0] + column * step - m1) / a,
        w2 = (first[1] + row * step - m2 - b * w1) / c;
      exponent[i] = -0.5 * (w1 * w1 + w2 * w2);
      if (exponent[i] > highest) highest = exponent[i];
    }
  }
  let sum = 0,
    kl = 0;
  const slopes = new Float64Array(5),
    means = new Float64Array(5);
  for (let row = 0, i = 0; row < side; row++) {
    for (let column = 0; column < side; column++, i++) {
      const gap = exponent[i] - highest;
      if (gap < -60) continue;
      const w = Math.exp(gap),
        off = gap - logShare[i]; // log q - log p(z|x), but for a constant
      const w1 = (first[0] + column * step - m1) / a,
        w2 = (first[1] + row * step - m2 - b * w1) / c;
      sum += w;
      kl += w * off;
      const slope = [
        w1 / a - (w2 * b) / (a * c),
        w2 / c,
        w1 * w1 - (w1 * w2 * b) / c,
        w2 * w2,
        (w1 * w2) / c,
      ];
      for (let k = 0; k < 5; k++) {
        slopes[k] += w * off * slope[k];
        means[k] += w * slope[k];
      }
    }
  }
  kl /= sum;
  // The slope of a mean under q is a covariance with the slope of log q.
  const slope = Array.from(slopes, (v, k) => v / sum - (kl * means[k]) / sum);
  return { kl: kl - Math.log(sum), slope };
}

// The best upright ellipse, or the best one of any tilt.
/**
 * @param {import("./grid.js").PosteriorGrid} grid
 * @param {boolean} isTilted
 */
export function bestEllipse(grid, isTilted) {
  const found = [grid.side, Math.round(grid.side / 8), Math.round(grid.side / 20)]
    .map((reach) => descend(grid, startOf(grid.moments(reach), isTilted), isTilted))
    .reduce((one, other) => (other.kl < one.kl ? other : one));
  const [m1, m2, logA, logC, b] = found.numbers,
    a = Math.exp(logA),
    c = Math.exp(logC);
  return isTilted
    ? ellipseOf(m1, m2, a * a, a * b, b * b + c * c)
    : { m1, m2, s1: a, s2: c, angle: 0 };
}

// An upright Gaussian fits inside a tilted one: it is as wide as a cut through its middle.
/**
 * @param {number[]} moments
 * @param {boolean} isTilted
 */
function startOf([m1, m2, c11, c12, c22], isTilted) {
  const tilt = Math.max(1 - (c12 * c12) / (c11 * c22), 0.01),
    logC = 0.5 * Math.log(c22 * tilt);
  return isTilted
    ? [m1, m2, 0.5 * Math.log(c11), logC, c12 / Math.sqrt(c11)]
    : [m1, m2, 0.5 * Math.log(c11 * tilt), logC, 0];
}

/**
 * @param {import("./grid.js").PosteriorGrid} grid
 * @param {number[]} start
 * @param {boolean} isTilted
 */
function descend(grid, start, isTilted) {
  const n = isTilted ? 5 : 4,
    units = [Math.exp(start[2]), Math.exp(start[3]), 1, 1, Math.exp(start[3])]; // of one size each
  const at = (/** @type {number[]} */ t) => {
    const numbers = start.map((v, k) => (k < n ? v + units[k] * t[k] : v)),
      { kl, slope } = klAndSlope(grid, numbers);
    return { numbers, kl, slope: slope.slice(0, n).map((v, k) => v * units[k]) };
  };
  let t = new Array(n).fill(0),
    now = at(t),
    inverse = identity(n);
  for (let i = 0; i < STEPS; i++) {
    let way = inverse.map((row) => -dot(row, now.slope));
    if (dot(way, now.slope) >= 0) {
      inverse = identity(n);
      way = now.slope.map((v) => -v);
    }
    const most = Math.max(...way.map(Math.abs));
    let share = Math.min(1, 1 / most), // no number by more than its unit at once
      next = at(t.map((v, k) => v + share * way[k]));
    while (!(next.kl <= now.kl + 1e-4 * share * dot(way, now.slope)) && share * most > 1e-7) {
      share /= 2;
      next = at(t.map((v, k) => v + share * way[k]));
    }
    if (!(next.kl < now.kl)) break;
    const moved = way.map((v) => share * v),
      turned = next.slope.map((v, k) => v - now.slope[k]),
      isStill = now.kl - next.kl < STILL;
    t = t.map((v, k) => v + moved[k]);
    now = next;
    if (isStill) break;
    inverse = updated(inverse, moved, turned);
  }
  return now;
}

// The inverse of the curvature after a step (Nocedal & Wright 2006, eq. 6.17).
/**
 * @param {number[][]} inverse
 * @param {number[]} moved
 * @param {number[]} turned
 */
function updated(inverse, moved, turned) {
  const gain = dot(moved, turned);
  if (gain < 1e-12) return inverse;
  const bent = inverse.map((row) => dot(row, turned)),
    factor = (1 + dot(turned, bent) / gain) / gain;
  return inverse.map((row, i) =>
    row.map(
      (v, j) => v + factor * moved[i] * moved[j] - (bent[i] * moved[j] + moved[i] * bent[j]) / gain,
    ),
  );
}

/** @param {number} n */
function identity(n) {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));
}
/**
 * @param {number[]} a
 * @param {number[]} b
 */
function dot(a, b) {
  return a.reduce((sum, v, k) => sum + v * b[k], 0);
}
