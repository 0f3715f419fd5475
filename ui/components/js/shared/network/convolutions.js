// Layers over images of shape [channels, height, width]; see layers.js.
import { expectImage, slice, wholeNumbers } from "./checks.js";

/**
 * @param {ConvSpec} spec
 * @param {Float32Array} weights
 * @param {number[]} shape
 * @returns {BuiltLayer}
 */
export function conv(spec, weights, shape) {
  wholeNumbers(spec, ["in", "out", "kernel", "stride", "padding", "weight", "bias"]);
  expectImage(shape, spec.in, "conv");
  const { in: nIn, out: nOut, kernel: k, stride, padding } = spec;
  const [, H, W] = shape;
  const h = Math.floor((H + 2 * padding - k) / stride) + 1;
  const w = Math.floor((W + 2 * padding - k) / stride) + 1;
  const weight = slice(weights, spec.weight, nIn * nOut * k * k, "conv");
  const bias = slice(weights, spec.bias, nOut, "conv");

  // What each output position sees of the input becomes a row (im2col), and every output a product of two
  // rows: four kernels by two positions at a time, so that a value read once serves several sums. The
  // rows are double, and filled up with zeros to whole fours and twos.
  const length = nIn * k * k,
    positions = h * w;
  const seen = new Float64Array((positions + (positions % 2)) * length),
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
      for (let position = 0; position < positions; position += 2) {
        let a0 = 0,
          a1 = 0,
          a2 = 0,
          a3 = 0,
          b0 = 0,
          b1 = 0,
          b2 = 0,
          b3 = 0;
        let q = position * length,
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
          const to = (o + m) * positions + position;
          y[to] = sums[m] + bias[o + m];
          if (position + 1 < positions) y[to + 1] = sums[4 + m] + bias[o + m];
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
export function convTranspose(spec, weights, shape) {
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
export function maxPool(spec, _weights, shape) {
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
