"""The importance-weighted bound on log p(x) of a model."""

from __future__ import annotations

import math
from typing import Protocol

import torch
from torch import Tensor

from vae_core.models.objectives.terms import elbo, kl_monte_carlo, recon_bce, reparameterize


class GaussianModel(Protocol):
    """What `iwae_bound` needs of a model: a Gaussian posterior and a decoder."""

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]: ...

    def decode(self, z: Tensor) -> Tensor: ...


def iwae_bound(
    model: GaussianModel,
    x: Tensor,
    n_samples: int,
    generator: torch.Generator | None = None,
    max_rows: int = 2_000,
) -> Tensor:
    """The importance-weighted bound on log p(x), (N,). It tightens as n_samples grows.

    log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), Burda et al. 2016, eq. 8. x: (N, ...).
    At most `max_rows` images are decoded at once. Raises ValueError where n_samples is below 1.
    """
    if n_samples < 1:
        raise ValueError(f"n_samples must be at least 1, not {n_samples}.")
    mu, logvar = model.encode(x)
    total = torch.full((len(x),), -math.inf, device=x.device)
    chunk = max(1, max_rows // max(1, len(x)))
    for start in range(0, n_samples, chunk):
        k = min(chunk, n_samples - start)
        mu_k, logvar_k = mu.repeat(k, 1), logvar.repeat(k, 1)
        z = reparameterize(mu_k, logvar_k, generator)
        log_w = elbo(
            recon_bce(model.decode(z), x.repeat(k, *(1 for _ in x.shape[1:]))),
            kl_monte_carlo(z, mu_k, logvar_k),
        ).view(k, len(x))
        total = torch.logaddexp(total, torch.logsumexp(log_w, 0))
    return total - math.log(n_samples)
