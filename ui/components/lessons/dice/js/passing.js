// What each station hands on in one throw: forward the numbers, back the gradient.

/**
 * @param {Pick<DiceData, "mu" | "logvar" | "eps" | "recon" | "kl" | "at_z" | "kl_at_mu" | "kl_at_logvar">} data
 * @param {number} index which throw
 * @param {boolean} direct z is drawn directly: no gradient passes from it to mu and log sigma^2
 */
export function passing(data, index, direct) {
  const { mu, logvar } = data,
    sigma = logvar.map((v) => Math.exp(v / 2)),
    eps = data.eps[index],
    atZ = data.at_z[index];
  return {
    sigma,
    eps,
    z: mu.map((v, axis) => v + sigma[axis] * eps[axis]),
    recon: data.recon[index],
    loss: data.recon[index] + data.kl,
    atZ,
    atMu: direct ? null : atZ,
    atLogvar: direct ? null : atZ.map((g, axis) => (g * eps[axis] * sigma[axis]) / 2),
  };
}

// KL's own gradient for the width in one dimension: for log sigma^2 it is held between −1/2 and
// (sigma^2 − 1)/2, for sigma itself it runs to minus infinity as sigma goes to 0.
/** @param {number} logvar */
export function pulls(logvar) {
  const sigma = Math.exp(logvar / 2);
  return { sigma, onLogvar: (sigma * sigma - 1) / 2, onSigma: sigma - 1 / sigma };
}
