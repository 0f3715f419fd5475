"""Layers that bring values to a mean and a spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from vae_core.errors import ConfigError
from vae_core.models.layers.fields import Epsilon, Shape, check_layer


@dataclass(frozen=True)
class BatchNorm:
    """(n,) or (C, H, W), unchanged: each unit or channel by its mean and variance in the batch.

    y = weight (x - mean) / sqrt(var + eps) + bias (Ioffe & Szegedy 2015). Out of training, and so
    in the browser, mean and variance are running averages over the batches of the training.
    momentum: share of the newest batch in them.
    """

    eps: Epsilon = 1e-5
    momentum: Annotated[float, Meta(gt=0, le=1)] = 0.1

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        if len(shape) not in (1, 3):
            raise ConfigError(
                "A batch_norm layer needs an input of shape (units,) or (channels, height, width), "
                f"not {shape}."
            )
        return shape


@dataclass(frozen=True)
class LayerNorm:
    """Any shape, unchanged: y = weight (x - mean) / sqrt(var + eps) + bias (Ba et al. 2016).

    Mean and variance are those of all values of one image; each value has a weight and a bias.
    """

    eps: Epsilon = 1e-5

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        return shape
