import { widen } from "../network/floats.js";

// The codes of the test images: n times `dim` float16, then n labels, in test-set order.
//
// `xy` is where each stands on the plane; with two latent numbers that is the code itself.
/**
 * @param {ArrayBuffer} buffer
 * @param {number} n
 * @param {number} dim
 * @returns {Codes}
 */
export function readCodes(buffer, n, dim) {
  const size = 2 * dim * n;
  if (buffer.byteLength !== size + n)
    throw new Error(`codes: ${buffer.byteLength} bytes do not hold ${n} codes of ${dim}`);
  const values = widen("float16", buffer.slice(0, size));
  return {
    n,
    dim,
    values,
    labels: new Uint8Array(buffer, size, n),
    xy: dim === 2 ? values : new Float32Array(2 * n),
  };
}

/**
 * @param {{values: Float32Array, dim: number}} codes
 * @param {number} index
 */
export function codeOf({ values, dim }, index) {
  return Array.from(values.subarray(dim * index, dim * (index + 1)));
}
// Between two codes of the same dimension.
/**
 * @param {number[]} a
 * @param {number[]} b
 */
export function distance(a, b) {
  return Math.hypot(...a.map((v, dim) => v - b[dim]));
}
/**
 * @param {{xy: Float32Array}} codes
 * @param {number} index
 * @returns {Point}
 */
export function positionOf({ xy }, index) {
  return [xy[2 * index], xy[2 * index + 1]];
}

// What the codes are compared with: for a VAE the prior N(0, I); an autoencoder has
// no prior, so a Gaussian fitted to its codes stands in (for rings, random draws and
// distances). `at(u)` maps standard normal numbers to a code, `sigmas(z)` goes back.
/**
 * @param {RunKind} kind
 * @param {number} dim
 * @param {Codes} [codes] needed for an autoencoder only
 * @returns {Gaussian}
 */
export function referenceGaussian(kind, dim, codes) {
  const mean = new Array(dim).fill(0),
    factor = kind === "ae" ? fit(codes, mean) : null;
  return {
    mean,
    at: (u) =>
      mean.map((m, i) =>
        factor ? factor[i].reduce((/** @type {number} */ sum, l, k) => sum + l * u[k], m) : u[i],
      ),
    sigmas: (z) =>
      Math.hypot(
        ...(factor
          ? solve(
              factor,
              z.map((v, i) => v - mean[i]),
            )
          : z),
      ),
    within: (section) => marginal(section, mean, factor),
  };
}

// Fills in `mean` and returns the rows of the Cholesky factor of the covariance: a matrix square
// root that is easy to invert. A width of zero (a number the model never uses) is taken as a
// thousandth of the largest, so that there is a factor.
/**
 * @param {Codes} codes
 * @param {number[]} mean
 */
function fit({ values, n, dim }, mean) {
  for (let i = 0, at = 0; i < n; i++) for (let k = 0; k < dim; k++) mean[k] += values[at++] / n;
  const covariance = mean.map((_, r) => new Float64Array(r + 1)),
    centred = new Float64Array(dim);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < dim; k++) centred[k] = values[i * dim + k] - mean[k];
    for (let r = 0; r < dim; r++)
      for (let c = 0, row = covariance[r], v = centred[r] / n; c <= r; c++)
        row[c] += v * centred[c];
  }
  const least = 1e-6 * Math.max(...covariance.map((row, r) => row[r])) || 1,
    /** @type {Float64Array[]} */
    factor = [];
  covariance.forEach((row, r) => {
    const l = (factor[r] = new Float64Array(r + 1));
    for (let c = 0; c <= r; c++) {
      let v = row[c];
      for (let k = 0; k < c; k++) v -= l[k] * factor[c][k];
      l[c] = c < r ? v / factor[c][c] : Math.sqrt(Math.max(v, least));
    }
  });
  return factor;
}

// u with factor u = y, by forward substitution.
/**
 * @param {Float64Array[]} factor
 * @param {number[]} y
 */
function solve(factor, y) {
  /** @type {number[]} */
  const u = [];
  factor.forEach((l, r) => {
    u[r] = (y[r] - u.reduce((sum, v, k) => sum + l[k] * v, 0)) / l[r];
  });
  return u;
}

// The same Gaussian as seen on a section: `at` maps a standard normal pair to the plane.
/**
 * @param {Section} section
 * @param {number[]} mean
 * @param {Float64Array[] | null} factor
 * @returns {PlaneGaussian}
 */
function marginal(section, mean, factor) {
  const [m1, m2] = section.project(mean),
    dim = mean.length;
  const [p, q] = section.axes.map((axis) =>
    factor
      ? Array.from({ length: dim }, (_, c) => {
          let sum = 0;
          for (let r = c; r < dim; r++) sum += axis[r] * factor[r][c];
          return sum;
        })
      : axis,
  );
  /** @type {(a: number[], b: number[]) => number} */
  const product = (a, b) => a.reduce((sum, v, k) => sum + v * b[k], 0);
  const l11 = Math.sqrt(product(p, p)),
    l21 = product(p, q) / l11,
    l22 = Math.sqrt(Math.max(product(q, q) - l21 * l21, 0));
  return {
    mean: [m1, m2],
    at: ([a, b]) => [m1 + l11 * a, m2 + l21 * a + l22 * b],
    spread: [l11, Math.hypot(l21, l22)],
  };
}

// `count` numbers from N(0, 1), by Box and Muller (1958).
/** @param {number} count */
export function normals(count) {
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );
}

// The normal quantile by P. J. Acklam's rational approximation (2003; relative error
// below 1.2e-9): one ratio of polynomials in the middle, one in sqrt(-2 ln p) for the tails.
/** @param {number} p */
export function normalQuantile(p) {
  if (!(p > 0 && p < 1)) throw new Error(`normalQuantile: ${p} is not between 0 and 1`);
  const a = [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
    -3.066479806614716e1, 2.506628277459239,
  ];
  const b = [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1, 1,
  ];
  const c = [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
    4.374664141464968, 2.938163982698783,
  ];
  const d = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
  /** @type {(coefficients: number[], x: number) => number} */
  const polynomial = (coefficients, x) => coefficients.reduce((sum, k) => sum * x + k, 0);
  const tail = Math.min(p, 1 - p);
  if (tail < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(tail));
    const x = polynomial(c, q) / polynomial(d, q);
    return p < 0.5 ? x : -x;
  }
  const q = p - 0.5,
    r = q * q;
  return (polynomial(a, r) * q) / polynomial(b, r);
}
