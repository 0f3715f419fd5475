"""Capacity annealing: the KL is drawn to a target that rises."""

from __future__ import annotations

from torch import Tensor

from vae_core.models.objectives.batch import Batch


def capacity(batch: Batch, *, nats: float, rise: float) -> Tensor:
    """recon + beta * |KL - C|, (N,); C rises from 0 to `nats` over the share `rise` of a training.

    Burgess et al. 2018, eq. 8, whose gamma is beta here: it has to be large (they use 1,000).
    """
    sample = batch.sample()
    target = nats * min(1.0, batch.progress / rise)
    return sample.recon + batch.beta * (sample.kl - target).abs()
