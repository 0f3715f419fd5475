// The functions behind layers, each of a whole array in place.

/** @type {Record<string, ((y: Float32Array) => void) | null>} */
const ACTIVATIONS = {
  none: null,
  relu: (y) => {
    for (let i = 0; i < y.length; i++) if (y[i] < 0) y[i] = 0;
  },
  silu: (y) => {
    for (let i = 0; i < y.length; i++) y[i] /= 1 + Math.exp(-y[i]);
  },
  gelu: (y) => {
    for (let i = 0; i < y.length; i++) y[i] *= normalShare(y[i]);
  },
  tanh: (y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.tanh(y[i]);
  },
  sigmoid: (y) => {
    for (let i = 0; i < y.length; i++) y[i] = 1 / (1 + Math.exp(-y[i]));
  },
};

/** @param {string} [name] */
export function activation(name) {
  const key = name ?? "none";
  if (!Object.hasOwn(ACTIVATIONS, key)) throw new Error(`unknown activation "${key}"`);
  return ACTIVATIONS[key];
}

// The share of a normal distribution below x, as GELU needs it. JavaScript has no erf: this is the
// rational approximation 7.1.26 of Abramowitz and Stegun with x / sqrt(2), wrong by at most 7.5e-8.
/** @param {number} x */
function normalShare(x) {
  const size = Math.abs(x),
    t = 1 / (1 + 0.3275911 * Math.SQRT1_2 * size),
    tail =
      0.5 *
      Math.exp(-0.5 * size * size) *
      t *
      (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return x < 0 ? tail : 1 - tail;
}
