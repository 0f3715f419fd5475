"""Decoded images, and how the recogniser of their dataset classifies them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vae_core.errors import ConfigError
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from torch import Tensor

    from vae_core.models.networks.autoencoders import Autoencoder

# An image counts as recognised from this probability of its likeliest class on.
MIN_CERTAINTY = 0.9
ROWS_AT_ONCE = 250  # their activations stay in the cache of the processor


class Decoder(Protocol):
    """Anything with `decode`: (N, D) -> x_logits, (N, C, H, W)."""

    def decode(self, z: Tensor, /) -> Tensor: ...


@dataclass(frozen=True)
class Classification:
    """features: float32, (N, F).  probabilities: float64, (N, classes), rows that sum to 1."""

    features: np.ndarray
    probabilities: np.ndarray


def classify(recogniser: Autoencoder, images: np.ndarray) -> Classification:
    """The recogniser's features and class probabilities of images, float32, (N, C, H, W)."""
    import torch

    # Channels last is more than twice as fast. On a copy, as others may be using this model.
    recogniser = copy.deepcopy(recogniser)
    recogniser.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # its stubs
    with torch.no_grad():
        parts = torch.from_numpy(images).split(ROWS_AT_ONCE)
        features = torch.cat([recogniser.encode(x) for x in parts])
        probabilities = recogniser.decode(features).double().softmax(1)
    return Classification(features.numpy(), probabilities.numpy())


def decode_mean(model: Decoder, z: np.ndarray) -> np.ndarray:
    """Mean of each pixel that a model decodes from z, float32, (N, D): (N, C, H, W) in [0, 1]."""
    import torch

    with torch.no_grad():
        parts = [model.decode(rows).sigmoid() for rows in torch.from_numpy(z).split(ROWS_AT_ONCE)]
    return torch.cat(parts).numpy()


def recognised_share(probabilities: np.ndarray, certainty: float = MIN_CERTAINTY) -> float:
    """Share of the images, (N, classes), whose likeliest class has at least this probability."""
    return float((probabilities.max(1) >= certainty).mean())


def check_recogniser(recogniser_run: Run, run: Run) -> None:
    """Raise ConfigError unless `recogniser_run` is a recogniser of the dataset of `run`."""
    if recogniser_run.config.model.kind != "recogniser" or recogniser_run.dataset != run.dataset:
        raise ConfigError(f"{recogniser_run.id} is no recogniser for {run.id}.")
