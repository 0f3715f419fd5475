// What the manifest of a layer says, checked before it is used.

// A slice of the payload, checked: a wrong offset must not draw nonsense.
/**
 * @param {Float32Array} weights
 * @param {number} offset
 * @param {number} length
 * @param {string} what
 */
export function slice(weights, offset, length, what) {
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
export function expectImage(shape, channels, what) {
  if (shape.length !== 3 || shape[0] !== channels) {
    throw new Error(`${what}: expects ${channels} channels, gets a shape of [${shape}]`);
  }
}

/**
 * @param {Record<string, any>} spec
 * @param {string[]} names
 */
export function wholeNumbers(spec, names) {
  for (const name of names) {
    if (!Number.isInteger(spec[name]) || spec[name] < 0) {
      throw new Error(`${spec.type}: "${name}" is not a whole number: ${spec[name]}`);
    }
  }
}

/**
 * @param {Record<string, any>} spec
 * @param {string[]} names
 */
export function numbers(spec, names) {
  for (const name of names) {
    if (!Number.isFinite(spec[name]))
      throw new Error(`${spec.type}: "${name}" is not a number: ${spec[name]}`);
  }
}
