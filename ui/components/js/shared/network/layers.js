// The arithmetic of one layer each: a function from one Float32Array to the next.
//
// Every maker gets the layer's entry of the manifest, its weights, and the shape
// [channels, height, width] (or [n]) of its input; it returns the output's shape
// and a `run(x, y)` that fills y. Buffers are made once by chain.js, so a decode
// allocates nothing.
import { numbers, slice, wholeNumbers } from "./checks.js";
import { conv, convTranspose, maxPool } from "./convolutions.js";
import { batchNorm, layerNorm, softmaxOf } from "./normalisation.js";

/**
 * @param {DenseSpec} spec
 * @param {Float32Array} weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function dense(spec, weights, shape) {
  wholeNumbers(spec, ["in", "out", "weight", "bias"]);
  const nIn = spec.in,
    nOut = spec.out;
  if (shape.reduce((a, b) => a * b, 1) !== nIn)
    throw new Error(`dense: expects ${nIn} inputs, gets [${shape}]`);
  const w = slice(weights, spec.weight, nIn * nOut, "dense");
  let b = slice(weights, spec.bias, nOut, "dense");

  // Where an input is 0 - paper, a unit that a ReLU cut off - nothing is added: the weights of one
  // input lie together. Eight inputs at a time, so that each sum is read and written once for eight
  // products. This loop is nearly the whole decode.
  const sums = new Float64Array(nOut),
    values = new Float64Array(nIn), // of the inputs that are not 0
    starts = new Int32Array(nIn); // where the weights of each of those begin
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    let n = 0;
    for (let i = 0; i < nIn; i++) {
      if (x[i] === 0) continue;
      values[n] = x[i];
      starts[n++] = i * nOut;
    }
    sums.set(b);
    let k = 0;
    for (; k + 7 < n; k += 8) {
      const v0 = values[k],
        v1 = values[k + 1],
        v2 = values[k + 2],
        v3 = values[k + 3],
        v4 = values[k + 4],
        v5 = values[k + 5],
        v6 = values[k + 6],
        v7 = values[k + 7];
      let p0 = starts[k],
        p1 = starts[k + 1],
        p2 = starts[k + 2],
        p3 = starts[k + 3],
        p4 = starts[k + 4],
        p5 = starts[k + 5],
        p6 = starts[k + 6],
        p7 = starts[k + 7];
      for (let row = 0; row < nOut; row++)
        sums[row] +=
          w[p0++] * v0 +
          w[p1++] * v1 +
          (w[p2++] * v2 + w[p3++] * v3) +
          (w[p4++] * v4 + w[p5++] * v5 + (w[p6++] * v6 + w[p7++] * v7));
    }
    for (; k < n; k++) {
      const v = values[k];
      let p = starts[k];
      for (let row = 0; row < nOut; row++) sums[row] += w[p++] * v;
    }
    y.set(sums);
  }
  if (spec.gate) return gated(run, spec, weights);
  if (!spec.labels) return { shape: [nOut], run };
  // What is told of a label adds to the bias, so that each label is a bias of its own.
  const labels = spec.labels;
  wholeNumbers(labels, ["bias", "count"]);
  const biases = slice(weights, labels.bias, labels.count * nOut, "labels");
  /** @param {number} label */
  function setLabel(label) {
    if (!Number.isInteger(label) || label < 0 || label >= labels.count)
      throw new Error(`a label is a whole number from 0 to ${labels.count - 1}, not ${label}`);
    b = biases.subarray(label * nOut, (label + 1) * nOut);
  }
  setLabel(0);
  return { shape: [nOut], run, setLabel };
}

// The gates of a dense layer: its sums, bias included, are multiplied by 2 sigmoid(slope log beta +
// shift), which is what scaling its rows would give. They start at beta 1.
/**
 * @param {(x: Float32Array, y: Float32Array) => void} ungated
 * @param {DenseSpec} spec
 * @param {Float32Array} weights
 */
function gated(ungated, spec, weights) {
  wholeNumbers(spec.gate, ["slope", "shift"]);
  const slope = slice(weights, spec.gate.slope, spec.out, "gate");
  const shift = slice(weights, spec.gate.shift, spec.out, "gate");
  const gates = new Float32Array(spec.out);
  /** @param {number} logBeta */
  function setLogBeta(logBeta) {
    for (let i = 0; i < gates.length; i++)
      gates[i] = 2 / (1 + Math.exp(-(slope[i] * logBeta + shift[i])));
  }
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    ungated(x, y);
    for (let i = 0; i < y.length; i++) y[i] *= gates[i];
  }
  setLogBeta(0);
  return { shape: [spec.out], run, setLogBeta };
}

/**
 * @param {ReshapeSpec | FlattenSpec} spec
 * @param {Float32Array} _weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function reshape(spec, _weights, shape) {
  const to = spec.type === "flatten" ? [shape.reduce((a, b) => a * b, 1)] : spec.shape;
  if (to.reduce((a, b) => a * b, 1) !== shape.reduce((a, b) => a * b, 1)) {
    throw new Error(`reshape: [${shape}] does not fit into [${to}]`);
  }
  return { shape: to, run: null };
}

// y = scale * x + shift, for any shape.
/**
 * @param {AffineSpec} spec
 * @param {Float32Array} _weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function affine(spec, _weights, shape) {
  numbers(spec, ["scale", "shift"]);
  const { scale, shift } = spec;
  return {
    shape,
    run: (x, y) => {
      for (let i = 0; i < y.length; i++) y[i] = scale * x[i] + shift;
    },
  };
}

// An activation alone: the values are copied, and the activation then changes the copy.
/**
 * @param {ActivateSpec} _spec
 * @param {Float32Array} _weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function activate(_spec, _weights, shape) {
  return { shape, run: (x, y) => y.set(x) };
}

// Dropout is for training: here the values stay as they are.
/**
 * @param {DropoutSpec} _spec
 * @param {Float32Array} _weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function dropout(_spec, _weights, shape) {
  return { shape, run: null };
}

// The input plus what the layers inside make of it.
/**
 * @param {ResidualSpec} spec
 * @param {Float32Array} weights
 * @param {number[]} shape
 * @param {(specs: LayerSpec[], weights: Float32Array, start: number[]) => Chain} buildChain
 * @returns {BuiltLayer}
 */
function residual(spec, weights, shape, buildChain) {
  const inside = buildChain(spec.layers, weights, shape);
  if (String(inside.shape) !== String(shape))
    throw new Error(`residual: [${inside.shape}] cannot be added to [${shape}]`);
  if (inside.gates.length) throw new Error("residual: a gate cannot stand inside");
  return {
    shape,
    run: (x, y) => {
      const added = inside.run(x);
      for (let i = 0; i < y.length; i++) y[i] = x[i] + added[i];
    },
  };
}

/**
 * @type {Record<string, (spec: any, weights: Float32Array, shape: number[],
 *   buildChain: (specs: LayerSpec[], weights: Float32Array, start: number[]) => Chain) => BuiltLayer>}
 */
export const LAYERS = {
  dense,
  conv,
  conv_transpose: convTranspose,
  max_pool: maxPool,
  reshape,
  flatten: reshape,
  affine,
  activate,
  batch_norm: batchNorm,
  layer_norm: layerNorm,
  dropout,
  softmax: softmaxOf,
  residual,
};
