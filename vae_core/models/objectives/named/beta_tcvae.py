"""beta-TCVAE, and the three parts of a VAE's mean KL that it takes apart.

Chen et al. 2018, 'Isolating Sources of Disentanglement in Variational Autoencoders', arXiv
1802.04942, eq. 2: the mean of KL(q(z|x) || p(z)) over images is the mutual information of code and
image, plus the total correlation of the aggregate posterior q(z), plus the KL of each of its
dimensions from the prior. All in nats, (B,), one value a sample.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from vae_core.errors import ConfigError
from vae_core.models.objectives.batch import Batch
from vae_core.models.objectives.terms import log_normal, log_prior

_LOG_2PI = math.log(2.0 * math.pi)


class KLParts(NamedTuple):
    """index_code_mi: log q(z|x) - log q(z).  total_correlation: log q(z) - sum_j log q(z_j).
    dimension_wise_kl: sum_j log q(z_j) - log p(z). Their sum is log q(z|x) - log p(z)."""

    index_code_mi: Tensor
    total_correlation: Tensor
    dimension_wise_kl: Tensor


def beta_tcvae(batch: Batch) -> Tensor:
    """recon + KL + (beta - 1) * total correlation, (N,): of the KL only that part has the weight
    beta (eq. 4 with alpha = gamma = 1). At beta = 1 it is the ELBO."""
    sample = batch.sample()
    assert sample.logvar is not None
    parts = kl_parts(sample.z, sample.mu, sample.logvar)
    return sample.recon + sample.kl + (batch.beta - 1.0) * parts.total_correlation


def kl_parts(z: Tensor, mu: Tensor, logvar: Tensor) -> KLParts:
    """The parts at one sample z ~ q(z|x) of each image of a batch; all arguments are (B, D).

    q(z) and q(z_j) are estimated by minibatch-weighted sampling (eq. S5), from the same batch:
    log q(z) = log sum_b q(z|x_b) - log B. The paper also divides by the number N of all images.
    That is a constant, (D - 1) log N in the total correlation, which no gradient sees; without it
    the estimate is exact where the batch is the whole dataset.
    Raises ConfigError on a batch of one image, whose q(z) would be its own q(z|x).
    """
    if len(z) < 2:
        raise ConfigError("The total correlation needs batches of at least two images, not of one.")
    apart = z[:, None] - mu
    each = -0.5 * (apart.square() * torch.exp(-logvar) + logvar + _LOG_2PI)
    size = math.log(len(z))
    log_q_z = torch.logsumexp(each.sum(2), 1) - size
    log_q_zj = (torch.logsumexp(each, 1) - size).sum(1)
    return KLParts(log_normal(z, mu, logvar) - log_q_z, log_q_z - log_q_zj, log_q_zj - log_prior(z))
