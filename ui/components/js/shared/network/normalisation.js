// Layers that bring values to a mean and a spread, or to a sum; see layers.js.
import { numbers, slice, wholeNumbers } from "./checks.js";

// y = weight (x - mean) / sqrt(var + eps) + bias, with the mean and the variance that training left:
// one factor and one shift for each unit, or each channel of an image.
/**
 * @param {BatchNormSpec} spec
 * @param {Float32Array} weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
export function batchNorm(spec, weights, shape) {
  const parts = /** @type {const} */ (["weight", "bias", "running_mean", "running_var"]);
  wholeNumbers(spec, [...parts]);
  numbers(spec, ["eps"]);
  const n = shape[0],
    each = shape.slice(1).reduce((a, b) => a * b, 1);
  const [weight, bias, mean, variance] = parts.map((part) =>
    slice(weights, spec[part], n, "batch_norm"),
  );
  const factor = Float64Array.from(weight, (v, c) => v / Math.sqrt(variance[c] + spec.eps));
  const shift = Float64Array.from(bias, (v, c) => v - mean[c] * factor[c]);
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    for (let c = 0, i = 0; c < n; c++) {
      const by = factor[c],
        plus = shift[c];
      for (const end = i + each; i < end; i++) y[i] = by * x[i] + plus;
    }
  }
  return { shape, run };
}

// The same with the mean and the variance of the values at hand, and weights for each of them.
/**
 * @param {LayerNormSpec} spec
 * @param {Float32Array} weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
export function layerNorm(spec, weights, shape) {
  wholeNumbers(spec, ["weight", "bias"]);
  numbers(spec, ["eps"]);
  const n = shape.reduce((a, b) => a * b, 1);
  const weight = slice(weights, spec.weight, n, "layer_norm");
  const bias = slice(weights, spec.bias, n, "layer_norm");
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    let mean = 0,
      variance = 0;
    for (let i = 0; i < n; i++) mean += x[i];
    mean /= n;
    for (let i = 0; i < n; i++) variance += (x[i] - mean) ** 2;
    const by = 1 / Math.sqrt(variance / n + spec.eps);
    for (let i = 0; i < n; i++) y[i] = weight[i] * ((x[i] - mean) * by) + bias[i];
  }
  return { shape, run };
}

// Shares of 1: exp(x) over the sum of all exp(x). The largest is taken off first, so that none is
// infinite.
/**
 * @param {SoftmaxSpec} _spec
 * @param {Float32Array} _weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
export function softmaxOf(_spec, _weights, shape) {
  if (shape.length !== 1) throw new Error(`softmax: values in a row, not [${shape}]`);
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    let most = Number.NEGATIVE_INFINITY,
      sum = 0;
    for (let i = 0; i < y.length; i++) if (x[i] > most) most = x[i];
    for (let i = 0; i < y.length; i++) {
      y[i] = Math.exp(x[i] - most);
      sum += y[i];
    }
    for (let i = 0; i < y.length; i++) y[i] /= sum;
  }
  return { shape, run };
}
