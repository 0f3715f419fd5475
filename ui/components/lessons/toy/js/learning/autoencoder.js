// An autoencoder, or a VAE, of points in the plane with one latent number: 2-32-32-1-32-32-2.
import { Adam } from "./adam.js";
import { denseBackward, denseForward, denseLayers } from "./layers.js";
import { normalFrom, uniformFrom } from "./random.js";

const WIDTH = 32;
const RATE = 0.007;
const MOST_AT_ONCE = 24; // points a step; more of them are drawn anew for each step
export const NOISE = 0.05; // standard deviation of p(x|z) in the VAE's likelihood, in units of the plane

/** @typedef {{batch: number, x: Float64Array[], d: Float64Array[]}} Buffers */

export class Autoencoder {
  /**
   * @param {"ae" | "vae"} kind
   * @param {number} seed of the first weights, of the batches and of the VAE's draws
   */
  constructor(kind, seed) {
    this.kind = kind;
    const encoder = denseLayers([2, WIDTH, WIDTH, kind === "vae" ? 2 : 1], 0),
      decoder = denseLayers([1, WIDTH, WIDTH, 2], encoder.end);
    this.encoder = encoder.layers;
    this.decoder = decoder.layers;
    this.parameters = new Float64Array(decoder.end);
    this.gradient = new Float64Array(decoder.end);
    this.adam = new Adam(decoder.end, RATE);
    this.chosen = new Float64Array(2 * MOST_AT_ONCE);
    this.uniform = uniformFrom(seed);
    this.normal = normalFrom(this.uniform);
    /** @type {Map<string, Buffers>} */
    this.buffers = new Map();
    for (const { inputs, outputs, weight, bias } of [...this.encoder, ...this.decoder]) {
      const bound = 1 / Math.sqrt(inputs); // as PyTorch's Linear begins
      for (let i = weight; i < bias + outputs; i++)
        this.parameters[i] = bound * (2 * this.uniform() - 1);
    }
  }

  /**
   * One step of the optimiser on some of the points, x, y, x, y, ... Returns the loss before it.
   * @param {Float64Array} points
   */
  step(points) {
    const n = points.length / 2,
      size = Math.min(n, MOST_AT_ONCE),
      chosen = this.chosen.subarray(0, 2 * size);
    if (n <= MOST_AT_ONCE) chosen.set(points);
    else
      for (let i = 0; i < size; i++) {
        const from = 2 * Math.floor(n * this.uniform());
        chosen[2 * i] = points[from];
        chosen[2 * i + 1] = points[from + 1];
      }
    const loss = this.lossAndGradient(chosen);
    this.adam.step(this.parameters, this.gradient);
    return loss;
  }

  /**
   * The mean loss of these points, and its gradient into `this.gradient`. AE: the squared distance.
   * VAE: the negative ELBO in nats without its constant, with one draw of z a point.
   * @param {Float64Array} points
   * @param {ArrayLike<number>} [noise] a draw from N(0, 1) for each point
   */
  lossAndGradient(points, noise) {
    const n = points.length / 2,
      batch = padded(n),
      isVae = this.kind === "vae",
      into = this.room("encoder", this.encoder, batch),
      back = this.room("decoder", this.decoder, batch),
      { parameters, gradient } = this;
    const x = into.x[0];
    for (let s = 0; s < batch; s++) {
      // What fills the batch up counts for nothing below.
      x[s] = s < n ? points[2 * s] : 0;
      x[batch + s] = s < n ? points[2 * s + 1] : 0;
    }
    forward(parameters, this.encoder, into);
    const code = into.x.at(-1),
      z = back.x[0],
      eps = new Float64Array(batch);
    if (isVae)
      for (let s = 0; s < batch; s++) {
        if (s < n) eps[s] = noise ? noise[s] : this.normal();
        z[s] = code[s] + Math.exp(0.5 * code[batch + s]) * eps[s];
      }
    else z.set(code);
    forward(parameters, this.decoder, back);

    const y = back.x.at(-1),
      dy = back.d.at(-1),
      weight = isVae ? 1 / (2 * NOISE * NOISE * n) : 1 / n;
    let loss = 0;
    for (let i = 0; i < 2 * batch; i++) {
      const gap = i % batch < n ? y[i] - x[i] : 0;
      loss += weight * gap * gap;
      dy[i] = 2 * weight * gap;
    }
    backward(parameters, this.decoder, back, gradient, true);
    const dz = back.d[0],
      dcode = into.d.at(-1);
    for (let s = 0; s < batch; s++) {
      dcode[s] = dz[s];
      if (!isVae) continue;
      const mu = code[s],
        logvar = code[batch + s],
        variance = Math.exp(logvar),
        isReal = s < n;
      if (isReal) loss += (mu * mu + variance - logvar - 1) / (2 * n);
      dcode[s] += isReal ? mu / n : 0;
      dcode[batch + s] =
        0.5 * dz[s] * eps[s] * Math.sqrt(variance) + (isReal ? (variance - 1) / (2 * n) : 0);
    }
    backward(parameters, this.encoder, into, gradient, false);
    return loss;
  }

