// The arithmetic of one layer each: a function from one Float32Array to the next.
//
// Every maker gets the layer's entry of the manifest, its weights, and the shape
// [channels, height, width] (or [n]) of its input; it returns the output's shape
// and a `run(x, y)` that fills y. Buffers are made once by interpreter.js, so a decode
// allocates nothing.

/** @type {Record<string, ((y: Float32Array) => void) | null>} */
const ACTIVATIONS = {
  none: null,
  relu: (y) => {
    for (let i = 0; i < y.length; i++) if (y[i] < 0) y[i] = 0;
  },
  silu: (y) => {
    for (let i = 0; i < y.length; i++) y[i] /= 1 + Math.exp(-y[i]);
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

// A slice of the payload, checked: a wrong offset must not draw nonsense.
/**
 * @param {Float32Array} weights
 * @param {number} offset
 * @param {number} length
 * @param {string} what
 */
function slice(weights, offset, length, what) {
  if (!Number.isInteger(offset) || offset < 0 || offset + length > weights.length) {
    throw new Error(
      `${what}: weights ${offset}..${offset + length} are outside the payload of ${weights.length}`,
    );
  }
  return weights.subarray(offset, offset + length);
}

/**
 * @param {number[]} shape
 * @param {number} channels
 * @param {string} what
 */
function expectImage(shape, channels, what) {
  if (shape.length !== 3 || shape[0] !== channels) {
    throw new Error(`${what}: expects ${channels} channels, gets a shape of [${shape}]`);
  }
}

/**
 * @param {Record<string, any>} spec
 * @param {string[]} names
 */
function wholeNumbers(spec, names) {
  for (const name of names) {
    if (!Number.isInteger(spec[name]) || spec[name] < 0) {
      throw new Error(`${spec.type}: "${name}" is not a whole number: ${spec[name]}`);
    }
  }
}

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
  const b = slice(weights, spec.bias, nOut, "dense");

  // Four rows at a time: each x is read once for four independent sums, which
  // keeps the processor's pipelines full. This loop is nearly the whole decode.
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    let row = 0;
    for (; row + 3 < nOut; row += 4) {
      let p = row * nIn,
        q = p + nIn,
        r = q + nIn,
        s = r + nIn;
      let a0 = b[row],
        a1 = b[row + 1],
        a2 = b[row + 2],
        a3 = b[row + 3];
      for (let i = 0; i < nIn; i++) {
        const v = x[i];
        a0 += w[p++] * v;
        a1 += w[q++] * v;
        a2 += w[r++] * v;
        a3 += w[s++] * v;
      }
      y[row] = a0;
      y[row + 1] = a1;
      y[row + 2] = a2;
      y[row + 3] = a3;
    }
    for (; row < nOut; row++) {
      let p = row * nIn,
        sum = b[row];
      for (let i = 0; i < nIn; i++) sum += w[p++] * x[i];
      y[row] = sum;
    }
  }
  return spec.gate ? gated(run, spec, weights) : { shape: [nOut], run };
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
 * @param {ConvSpec} spec
 * @param {Float32Array} weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function conv(spec, weights, shape) {
  wholeNumbers(spec, ["in", "out", "kernel", "stride", "padding", "weight", "bias"]);
  expectImage(shape, spec.in, "conv");
  const { in: nIn, out: nOut, kernel: k, stride, padding } = spec;
  const [, H, W] = shape;
  const h = Math.floor((H + 2 * padding - k) / stride) + 1;
  const w = Math.floor((W + 2 * padding - k) / stride) + 1;
  const weight = slice(weights, spec.weight, nIn * nOut * k * k, "conv");
  const bias = slice(weights, spec.bias, nOut, "conv");

  // What each output place sees of the input becomes a row (im2col), and every output a product of two
  // rows: four kernels by two places at a time, so that a value read once serves several sums. The
  // rows are double, and filled up with zeros to whole fours and twos.
  const length = nIn * k * k,
    places = h * w;
  const seen = new Float64Array((places + (places % 2)) * length),
    kernels = new Float64Array(4 * Math.ceil(nOut / 4) * length),
    sums = new Float64Array(8);
  kernels.set(weight);

  /** @param {Float32Array} x */
  function gather(x) {
    for (let i = 0, to = 0; i < h; i++) {
      for (let j = 0; j < w; j++) {
        const top = i * stride - padding,
          left = j * stride - padding;
        for (let c = 0; c < nIn; c++) {
          for (let row = top; row < top + k; row++) {
            const from = (c * H + row) * W,
              isIn = row >= 0 && row < H;
            for (let column = left; column < left + k; column++)
              seen[to++] = isIn && column >= 0 && column < W ? x[from + column] : 0;
          }
        }
      }
    }
  }

  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    gather(x);
    for (let o = 0; o < nOut; o += 4) {
      const n = Math.min(4, nOut - o);
      for (let place = 0; place < places; place += 2) {
        let a0 = 0,
          a1 = 0,
          a2 = 0,
          a3 = 0,
          b0 = 0,
          b1 = 0,
          b2 = 0,
          b3 = 0;
        let q = place * length,
          r = q + length,
          s0 = o * length,
          s1 = s0 + length,
          s2 = s1 + length,
          s3 = s2 + length;
        for (let m = 0; m < length; m++) {
          const u = seen[q++],
            v = seen[r++],
            w0 = kernels[s0++],
            w1 = kernels[s1++],
            w2 = kernels[s2++],
            w3 = kernels[s3++];
          a0 += w0 * u;
          a1 += w1 * u;
          a2 += w2 * u;
          a3 += w3 * u;
          b0 += w0 * v;
          b1 += w1 * v;
          b2 += w2 * v;
          b3 += w3 * v;
        }
        sums[0] = a0;
        sums[1] = a1;
        sums[2] = a2;
        sums[3] = a3;
        sums[4] = b0;
        sums[5] = b1;
        sums[6] = b2;
        sums[7] = b3;
        for (let m = 0; m < n; m++) {
          const to = (o + m) * places + place;
          y[to] = sums[m] + bias[o + m];
          if (place + 1 < places) y[to + 1] = sums[4 + m] + bias[o + m];
        }
      }
    }
  }
  return { shape: [nOut, h, w], run };
}

