// What the encoder says of an image: q(z|x) = N(mu, diag(sigma^2)); an autoencoder has no sigma.

/**
 * @param {Float32Array} output
 * @param {number} dim
 * @param {RunKind} kind
 * @param {number} logvarScale
 */
export function posterior(output, dim, kind, logvarScale) {
  const mu = Array.from(output.subarray(0, dim));
  // sigma = exp(logvar / 2)
  return {
    mu,
    sigma: kind === "ae" ? null : mu.map((_, k) => Math.exp(0.5 * logvarScale * output[dim + k])),
  };
}

// The same seen on the plane: where mu stands, and the factor L of the covariance, L L^T, so that
// `at(u)` maps the unit circle to the ellipse of one sigma. `spread`: its reach across and up.
/**
 * @param {{mu: number[], sigma: number[] | null}} posterior
 * @param {Section} section
 */
export function onSection({ mu, sigma }, section) {
  const middle = section.project(mu);
  if (!sigma) return { middle, at: () => middle, spread: null };
  const [p, q] = section.axes.map((axis) => sigma.map((s, k) => s * (axis[k] ?? 0)));
  /** @type {(a: number[], b: number[]) => number} */
  const product = (a, b) => a.reduce((sum, v, k) => sum + v * b[k], 0);
  const l11 = Math.sqrt(product(p, p)),
    l21 = product(p, q) / (l11 || 1),
    l22 = Math.sqrt(Math.max(product(q, q) - l21 * l21, 0));
  const at = (/** @type {number[]} */ [a, b]) => [
    middle[0] + l11 * a,
    middle[1] + l21 * a + l22 * b,
  ];
  return { middle, at, spread: [l11, Math.hypot(l21, l22)] };
}