  /**
   * The code of each point: mu, and for a VAE sigma.
   * @param {Float64Array} points
   */
  encode(points) {
    const n = points.length / 2,
      batch = padded(n),
      room = this.room("encode", this.encoder, batch),
      x = room.x[0];
    for (let s = 0; s < n; s++) {
      x[s] = points[2 * s];
      x[batch + s] = points[2 * s + 1];
    }
    forward(this.parameters, this.encoder, room);
    const code = room.x.at(-1);
    return {
      mu: code.slice(0, n),
      sigma:
        this.kind === "vae" ? code.slice(batch, batch + n).map((v) => Math.exp(0.5 * v)) : null,
    };
  }

  /**
   * The point that each code decodes to: x, y, x, y, ...
   * @param {ArrayLike<number>} codes
   */
  decode(codes) {
    const n = codes.length,
      batch = padded(n),
      room = this.room("decode", this.decoder, batch);
    room.x[0].set(codes);
    forward(this.parameters, this.decoder, room);
    const y = room.x.at(-1),
      points = new Float64Array(2 * n);
    for (let s = 0; s < n; s++) {
      points[2 * s] = y[s];
      points[2 * s + 1] = y[batch + s];
    }
    return points;
  }

  /**
   * Arrays for the values and gradients between the layers, for this use and batch; kept.
   * @param {string} use
   * @param {DenseLayer[]} layers
   * @param {number} batch
   */
  room(use, layers, batch) {
    let room = this.buffers.get(use);
    if (room?.batch !== batch) {
      const made = () =>
        [layers[0].inputs, ...layers.map(({ outputs }) => outputs)].map(
          (units) => new Float64Array(units * batch),
        );
      room = { batch, x: made(), d: made() };
      this.buffers.set(use, room);
    }
    return room;
  }
}

/** @typedef {import("./layers.js").DenseLayer} DenseLayer */

/** @param {number} n */
function padded(n) {
  return 4 * Math.ceil(n / 4);
}

/**
 * @param {Float64Array} parameters
 * @param {DenseLayer[]} layers
 * @param {Buffers} room
 */
function forward(parameters, layers, { x, batch }) {
  layers.forEach((layer, i) => denseForward(parameters, layer, x[i], x[i + 1], batch));
}

/**
 * @param {Float64Array} parameters
 * @param {DenseLayer[]} layers
 * @param {Buffers} room
 * @param {Float64Array} gradient
 * @param {boolean} toInput whether the gradient for what goes in is needed too
 */
function backward(parameters, layers, { x, d, batch }, gradient, toInput) {
  for (let i = layers.length - 1; i >= 0; i--)
    denseBackward(
      parameters,
      layers[i],
      x[i],
      x[i + 1],
      d[i + 1],
      i || toInput ? d[i] : null,
      gradient,
      batch,
    );
}
