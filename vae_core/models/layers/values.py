"""Layers that do not ask where in an image a value stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from vae_core.errors import ConfigError
from vae_core.models.layers.fields import Activation, Factor, Function, Shape, Size, check_layer


@dataclass(frozen=True)
class Dense:
    """(n,) -> (units,). An input with more axes is flattened first.

    spread: 0 starts with PyTorch's own initial weights. Above 0, weights start as N(0, spread^2)
        and biases as U(-3 spread, 3 spread): random features of high frequency, so that the output
        of a decoder can change within a small step of z (after Rahimi & Recht 2007).
    gated: each unit is multiplied, before its activation, by a gate that depends on the weight of
        the KL term (`weights.gates`), in a VAE of every beta.
    """

    units: Size
    activation: Activation = "silu"
    spread: Annotated[float, Meta(ge=0, le=100)] = 0.0
    gated: bool = False

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        return (self.units,)


@dataclass(frozen=True)
class Reshape:
    """Any shape -> `shape`, the same number of values."""

    shape: Annotated[tuple[Size, ...], Meta(min_length=1, max_length=8)]

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        if math.prod(shape) != math.prod(self.shape):
            raise ConfigError(f"A reshape cannot turn {shape} into {self.shape}.")
        return self.shape


@dataclass(frozen=True)
class Affine:
    """Any shape, unchanged: y = scale * x + shift. It has no weights.

    Affine(2, -1) takes pixels from [0, 1] to [-1, 1]. Affine(2) behind a decoder makes its output u
    the logits of (tanh(u) + 1) / 2, since sigmoid(2u) = (tanh(u) + 1) / 2.
    """

    scale: Factor = 1.0
    shift: Factor = 0.0

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        return shape


@dataclass(frozen=True)
class Activate:
    """Any shape, unchanged: an activation alone, such as the one behind a normalisation.

    Dense and convolutional layers have an activation of their own.
    """

    function: Function

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        return shape


@dataclass(frozen=True)
class Softmax:
    """(n,) -> (n,), shares of 1: exp(y) over the sum of all exp(y)."""

    def output(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ConfigError(f"A softmax is of values in a row, not of shape {shape}.")
        return shape


@dataclass(frozen=True)
class Dropout:
    """Any shape, unchanged: in training, each value is 0 with probability p, else divided by 1 - p.

    Out of training, and so in the browser, it changes nothing (Srivastava et al. 2014).
    """

    p: Annotated[float, Meta(ge=0, lt=1)] = 0.5

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        return shape
