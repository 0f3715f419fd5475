// Dense layers over a batch, forward and backward. A batch lies unit after unit, (units, batch),
// and is a multiple of four points wide. The loops take two units and four points (or inputs) at a
// time, so that what was read once is used often: that is twice as fast. Where there is no second
// unit the last one is worked out twice, which changes nothing.

/**
 * One layer. `weight` and `bias` are offsets into the parameters, in PyTorch's layout: (out, in),
 * then (out).
 * @typedef {{inputs: number, outputs: number, weight: number, bias: number, isTanh: boolean}} DenseLayer
 */

/**
 * The layers between these widths, tanh after all but the last, and where the parameters end.
 * @param {number[]} widths
 * @param {number} offset
 * @returns {{layers: DenseLayer[], end: number}}
 */
export function denseLayers(widths, offset) {
  const layers = [];
  for (let i = 0; i + 1 < widths.length; i++) {
    const [inputs, outputs] = [widths[i], widths[i + 1]],
      bias = offset + inputs * outputs;
    layers.push({ inputs, outputs, weight: offset, bias, isTanh: i + 2 < widths.length });
    offset = bias + outputs;
  }
  return { layers, end: offset };
}

/**
 * Fills `y`, (out, batch), from `x`, (in, batch).
 * @param {Float64Array} parameters
 * @param {DenseLayer} layer
 * @param {Float64Array} x
 * @param {Float64Array} y
 * @param {number} batch
 */
export function denseForward(parameters, layer, x, y, batch) {
  const { inputs, outputs, weight, bias, isTanh } = layer;
  for (let j = 0; j < outputs; j += 2) {
    const other = Math.min(j + 1, outputs - 1),
      row = weight + j * inputs,
      next = weight + other * inputs;
    for (let s = 0; s < batch; s += 4) {
      let a0 = parameters[bias + j],
        b0 = parameters[bias + other],
        a1 = a0,
        a2 = a0,
        a3 = a0,
        b1 = b0,
        b2 = b0,
        b3 = b0;
      for (let i = 0, at = s; i < inputs; i++, at += batch) {
        const v = parameters[row + i],
          w = parameters[next + i],
          x0 = x[at],
          x1 = x[at + 1],
          x2 = x[at + 2],
          x3 = x[at + 3];
        a0 += v * x0;
        a1 += v * x1;
        a2 += v * x2;
        a3 += v * x3;
        b0 += w * x0;
        b1 += w * x1;
        b2 += w * x2;
        b3 += w * x3;
      }
      put(y, j * batch + s, a0, a1, a2, a3);
      put(y, other * batch + s, b0, b1, b2, b3);
    }
  }
  if (isTanh) for (let i = 0; i < outputs * batch; i++) y[i] = tanh(y[i]);
}

/**
 * Fills the layer's part of `gradient` and, where it is asked for, `dx`. `dy` is the gradient of the
 * loss for `y`; it becomes the gradient before tanh.
 * @param {Float64Array} parameters
 * @param {DenseLayer} layer
 * @param {Float64Array} x
 * @param {Float64Array} y
 * @param {Float64Array} dy
 * @param {Float64Array | null} dx
 * @param {Float64Array} gradient
 * @param {number} batch
 */
export function denseBackward(parameters, layer, x, y, dy, dx, gradient, batch) {
  const { inputs, outputs, weight, bias, isTanh } = layer;
  if (isTanh) for (let i = 0; i < outputs * batch; i++) dy[i] *= 1 - y[i] * y[i];
  for (let j = 0; j < outputs; j++) {
    let sum = 0;
    for (let at = j * batch; at < (j + 1) * batch; at++) sum += dy[at];
    gradient[bias + j] = sum;
  }
  for (let j = 0; j < outputs; j += 2) {
    const other = Math.min(j + 1, outputs - 1);
    for (let i = 0; i < inputs; i += 4) {
      const i1 = Math.min(i + 1, inputs - 1),
        i2 = Math.min(i + 2, inputs - 1),
        i3 = Math.min(i + 3, inputs - 1);
      let a0 = 0,
        a1 = 0,
        a2 = 0,
        a3 = 0,
        b0 = 0,
        b1 = 0,
        b2 = 0,
        b3 = 0;
      for (let s = 0; s < batch; s++) {
        const v = dy[j * batch + s],
          w = dy[other * batch + s],
          x0 = x[i * batch + s],
          x1 = x[i1 * batch + s],
          x2 = x[i2 * batch + s],
          x3 = x[i3 * batch + s];
        a0 += v * x0;
        a1 += v * x1;
        a2 += v * x2;
        a3 += v * x3;
        b0 += w * x0;
        b1 += w * x1;
        b2 += w * x2;
        b3 += w * x3;
      }
      const row = weight + j * inputs,
        next = weight + other * inputs;
      gradient[row + i] = a0;
      gradient[row + i1] = a1;
      gradient[row + i2] = a2;
      gradient[row + i3] = a3;
      gradient[next + i] = b0;
      gradient[next + i1] = b1;
      gradient[next + i2] = b2;
      gradient[next + i3] = b3;
    }
  }
  if (!dx) return;
  for (let i = 0; i < inputs; i += 2) {
    const other = Math.min(i + 1, inputs - 1);
    for (let s = 0; s < batch; s += 4) {
      let a0 = 0,
        a1 = 0,
        a2 = 0,
        a3 = 0,
        b0 = 0,
        b1 = 0,
        b2 = 0,
        b3 = 0;
      for (let j = 0, at = s, row = weight; j < outputs; j++, at += batch, row += inputs) {
        const v = parameters[row + i],
          w = parameters[row + other],
          d0 = dy[at],
          d1 = dy[at + 1],
          d2 = dy[at + 2],
          d3 = dy[at + 3];
        a0 += v * d0;
        a1 += v * d1;
        a2 += v * d2;
        a3 += v * d3;
        b0 += w * d0;
        b1 += w * d1;
        b2 += w * d2;
        b3 += w * d3;
      }
      put(dx, i * batch + s, a0, a1, a2, a3);
      put(dx, other * batch + s, b0, b1, b2, b3);
    }
  }
}

/**
 * @param {Float64Array} into
 * @param {number} at
 * @param {number} v0
 * @param {number} v1
 * @param {number} v2
 * @param {number} v3
 */
function put(into, at, v0, v1, v2, v3) {
  into[at] = v0;
  into[at + 1] = v1;
  into[at + 2] = v2;
  into[at + 3] = v3;
}

// Four times as fast as Math.tanh, and as exact as is needed here (1e-16).
/** @param {number} x */
function tanh(x) {
  return 1 - 2 / (Math.exp(2 * x) + 1);
}
