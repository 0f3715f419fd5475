"""The maximum mean discrepancy of a batch of codes from the prior, in place of the KL."""

from __future__ import annotations

import torch
from torch import Tensor

from vae_core.models.objectives.batch import Batch


def mmd(batch: Batch, *, weight: float) -> Tensor:
    """recon + weight * MMD^2 of the batch's codes and as many draws from N(0, I), (N,).

    Zhao et al. 2019 (InfoVAE), eq. 6 with alpha = 1: no KL of single images is left. The MMD is one
    number of a batch, added to each image. beta has no part in it.
    """
    sample = batch.sample()
    return sample.recon + weight * squared_mmd(sample.z, batch.noise(sample.z))


def squared_mmd(a: Tensor, b: Tensor) -> Tensor:
    """Unbiased MMD^2 of two sets of codes, (N, D) each, under an inverse multiquadratic kernel, ().

    k(x, y) = C / (C + |x - y|^2) with C = 2 D, the mean squared distance of two draws from N(0, I)
    (Tolstikhin et al. 2018, sec. 4; Gretton et al. 2012, eq. 3). N must be at least 2.
    """
    n, scale = len(a), 2.0 * a.shape[1]

    def kernel(x: Tensor, y: Tensor) -> Tensor:
        return scale / (scale + torch.cdist(x, y).square())

    within = kernel(a, a).sum() + kernel(b, b).sum() - 2.0 * n  # k(x, x) = 1
    return within / (n * (n - 1)) - 2.0 * kernel(a, b).mean()
