"""The layers that networks are described with, and their shapes. No torch.

The same description builds the PyTorch network (`networks.py`) and the browser's
(`runs/browser_export.py`), and can be checked and drawn without either.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Literal

from msgspec import Meta

from vae_core.errors import ConfigError
from vae_core.models.checks import check_fields, named_fields

MAX_UNITS = 16_384
Activation = Literal["none", "relu", "silu", "tanh", "sigmoid"]
# At least one, or none at all too: units, channels, or pixels along an edge.
Size = Annotated[int, Meta(ge=1, le=MAX_UNITS)]
Margin = Annotated[int, Meta(ge=0, le=MAX_UNITS)]
Factor = Annotated[float, Meta(ge=-1e6, le=1e6)]

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Dense:
    """(n,) -> (units,). An input with more axes is flattened first.

    spread: 0 starts with PyTorch's own initial weights. Above 0, weights start as N(0, spread^2)
        and biases as U(-3 spread, 3 spread): random features of high frequency, so that the output
        of a decoder can change within a small step of z (after Rahimi & Recht 2007).
    gated: each unit is multiplied, before its activation, by a gate that depends on the weight of
        the KL term (`gates.py`), in a VAE of every beta.
    """

    units: Size
    activation: Activation = "silu"
    spread: Annotated[float, Meta(ge=0, le=100)] = 0.0
    gated: bool = False

    def __post_init__(self) -> None:
        _check_layer(self)

    def output(self, shape: Shape) -> Shape:
        return (self.units,)


@dataclass(frozen=True)
class Conv:
    """(C, H, W) -> (channels, H', W'), square kernel."""

    channels: Size
    kernel: Size = 3
    stride: Size = 1
    padding: Margin = 0
    activation: Activation = "relu"

    def __post_init__(self) -> None:
        _check_layer(self)

    def output(self, shape: Shape) -> Shape:
        _, h, w = _image(self, shape)
        return (self.channels, *(_down(self, size) for size in (h, w)))


@dataclass(frozen=True)
class ConvTranspose:
    """(C, H, W) -> (channels, H', W'), square kernel; inverts the change of shape of a Conv."""

    channels: Size
    kernel: Size = 3
    stride: Size = 1
    padding: Margin = 0
    output_padding: Margin = 0
    activation: Activation = "relu"

    def __post_init__(self) -> None:
        _check_layer(self)

    def output(self, shape: Shape) -> Shape:
        _, h, w = _image(self, shape)
        return (
            self.channels,
            *(
                _at_least_one(
                    self,
                    (s - 1) * self.stride - 2 * self.padding + self.kernel + self.output_padding,
                )
                for s in (h, w)
            ),
        )


@dataclass(frozen=True)
class MaxPool:
    """(C, H, W) -> (C, H', W')."""

    kernel: Size = 2
    stride: Size = 2
    padding: Margin = 0

    def __post_init__(self) -> None:
        _check_layer(self)

    def output(self, shape: Shape) -> Shape:
        c, h, w = _image(self, shape)
        return (c, *(_down(self, size) for size in (h, w)))


@dataclass(frozen=True)
class Reshape:
    """Any shape -> `shape`, the same number of values."""

    shape: Annotated[tuple[Size, ...], Meta(min_length=1, max_length=8)]

    def __post_init__(self) -> None:
        _check_layer(self)

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
        _check_layer(self)

    def output(self, shape: Shape) -> Shape:
        return shape


Layer = Dense | Conv | ConvTranspose | MaxPool | Reshape | Affine

_TYPES: dict[str, type[Layer]] = {
    "dense": Dense,
    "conv": Conv,
    "conv_transpose": ConvTranspose,
    "max_pool": MaxPool,
    "reshape": Reshape,
    "affine": Affine,
}
_NAMES = {cls: name for name, cls in _TYPES.items()}


def layer_type(layer: Layer) -> str:
    """The name of a layer's type in JSON and in the browser: "dense", "conv", ..."""
    return _NAMES[type(layer)]


def layer_to_dict(layer: Layer) -> dict[str, Any]:
    """The layer's fields and its "type" as plain values, ready for JSON."""
    values = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(layer).items()}
    return {"type": layer_type(layer), **values}


def layer_from_dict(values: Any) -> Layer:
    """The inverse of `layer_to_dict`. Raises ConfigError on an unknown type or field."""
    kind = values.get("type") if isinstance(values, Mapping) else None
    cls = _TYPES.get(kind) if isinstance(kind, str) else None
    if cls is None:
        what = reprlib.repr(values)
        raise ConfigError(f"A layer needs a type out of {', '.join(_TYPES)}, not {what}.")
    return cls(
        **named_fields(cls, {name: value for name, value in values.items() if name != "type"})
    )


def shapes(layers: Iterable[Layer], start: Shape) -> list[Shape]:
    """The output shape of each layer, without the batch axis.

    Raises ConfigError where a layer does not fit the shape before it.
    """
    result = []
    for layer in layers:
        start = layer.output(start)
        result.append(start)
    return result


def ungated(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """The layers without their gates, as they are once those are folded into the weights."""
    return tuple(replace(part, gated=False) if isinstance(part, Dense) else part for part in layers)


def _check_layer(layer: Layer) -> None:
    """Raise ConfigError unless the fields of a layer are of their types."""
    name = type(layer).__name__
    check_fields(layer, f" of {'an' if name[0] in 'AEIOU' else 'a'} {name} layer")


def _image(layer: Layer, shape: Shape) -> Shape:
    if len(shape) != 3:
        raise ConfigError(
            f"A {layer_type(layer)} layer needs an input of shape (channels, height, width), "
            f"not {shape}."
        )
    return shape


def _down(layer: Conv | MaxPool, size: int) -> int:
    return _at_least_one(layer, (size + 2 * layer.padding - layer.kernel) // layer.stride + 1)


def _at_least_one(layer: Layer, size: int) -> int:
    if size < 1:
        raise ConfigError(f"A {layer_type(layer)} layer would leave no pixels: {layer}.")
    return size
