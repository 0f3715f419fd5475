// What is known of an image after some steps from a place that is not its own.

/**
 * @param {VisitorData} visitor
 * @param {number} step
 */
export function standing(visitor, step) {
  const gradient = visitor.gradient[step],
    loss = visitor.loss[step];
  return {
    mu: visitor.mu[step],
    loss,
    extra: loss - visitor.own_loss,
    gradient,
    length: Math.hypot(...gradient),
  };
}

// The end of the arrow from mu: against the gradient, `times` steps long.
/**
 * @param {{mu: number[], gradient: number[]}} at
 * @param {number} rate
 * @param {number} times
 * @returns {Point}
 */
export function arrowEnd({ mu, gradient }, rate, times) {
  return [mu[0] - times * rate * gradient[0], mu[1] - times * rate * gradient[1]];
}
