// One grey pixel: x is how much ink it has, p what the decoder says, both from 0 to 1. Costs in nats.

/**
 * @param {number} weight
 * @param {number} probability
 */
function cost(weight, probability) {
  return weight > 0 ? -weight * Math.log(probability) : 0;
}

// Cross-entropy −x log p − (1 − x) log(1 − p): what training adds up over the 784 pixels.
/**
 * @param {number} x
 * @param {number} p
 */
export function pixelCost(x, p) {
  return cost(x, p) + cost(1 - x, 1 - p);
}

/** @param {number} x */
export function pixelEntropy(x) {
  return pixelCost(x, x);
}

// KL of the pixel: the part of its cost that a better decoder can save.
/**
 * @param {number} x
 * @param {number} p
 */
export function pixelDivergence(x, p) {
  const part = (/** @type {number} */ a, /** @type {number} */ b) =>
    a > 0 ? a * Math.log(a / b) : 0;
  return Math.max(0, part(x, p) + part(1 - x, 1 - p));
}

// Slope over p; the same for cross-entropy and KL, since the entropy does not depend on p.
/**
 * @param {number} x
 * @param {number} p
 */
export function pixelSlope(x, p) {
  return (p - x) / (p * (1 - p));
}
