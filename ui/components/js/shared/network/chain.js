// Layers one after the other, each with the array that it writes to, so that a call allocates nothing.
import { activation } from "./activations.js";
import { LAYERS } from "./layers.js";

/**
 * @param {LayerSpec[]} specs
 * @param {Float32Array} weights
 * @param {number[]} start the shape of the input
 * @returns {Chain}
 */
export function buildChain(specs, weights, start) {
  let shape = start;
  /** @type {{run: NonNullable<BuiltLayer["run"]>, activate: ReturnType<typeof activation>, y: Float32Array}[]} */
  const steps = [],
    /** @type {((logBeta: number) => void)[]} */
    gates = [];
  let setLabel;
  for (const spec of specs) {
    if (!Object.hasOwn(LAYERS, spec.type)) throw new Error(`unknown layer type "${spec.type}"`);
    const layer = LAYERS[spec.type](spec, weights, shape, buildChain);
    shape = layer.shape;
    const size = shape.reduce((a, b) => a * b, 1);
    if (!(size > 0 && size < 1e8)) throw new Error(`${spec.type}: makes a shape of [${shape}]`);
    if (layer.setLogBeta) gates.push(layer.setLogBeta);
    if (layer.setLabel) setLabel = layer.setLabel;
    if (layer.run)
      steps.push({
        run: layer.run,
        activate: "activation" in spec ? activation(spec.activation) : null,
        y: new Float32Array(size),
      });
  }

  // What the last layer gives: its own array, overwritten by the next call.
  /** @param {Float32Array} x */
  function run(x) {
    for (const { run, activate, y } of steps) {
      run(x, y);
      if (activate) activate(y);
      x = y;
    }
    return x;
  }
  return { shape, run, gates, setLabel, isEmpty: !steps.length };
}