// A transposed convolution adds one weight times a strided run of pixels at a time. For a kernel position
// k, the range of positions that stay inside: big = small * stride - padding + k, with small in [0, nSmall)
// and big in [0, nBig).
/**
 * @param {number} k
 * @param {number} nSmall
 * @param {number} nBig
 * @param {number} stride
 * @param {number} padding
 */
function inside(k, nSmall, nBig, stride, padding) {
  const first = Math.max(0, Math.ceil((padding - k) / stride));
  const last = Math.min(nSmall - 1, Math.floor((nBig - 1 + padding - k) / stride));
  return [first, last];
}

/**
 * @param {ConvTransposeSpec} spec
 * @param {Float32Array} weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function convTranspose(spec, weights, shape) {
  wholeNumbers(spec, ["in", "out", "kernel", "stride", "padding", "weight", "bias"]);
  expectImage(shape, spec.in, "conv_transpose");
  const { in: nIn, out: nOut, kernel: k, stride, padding } = spec;
  const [, h, w] = shape;
  const H = (h - 1) * stride - 2 * padding + k + (spec.output_padding ?? 0);
  const W = (w - 1) * stride - 2 * padding + k + (spec.output_padding ?? 0);
  const weight = slice(weights, spec.weight, nIn * nOut * k * k, "conv_transpose");
  const bias = slice(weights, spec.bias, nOut, "conv_transpose");

  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    for (let o = 0; o < nOut; o++) {
      y.fill(bias[o], o * H * W, (o + 1) * H * W);
      for (let c = 0; c < nIn; c++) {
        for (let ky = 0; ky < k; ky++) {
          const [top, bottom] = inside(ky, h, H, stride, padding);
          for (let kx = 0; kx < k; kx++) {
            const [left, right] = inside(kx, w, W, stride, padding);
            const v = weight[((c * nOut + o) * k + ky) * k + kx];
            for (let i = top; i <= bottom; i++) {
              let from = (c * h + i) * w + left;
              let to = (o * H + i * stride - padding + ky) * W + left * stride - padding + kx;
              for (let j = left; j <= right; j++, to += stride) y[to] += v * x[from++];
            }
          }
        }
      }
    }
  }
  return { shape: [nOut, H, W], run };
}

/**
 * @param {MaxPoolSpec} spec
 * @param {Float32Array} _weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
function maxPool(spec, _weights, shape) {
  wholeNumbers(spec, ["kernel", "stride", "padding"]);
  expectImage(shape, shape[0], "max_pool");
  const { kernel: k, stride, padding } = spec;
  const [n, H, W] = shape;
  const h = Math.floor((H + 2 * padding - k) / stride) + 1;
  const w = Math.floor((W + 2 * padding - k) / stride) + 1;
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    y.fill(-Infinity);
    for (let c = 0; c < n; c++) {
      for (let i = 0; i < h; i++) {
        for (let j = 0; j < w; j++) {
          let best = -Infinity;
          for (let ky = 0; ky < k; ky++) {
            for (let kx = 0; kx < k; kx++) {
              const yy = i * stride - padding + ky,
                xx = j * stride - padding + kx;
              if (yy >= 0 && yy < H && xx >= 0 && xx < W)
                best = Math.max(best, x[(c * H + yy) * W + xx]);
            }
          }
          y[(c * h + i) * w + j] = best;
        }
      }
    }
  }
  return { shape: [n, h, w], run };
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
  const { scale, shift } = spec;
  if (!Number.isFinite(scale) || !Number.isFinite(shift))
    throw new Error(`affine: ${scale} and ${shift} are not two numbers`);
  return {
    shape,
    run: (x, y) => {
      for (let i = 0; i < y.length; i++) y[i] = scale * x[i] + shift;
    },
  };
}

/** @type {Record<string, (spec: any, weights: Float32Array, shape: number[]) => BuiltLayer>} */
export const LAYERS = {
  dense,
  conv,
  conv_transpose: convTranspose,
  max_pool: maxPool,
  reshape,
  flatten: reshape,
  affine,
};
