"""Gaussian pixels with one variance, which is always the best one for the batch."""

from __future__ import annotations

import math

from torch import Tensor

from vae_core.models.objectives.batch import Batch

_LEAST = 1e-6  # Of the variance, below one grey level in 255


def gaussian(batch: Batch) -> Tensor:
    """-log N(x; x_hat, s^2 I) + beta * KL, (N,), in nats, with s^2 the mean squared error a pixel.

    Rybkin et al. 2021 (optimal sigma-VAE), eq. 8: s^2 is the one that maximises the likelihood of
    the batch, so the weight of the squared error against the KL is 1 / (2 s^2), not a guess. It is
    held while gradients are taken: they are the same, since the likelihood is flat in s there.
    """
    sample = batch.sample()  # recon: squared error, summed over pixels
    pixels = batch.x[0].numel()
    variance = (sample.recon.detach().mean() / pixels).clamp(min=_LEAST)
    spread = 0.5 * pixels * (math.log(2.0 * math.pi) + variance.log())
    return spread + sample.recon / (2.0 * variance) + batch.beta * sample.kl
