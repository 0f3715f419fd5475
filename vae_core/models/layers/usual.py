"""Layers of the usual networks, dense and convolutional, for images of any shape."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape
from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Affine, Conv, ConvTranspose, Dense, Layer, Reshape

_HALVES: dict[str, Any] = {"kernel": 4, "stride": 2, "padding": 1}
_KEEPS: dict[str, Any] = {"kernel": 3, "stride": 1, "padding": 1}
_LEAST_SIDE = 4
_CHANNELS = (16, 32, 64, 64)
# Of one convolution that halves nothing: all its pixels come out of a dense layer.
_FEW_CHANNELS = (4,)


def dense_encoder(
    *units: int, shape: ImageShape = IMAGE_SHAPE, gated: bool = False
) -> tuple[Layer, ...]:
    """Dense layers of these units with SiLU, from the flattened image."""
    return tuple(Dense(n, gated=gated) for n in units)


def dense_decoder(
    *units: int, shape: ImageShape = IMAGE_SHAPE, gated: bool = False
) -> tuple[Layer, ...]:
    """Dense layers of these units with SiLU, and one that gives the logits of an image."""
    last = Dense(math.prod(shape), "none", gated=gated)
    return (*(Dense(n, gated=gated) for n in units), last, Reshape(shape))


def conv_encoder(
    *channels: int, shape: ImageShape = IMAGE_SHAPE, dense: int = 256
) -> tuple[Layer, ...]:
    """Convolutions with SiLU that halve both sides while they can be, and `dense` units."""
    steps = _steps(shape, len(channels))
    convolutions = (
        Conv(n, **how, activation="silu") for n, how in zip(channels, steps, strict=True)
    )
    return (*convolutions, Dense(dense))


def conv_decoder(
    *channels: int, shape: ImageShape = IMAGE_SHAPE, dense: int = 256
) -> tuple[Layer, ...]:
    """Dense layers, and transposed convolutions with SiLU that undo `conv_encoder`.

    channels: those of the encoder in reverse. dense: units of the first layer. The last layer gives
    the logits of an image.
    """
    steps = _steps(shape, len(channels))
    factor = 2 ** steps.count(_HALVES)
    first, start = channels[0], (shape[1] // factor, shape[2] // factor)
    return (
        Dense(dense),
        Dense(first * math.prod(start)),
        Reshape((first, *start)),
        *(
            ConvTranspose(n, **how, activation="silu")
            for n, how in zip(channels[1:], reversed(steps[1:]), strict=True)
        ),
        ConvTranspose(shape[0], **steps[0], activation="none"),
    )


def conv_channels(shape: ImageShape) -> tuple[int, ...]:
    """The usual channels of an encoder's convolutions: one for each time an image can be halved."""
    return _CHANNELS[: _halvings(shape)] or _FEW_CHANNELS


def resized(model: ModelConfig, shape: ImageShape) -> ModelConfig:
    """The same model for images of another shape: its last layers end in that shape.

    A dense decoder gets another last layer, one of transposed convolutions another first map and
    last channels. Raises ConfigError where the layers cannot be fitted.
    """
    if shape == model.image_shape:
        return model
    layers = list(model.decoder)
    try:
        if any(isinstance(layer, ConvTranspose) for layer in layers):
            _resize_convolutions(layers, model.image_shape, shape)
        else:
            _resize_dense(layers, model.image_shape, shape)
        return replace(model, decoder=tuple(layers), image_shape=shape)
    except (ConfigError, ValueError):
        raise ConfigError(
            f"The layers of this model are made for images of shape {model.image_shape} and cannot "
            f"be fitted to {shape}."
        ) from None


def _resize_dense(layers: list[Layer], old: ImageShape, new: ImageShape) -> None:
    """Give the last dense layer as many units as an image of the new shape has values."""
    at = max(i for i, layer in enumerate(layers) if isinstance(layer, Dense))
    last = layers[at]
    assert isinstance(last, Dense)
    layers[at] = replace(last, units=math.prod(new))
    layers[at + 1 :] = [Reshape(new) if part == Reshape(old) else part for part in layers[at + 1 :]]


def _resize_convolutions(layers: list[Layer], old: ImageShape, new: ImageShape) -> None:
    """Give the first map of a decoder the new proportions, and its last layer the new channels."""
    first = next(i for i, layer in enumerate(layers) if isinstance(layer, Reshape))
    reshape, dense = layers[first], layers[first - 1]
    if first == 0 or not isinstance(reshape, Reshape) or not isinstance(dense, Dense):
        raise ConfigError("There is no dense layer before the first map.")
    channels, height, width = reshape.shape
    parts = zip(new[1:], (height, width), old[1:], strict=True)
    sides = [side * part / whole for side, part, whole in parts]
    if not all(side.is_integer() for side in sides):
        raise ConfigError("The sides cannot be divided.")
    start = (channels, *map(int, sides))
    layers[first - 1 : first + 1] = [replace(dense, units=math.prod(start)), Reshape(start)]
    at = max(i for i, layer in enumerate(layers) if not isinstance(layer, Affine))
    last = layers[at]
    if not isinstance(last, (Conv, ConvTranspose)):
        raise ConfigError("The decoder does not end in a convolution.")
    layers[at] = replace(last, channels=new[0])


def _halvings(shape: ImageShape) -> int:
    """How often both sides can be halved without a remainder and to no less than 4 pixels."""
    _, height, width = shape
    count = 0
    while height % 2 == width % 2 == 0 and min(height, width) // 2 >= _LEAST_SIDE:
        height, width, count = height // 2, width // 2, count + 1
    return count


def _steps(shape: ImageShape, layers: int) -> list[dict[str, Any]]:
    """How each convolution of an encoder steps: the first ones halve, while that can be done."""
    halving = min(layers, _halvings(shape))
    return [_HALVES] * halving + [_KEEPS] * (layers - halving)
