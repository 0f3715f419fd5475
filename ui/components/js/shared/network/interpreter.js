// A network in the browser: a manifest and its payload become one function,
// decode(z) -> Float32Array of pixel values from 0 (paper) to 1 (ink).
//
// The manifest is written by vae_core/runs/browser_export.py. Whatever it holds that is not
// known here throws, and the page then falls back to decoding on the server:
// a picture that is silently wrong would be worse than none.
import { buildChain } from "./chain.js";
import { widen } from "./floats.js";

/** @type {Record<string, (y: Float32Array, out: Float32Array) => void>} */
const OUTPUTS = {
  sigmoid: (y, out) => {
    for (let i = 0; i < y.length; i++) out[i] = 1 / (1 + Math.exp(-y[i]));
  },
  // Networks trained on [-1, 1] end in tanh; shown, that range is 0 to 1.
  tanh: (y, out) => {
    for (let i = 0; i < y.length; i++) out[i] = (Math.tanh(y[i]) + 1) / 2;
  },
  none: (y, out) => {
    out.set(y);
  },
};

/**
 * @param {NetworkManifest} manifest
 * @param {ArrayBuffer} buffer
 * @returns {DecoderNetwork}
 */
export function buildNetwork(manifest, buffer) {
  if (manifest.format !== 2) throw new Error(`unknown network format ${manifest.format}`);
  if (!Object.hasOwn(OUTPUTS, manifest.output_activation)) {
    throw new Error(`unknown output activation "${manifest.output_activation}"`);
  }
  const weights = widen(manifest.dtype, buffer);
  const chain = buildChain(manifest.layers, weights, [manifest.input]);
  const { shape, run, gates, setLabel, isEmpty } = chain;
  const pixels = manifest.output.reduce((a, b) => a * b, 1);
  if (isEmpty || shape.reduce((a, b) => a * b, 1) !== pixels) {
    throw new Error(`the layers end in [${shape}], not in the output [${manifest.output}]`);
  }

  const finish = OUTPUTS[manifest.output_activation];
  const z = new Float32Array(manifest.input);
  const picture = new Float32Array(pixels);

  // The returned array is the network's own and is overwritten by the next call.
  /** @param {ArrayLike<number>} code */
  function decode(code) {
    if (code.length !== z.length)
      throw new Error(`decode: expects ${z.length} numbers, got ${code.length}`);
    z.set(code);
    finish(run(z), picture);
    return picture;
  }
  const height = manifest.output[manifest.output.length - 2],
    width = manifest.output[manifest.output.length - 1];
  const network = { decode, input: manifest.input, pixels, height, width, setLabel };
  return gates.length ? withGates(network, gates, manifest.betas) : network;
}

// A network of every beta from betas[0] to betas[1]: it is at 1 until `setBeta` is called.
/**
 * @param {DecoderNetwork} network
 * @param {((logBeta: number) => void)[]} gates
 * @param {[number, number]} [betas]
 * @returns {DecoderNetwork}
 */
function withGates(network, gates, betas) {
  const [low, high] = betas ?? [];
  if (!(low > 0 && low < high)) throw new Error(`gates need a range of betas, not [${betas}]`);
  /** @param {number} beta */
  function setBeta(beta) {
    if (!(beta >= low && beta <= high))
      throw new Error(`beta must be a number from ${low} to ${high}, not ${beta}`);
    const logBeta = Math.log(beta);
    for (const setLogBeta of gates) setLogBeta(logBeta);
  }
  return { ...network, setBeta, betas: [low, high] };
}
