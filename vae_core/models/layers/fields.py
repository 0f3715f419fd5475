"""What the fields of layers may be, and the checks that layers share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from vae_core.errors import ConfigError
from vae_core.models.checks import check_fields

MAX_UNITS = 16_384
# "gelu" is x Phi(x), Phi the normal distribution function (Hendrycks & Gimpel 2016), as it is in
# PyTorch by default: no approximation by tanh.
Function = Literal["relu", "silu", "gelu", "tanh", "sigmoid"]
Activation = Literal["none", "relu", "silu", "gelu", "tanh", "sigmoid"]
# At least one, or none at all too: units, channels, or pixels along an edge.
Size = Annotated[int, Meta(ge=1, le=MAX_UNITS)]
Margin = Annotated[int, Meta(ge=0, le=MAX_UNITS)]
Factor = Annotated[float, Meta(ge=-1e6, le=1e6)]
# What is added to a variance before it is divided by.
Epsilon = Annotated[float, Meta(gt=0, le=1)]

Shape = tuple[int, ...]


def check_layer(layer: Any) -> None:
    """Raise ConfigError unless the fields of a layer are of their types."""
    name = type(layer).__name__
    check_fields(layer, f" of {'an' if name[0] in 'AEIOU' else 'a'} {name} layer")


def image_shape(kind: str, shape: Shape) -> Shape:
    """`shape` itself if it is (channels, height, width), which a layer of this type needs.

    Raises ConfigError.
    """
    if len(shape) != 3:
        raise ConfigError(
            f"A {kind} layer needs an input of shape (channels, height, width), not {shape}."
        )
    return shape


def at_least_one(kind: str, layer: Any, size: int) -> int:
    """The pixels along an edge behind a layer. Raises ConfigError where none would be left."""
    if size < 1:
        raise ConfigError(f"A {kind} layer would leave no pixels: {layer}.")
    return size
