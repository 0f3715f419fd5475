"""The terms of the training objectives and of the bounds on log p(x), as pure functions.

Everything is in nats (squared pixel units for squared error), summed over pixels and latent
dimensions: shape (N,), one value an image. The mean over images is taken once, by the caller.
Notation: x image, z code, recon the distortion D, kl the rate R.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

_LOG_2PI = math.log(2.0 * math.pi)


def reparameterize(mu: Tensor, logvar: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """z = mu + sigma * eps with eps ~ N(0, I) from `generator` (Kingma & Welling 2014, sec. 2.4).

    mu, logvar: (N, D). Returns (N, D), differentiable in both. A CPU generator gives the same
    eps whatever the device of mu.
    """
    device = generator.device if generator else mu.device
    eps = torch.empty(mu.shape, dtype=mu.dtype, device=device).normal_(generator=generator)
    return mu + torch.exp(0.5 * logvar) * eps.to(mu.device)


def recon_bce(x_logits: Tensor, x: Tensor) -> Tensor:
    """-log p(x|z) of independent Bernoulli pixels, (N,), from logits and x in [0, 1], (N, ...).

    For grey x this is a cross-entropy, not a likelihood: its minimum is the entropy of the pixels.
    """
    loss = F.binary_cross_entropy_with_logits(x_logits, x, reduction="none")
    return loss.flatten(1).sum(1)


def recon_mse(x_logits: Tensor, x: Tensor) -> Tensor:
    """Squared error between x and sigmoid(x_logits), summed over pixels, (N,)."""
    return (torch.sigmoid(x_logits) - x).square().flatten(1).sum(1)


def recon(x_logits: Tensor, x: Tensor, likelihood: str) -> Tensor:
    """The reconstruction term of the named likelihood ("bce" or "mse"), (N,)."""
    return {"bce": recon_bce, "mse": recon_mse}[likelihood](x_logits, x)


def kl_per_dim(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL(N(mu, sigma^2) || N(0, 1)) of each latent dimension, (N, D), in closed form.

    Kingma & Welling 2014, appendix B.
    """
    return 0.5 * (mu.square() + logvar.exp() - 1.0 - logvar)


def kl_divergence(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL(q(z|x) || p(z)) in closed form, summed over dimensions, (N,)."""
    return kl_per_dim(mu, logvar).sum(1)


def log_normal(z: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    """log N(z; mu, diag(exp(logvar))), summed over the last axis."""
    terms = (z - mu).square() * torch.exp(-logvar) + logvar + _LOG_2PI
    return -0.5 * terms.sum(-1)


def log_prior(z: Tensor) -> Tensor:
    """log N(z; 0, I), summed over the last axis."""
    return -0.5 * (z.square() + _LOG_2PI).sum(-1)


def kl_monte_carlo(z: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    """log q(z|x) - log p(z) at one sample z ~ q: an unbiased, noisier KL, (N,)."""
    return log_normal(z, mu, logvar) - log_prior(z)


def elbo(recon: Tensor, kl: Tensor, beta: float = 1.0) -> Tensor:
    """-(recon + beta * kl), higher is better. A bound on log p(x) at beta = 1 only."""
    return -(recon + beta * kl)
