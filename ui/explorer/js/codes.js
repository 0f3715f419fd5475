// The codes of the test images: n pairs of float32, then n labels, in test-set order.
export function readCodes(buffer, n) {
  if (buffer.byteLength !== n * 9) throw new Error(`codes: ${buffer.byteLength} bytes do not hold ${n} codes`);
  return { n, xy: new Float32Array(buffer, 0, 2 * n), labels: new Uint8Array(buffer, 8 * n, n) };
}

export function codeOf({ xy }, index) { return [xy[2 * index], xy[2 * index + 1]]; }

// What the codes are compared with: for a VAE the prior N(0, 1); an autoencoder has
// no prior, so a Gaussian fitted to its codes stands in (for rings, random draws and
// distances). `at(u)` maps a standard normal pair to the plane, `sigmas(z)` goes back.
export function referenceGaussian(kind, codes) {
  let m1 = 0, m2 = 0, l11 = 1, l21 = 0, l22 = 1;
  if (kind === "ae" && codes) {
    const { xy, n } = codes;
    for (let i = 0; i < n; i++) { m1 += xy[2 * i] / n; m2 += xy[2 * i + 1] / n; }
    let c11 = 0, c12 = 0, c22 = 0;
    for (let i = 0; i < n; i++) {
      const a = xy[2 * i] - m1, b = xy[2 * i + 1] - m2;
      c11 += a * a / n; c12 += a * b / n; c22 += b * b / n;
    }
    // Cholesky factor of the covariance: a matrix square root that is easy to invert.
    l11 = Math.sqrt(c11) || 1; l21 = c12 / l11; l22 = Math.sqrt(Math.max(c22 - l21 * l21, 1e-12));
  }
  return {
    mean: [m1, m2],
    at: ([u, v]) => [m1 + l11 * u, m2 + l21 * u + l22 * v],
    sigmas: ([a, b]) => { const u = (a - m1) / l11; return Math.hypot(u, (b - m2 - l21 * u) / l22); },
    spread: [l11, Math.hypot(l21, l22)],
  };
}

// A pair from N(0, 1), by Box and Muller (1958).
export function normalPair() {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random())), angle = 2 * Math.PI * Math.random();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

// The normal quantile by P. J. Acklam's rational approximation (2003; relative error
// below 1.2e-9): one ratio of polynomials in the middle, one in sqrt(-2 ln p) for the tails.
export function normalQuantile(p) {
  if (!(p > 0 && p < 1)) throw new Error(`normalQuantile: ${p} is not between 0 and 1`);
  const a = [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239];
  const b = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1];
  const c = [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
  const d = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
  const polynomial = (coefficients, x) => coefficients.reduce((sum, k) => sum * x + k, 0);
  const tail = Math.min(p, 1 - p);
  if (tail < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(tail));
    const x = polynomial(c, q) / polynomial(d, q);
    return p < 0.5 ? x : -x;
  }
  const q = p - 0.5, r = q * q;
  return polynomial(a, r) * q / polynomial(b, r);
}
