"""The importance-weighted bound with a few samples, as an objective."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from vae_core.models.objectives import terms
from vae_core.models.objectives.batch import Batch


def iwae(batch: Batch, *, samples: int) -> Tensor:
    """-log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), (N,), with K codes drawn for each image.

    Burda et al. 2016, eq. 8, in nats. beta weighs log p(z) - log q(z|x); at beta 1 it is the bound.
    With one sample it is the Monte-Carlo ELBO.
    """
    log_weights = []
    for _ in range(samples):
        sample = batch.sample()
        assert sample.logvar is not None
        kl = terms.kl_monte_carlo(sample.z, sample.mu, sample.logvar)
        log_weights.append(terms.elbo(sample.recon, kl, batch.beta))
    return math.log(samples) - torch.logsumexp(torch.stack(log_weights), 0)
