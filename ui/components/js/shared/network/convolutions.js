// Layers over images of shape [channels, height, width]; see layers.js.
//
// Both convolutions are products of matrices. What each output position sees of the input becomes a
// row (im2col), each output channel's kernel another, and a value is the product of two rows. A
// transposed convolution of stride s is s x s of these, one for each place of an output pixel in its
// s x s block: the pixels of one place see the same part of the kernel.
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
  const both = 2 * padding + (spec.extra_padding ?? 0), // what more lies behind, at right and bottom
    h = Math.floor((H + both - k) / stride) + 1,
    w = Math.floor((W + both - k) / stride) + 1;
  const weight = slice(weights, spec.weight, nIn * nOut * k * k, "conv");
  const bias = slice(weights, spec.bias, nOut, "conv");
  const gathered = { nIn, H, W, h, w, kH: k, kW: k, stride, top: -padding, left: -padding };
  const kernels = new Float64Array(padded(nOut, 4) * nIn * k * k);
  kernels.set(weight);
  const seen = new Float64Array(padded(h * w, 2) * nIn * k * k),
    all = { first: 0, step: 1, width: w, rowStep: w, plane: h * w };

  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    gather(x, seen, gathered);
    multiply(seen, kernels, bias, nIn * k * k, h * w, y, all);
  }
  return { shape: [nOut, h, w], run };
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
  const [, H, W] = shape;
  const more = (spec.output_padding ?? 0) - (spec.extra_padding ?? 0),
    h = (H - 1) * stride - 2 * padding + k + more,
    w = (W - 1) * stride - 2 * padding + k + more;
  const weight = slice(weights, spec.weight, nIn * nOut * k * k, "conv_transpose");
  const bias = slice(weights, spec.bias, nOut, "conv_transpose");

  const rows = seenAlong(h, k, stride, padding),
    columns = seenAlong(w, k, stride, padding);
  const parts = rows.flatMap((row) => columns.map((column) => part(row, column)));
  const seen = new Float64Array(
    Math.max(...parts.map((p) => padded(p.gathered.h * p.gathered.w, 2) * p.length)),
  );

  /**
   * @param {{first: number, n: number, taps: number[], from: number}} row
   * @param {{first: number, n: number, taps: number[], from: number}} column
   */
  function part(row, column) {
    const [kH, kW] = [row.taps.length, column.taps.length],
      length = nIn * kH * kW;
    const kernels = new Float64Array(padded(nOut, 4) * length);
    for (let o = 0, to = 0; o < nOut; o++)
      for (let c = 0; c < nIn; c++)
        for (const ky of row.taps)
          for (const kx of column.taps) kernels[to++] = weight[((c * nOut + o) * k + ky) * k + kx];
    const size = { h: row.n, w: column.n, kH, kW };
    return {
      length,
      kernels,
      gathered: { nIn, H, W, ...size, stride: 1, top: row.from, left: column.from },
      where: {
        first: row.first * w + column.first,
        step: stride,
        width: column.n,
        rowStep: stride * w,
        plane: h * w,
      },
    };
  }

  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   */
  function run(x, y) {
    for (const { length, kernels, gathered, where } of parts) {
      gather(x, seen, gathered);
      multiply(seen, kernels, bias, length, gathered.h * gathered.w, y, where);
    }
  }
  return { shape: [nOut, h, w], run };
}

// The output pixels along one side, by their place in blocks of `stride`. big = small stride - padding
// + k: those of a place meet every stride-th k, of small pixels one after the other.
//   first, n: the first pixel, and how many there are
//   taps: their k, so that the small pixels rise; from: the small pixel of the first tap
/**
 * @param {number} size
 * @param {number} k
 * @param {number} stride
 * @param {number} padding
 */
function seenAlong(size, k, stride, padding) {
  const places = [];
  for (let first = 0; first < Math.min(stride, size); first++) {
    const taps = [];
    for (let at = (first + padding) % stride; at < k; at += stride) taps.unshift(at);
    const n = Math.ceil((size - first) / stride);
    places.push({ first, n, taps, from: (first + padding - (taps[0] ?? 0)) / stride });
  }
  return places;
}

/**
 * @param {number} n
 * @param {number} multiple
 */
function padded(n, multiple) {
  return multiple * Math.ceil(n / multiple);
}

// Fill `seen` with one row for each of the h x w output positions: nIn x kH x kW values of the image x,
// 0 outside of it. (top, left): the pixel of the first position's first value.
/**
 * @param {Float32Array} x
 * @param {Float64Array} seen
 * @param {{nIn: number, H: number, W: number, h: number, w: number, kH: number, kW: number,
 *   stride: number, top: number, left: number}} how
 */
function gather(x, seen, { nIn, H, W, h, w, kH, kW, stride, top, left }) {
  for (let i = 0, to = 0; i < h; i++) {
    const y0 = i * stride + top,
      isTall = y0 >= 0 && y0 + kH <= H;
    for (let j = 0; j < w; j++) {
      const x0 = j * stride + left;
      if (isTall && x0 >= 0 && x0 + kW <= W) {
        for (let c = 0, plane = y0 * W + x0; c < nIn; c++, plane += H * W)
          for (let ky = 0, row = plane; ky < kH; ky++, row += W)
            for (let from = row, end = row + kW; from < end; from++) seen[to++] = x[from];
      } else {
        for (let c = 0; c < nIn; c++)
          for (let row = y0; row < y0 + kH; row++)
            for (let column = x0; column < x0 + kW; column++)
              seen[to++] =
                row >= 0 && row < H && column >= 0 && column < W
                  ? x[(c * H + row) * W + column]
                  : 0;
      }
    }
  }
}

const sums = new Float64Array(8);

// Every product of a row of `seen` and a row of `kernels`, with the bias of the latter: four kernels by
// two positions at a time, so that a value read once serves several sums. The rows are double, and
// filled up to whole fours and twos. `where` says which pixel of y belongs to a position.
/**
 * @param {Float64Array} seen
 * @param {Float64Array} kernels
 * @param {Float32Array} bias
 * @param {number} length
 * @param {number} positions
 * @param {Float32Array} y
 * @param {{first: number, step: number, width: number, rowStep: number, plane: number}} where
 */
function multiply(seen, kernels, bias, length, positions, y, where) {
  const { first, step, width, rowStep, plane } = where,
    nOut = bias.length;
  for (let position = 0; position < positions; position += 2) {
    const row = Math.floor(position / width),
      isLast = position + 1 === positions,
      to0 = first + row * rowStep + (position - row * width) * step,
      to1 = position + 1 - row * width < width ? to0 + step : first + (row + 1) * rowStep;
    for (let o = 0; o < nOut; o += 4) {
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
      for (let m = 0, n = Math.min(4, nOut - o), at = o * plane; m < n; m++, at += plane) {
        y[at + to0] = sums[m] + bias[o + m];
        if (!isLast) y[at + to1] = sums[4 + m] + bias[o + m];
      }
    }
  }
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
