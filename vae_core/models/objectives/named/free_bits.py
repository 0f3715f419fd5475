"""Free bits: a latent dimension's KL costs nothing below a floor."""

from __future__ import annotations

from torch import Tensor

from vae_core.models.objectives.batch import Batch
from vae_core.models.objectives.terms import kl_per_dim


def free_bits(batch: Batch, *, nats: float) -> Tensor:
    """recon + beta * sum over dimensions of max(nats, mean KL of the dimension), (N,).

    Kingma et al. 2016, eq. 16, with every dimension a group of its own. The mean is over the batch,
    so an image may use more of a dimension where others use less.
    """
    sample = batch.sample()
    assert sample.logvar is not None
    per_dim = kl_per_dim(sample.mu, sample.logvar).mean(0)
    return sample.recon + batch.beta * per_dim.clamp(min=nats).sum()
