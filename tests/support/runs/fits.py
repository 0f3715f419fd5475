"""Trainings with other settings, and whether two ended the same."""

from dataclasses import replace

import torch

from vae_core.models.config import RunConfig
from vae_core.training.loop.result import FitResult


def with_training(config: RunConfig, **changes: object) -> RunConfig:
    """The configuration with other settings of its training."""
    return replace(config, training=replace(config.training, **changes))


def same_weights(one: FitResult, other: FitResult) -> bool:
    """True if the models of both have the same weights, bit for bit."""
    pairs = zip(one.model.state_dict().values(), other.model.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)
