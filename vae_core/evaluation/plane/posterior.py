"""The true posterior p(z|x) of one image under a VAE with two latent dimensions.

With two numbers the integral p(x) = int p(x|z) p(z) dz is a sum over a grid of decoded places: the
log-likelihood itself, which the ELBO and the importance-weighted bound only approach from below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vae_core.errors import ConfigError
from vae_core.latent.posterior_grid import NEGLIGIBLE, find_grid, log_sum
from vae_core.models.networks.autoencoders import VAE
from vae_core.models.objectives import terms

_ROWS_AT_ONCE = 4_000
# log of the normaliser of N(x; x_hat, I / 2) for one value of an image; the exponent of that is the
# squared error.
_MSE_CONSTANT = -0.5 * math.log(math.pi)


@dataclass(frozen=True)
class ExactPosterior:
    """The posterior of one image on a square grid of n x n places.

    log_px: log p(x) in nats: the log of the sum over the grid.
    z: the places, (n, n, 2); z1 rises along the second axis, z2 along the first.
    log_joint: log p(x|z) + log p(z) at each place, (n, n), in nats.
    covered: whether the grid holds the mass, in cells small enough to sum over. Where it does not,
        log_px is less than log p(x), or not exact.
    outside: the estimated share of the mass outside the grid, 0 to 1.
    elsewhere: the highest place outside, (2,), where a share that counts lies there; else None.
    mu, sigma: of the encoder's guess q(z|x), (2,) each.
    """

    log_px: float
    z: np.ndarray
    log_joint: np.ndarray
    covered: bool
    outside: float
    elsewhere: np.ndarray | None
    mu: np.ndarray
    sigma: np.ndarray

    @property
    def step(self) -> float:
        """The side of a cell."""
        return float(self.z[0, 1, 0] - self.z[0, 0, 0])

    @property
    def log_posterior(self) -> np.ndarray:
        """log p(z|x) at each place, (n, n), in nats."""
        return self.log_joint - self.log_px

    @property
    def peak(self) -> np.ndarray:
        """The place where the posterior is highest, (2,)."""
        return self.z.reshape(-1, 2)[self.log_joint.argmax()]

    def bound(self, mean: np.ndarray, covariance: np.ndarray) -> tuple[float, float]:
        """(ELBO, KL(q || p(z|x))) in nats of the Gaussian q = N(mean, covariance).

        Both are sums over the grid, on which q is normalised; together they are log_px.
        """
        away = self.z - mean
        log_q = -0.5 * np.einsum("...i,ij,...j", away, np.linalg.inv(covariance), away)
        log_q = log_q - log_sum(log_q)  # of the whole cell
        q, cell = np.exp(log_q), 2 * math.log(self.step)
        elbo = float((q * (self.log_joint + cell - log_q)).sum())
        return elbo, float((q * (log_q - self.log_posterior - cell)).sum())

    def encoder_bound(self) -> tuple[float, float]:
        """(ELBO, KL(q || p(z|x))) in nats of the encoder's own guess, as `bound`."""
        return self.bound(self.mu, np.diag(self.sigma**2))


@torch.no_grad()
def exact_posterior(model: VAE, x: Tensor | np.ndarray, likelihood: str = "bce") -> ExactPosterior:
    """The true posterior of one image x, (C, H, W) in [0, 1], under a VAE of two dimensions.

    model: on the CPU, in eval mode. likelihood: "bce", or "mse", which means N(x; x_hat, I / 2):
    the squared error and a constant. Raises ConfigError where the model is no VAE of two
    dimensions, x is no such image, or the likelihood is another.
    """
    if not isinstance(model, VAE) or model.latent_dim != 2:
        raise ConfigError("Only of a VAE with two latent dimensions is the posterior summed up.")
    if likelihood not in ("bce", "mse"):
        raise ConfigError(f"The likelihood is “bce” or “mse”, not {likelihood!r}.")
    image = torch.as_tensor(x, dtype=torch.float32)
    shape = model.config.image_shape
    if image.shape != shape or not bool(((image >= 0) & (image <= 1)).all()):
        raise ConfigError(f"The image must be of shape {shape}, with values from 0 to 1.")
    mu, logvar = (values[0].double().numpy() for values in model.encode(image[None]))
    sigma = np.exp(0.5 * logvar)

    def log_joint(z: np.ndarray) -> np.ndarray:
        rows = torch.from_numpy(z.astype(np.float32)).split(_ROWS_AT_ONCE)
        return np.concatenate([_log_joint(model, image, part, likelihood) for part in rows])

    grid, outside, elsewhere = find_grid(log_joint, mu, sigma)
    return ExactPosterior(
        log_px=grid.log_mass,
        z=grid.z,
        log_joint=grid.log_density,
        covered=bool(grid.is_fine() and outside < NEGLIGIBLE),
        outside=outside,
        elsewhere=elsewhere,
        mu=mu,
        sigma=sigma,
    )


def _log_joint(model: VAE, image: Tensor, z: Tensor, likelihood: str) -> np.ndarray:
    """log p(x|z) + log p(z) of each z, (N, 2): (N,), float64."""
    x_logits = model.decode(z)
    error = terms.recon(x_logits, image.expand_as(x_logits), likelihood).double()
    constant = image.numel() * _MSE_CONSTANT if likelihood == "mse" else 0.0
    return (constant - error + terms.log_prior(z.double())).numpy()
