// Adam (Kingma and Ba, 2015), with PyTorch's default settings.

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

export class Adam {
  /**
   * @param {number} size
   * @param {number} rate
   */
  constructor(size, rate) {
    this.rate = rate;
    this.mean = new Float64Array(size);
    this.square = new Float64Array(size);
    this.steps = 0;
  }

  /**
   * One step down the gradient.
   * @param {Float64Array} parameters
   * @param {Float64Array} gradient
   */
  step(parameters, gradient) {
    const { mean, square } = this;
    this.steps++;
    const rate = this.rate / (1 - BETA1 ** this.steps),
      scale = 1 / Math.sqrt(1 - BETA2 ** this.steps);
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i],
        m = BETA1 * mean[i] + (1 - BETA1) * g,
        v = BETA2 * square[i] + (1 - BETA2) * g * g;
      mean[i] = m;
      square[i] = v;
      parameters[i] -= (rate * m) / (Math.sqrt(v) * scale + EPSILON);
    }
  }
}
