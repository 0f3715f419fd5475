"""Layers that are not the same for every batch: dropout draws, batch normalisation compares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from vae_core.errors import ConfigError
from vae_core.models.networks.autoencoders import Autoencoder

# So that the draws of one training's steps are not those of the next seed's.
_SEEDS_APART = 1_000_003


def has_dropout(model: Autoencoder) -> bool:
    """True where layers of a model draw random numbers while they are trained."""
    return any(isinstance(part, _DropoutNd) for part in model.modules())


def differs_in_training(model: Autoencoder) -> bool:
    """True where a model in training mode does something else than in evaluation mode."""
    return model.config.own is not None or any(
        isinstance(part, _DropoutNd | _BatchNorm) for part in model.modules()
    )


@contextmanager
def layers_seeded(seed: int, step: int, device: torch.device) -> Iterator[None]:
    """Make what layers draw themselves (dropout) depend on seed and step, and on nothing else.

    They draw from torch's global state, which is as it was before afterwards.
    """
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed + _SEEDS_APART * (step + 1))
        yield


def check_batches(model: Autoencoder, images: int, batch_size: int) -> None:
    """Raise ConfigError where batch normalisation would meet a batch of one image."""
    normalised = any(isinstance(part, _BatchNorm) for part in model.modules())
    if normalised and 1 in (batch_size, images % batch_size, images):
        raise ConfigError(
            f"Batch normalisation needs at least two images in a batch; of {images:,} images in "
            f"batches of {batch_size:,} the last has one. Choose another batch size."
        )
