"""Layers over images of shape (channels, height, width)."""

from __future__ import annotations

from dataclasses import dataclass

from vae_core.models.layers.fields import (
    Activation,
    Margin,
    Shape,
    Size,
    at_least_one,
    check_layer,
    image_shape,
)


@dataclass(frozen=True)
class Conv:
    """(C, H, W) -> (channels, H', W'), square kernel.

    extra_padding: zeros behind the image, at its right and bottom, besides those of `padding`.
    """

    channels: Size
    kernel: Size = 3
    stride: Size = 1
    padding: Margin = 0
    activation: Activation = "relu"
    extra_padding: Margin = 0

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        _, h, w = image_shape("conv", shape)
        more = self.extra_padding
        return (self.channels, *(_down("conv", self, size + more) for size in (h, w)))


@dataclass(frozen=True)
class ConvTranspose:
    """(C, H, W) -> (channels, H', W'), square kernel; inverts the change of shape of a Conv.

    extra_padding: of that Conv: so many more pixels are cut off at the right and the bottom.
    """

    channels: Size
    kernel: Size = 3
    stride: Size = 1
    padding: Margin = 0
    output_padding: Margin = 0
    activation: Activation = "relu"
    extra_padding: Margin = 0

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        _, h, w = image_shape("conv_transpose", shape)
        return (self.channels, *(self._up(size) for size in (h, w)))

    def _up(self, size: int) -> int:
        wider = (size - 1) * self.stride - 2 * self.padding + self.kernel + self.output_padding
        return at_least_one("conv_transpose", self, wider - self.extra_padding)


@dataclass(frozen=True)
class MaxPool:
    """(C, H, W) -> (C, H', W')."""

    kernel: Size = 2
    stride: Size = 2
    padding: Margin = 0

    def __post_init__(self) -> None:
        check_layer(self)

    def output(self, shape: Shape) -> Shape:
        c, h, w = image_shape("max_pool", shape)
        return (c, *(_down("max_pool", self, size) for size in (h, w)))


def _down(kind: str, layer: Conv | MaxPool, size: int) -> int:
    return at_least_one(kind, layer, (size + 2 * layer.padding - layer.kernel) // layer.stride + 1)
