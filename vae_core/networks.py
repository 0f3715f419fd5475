"""Turns layer descriptions into PyTorch modules."""

from __future__ import annotations

import math
from collections.abc import Iterable

from torch import Tensor, nn

from vae_core.layers import (
    Affine,
    Conv,
    ConvTranspose,
    Dense,
    Layer,
    MaxPool,
    Reshape,
    Shape,
    shapes,
)

_ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def build(layers: Iterable[Layer], start: Shape) -> tuple[nn.Sequential, Shape]:
    """A network for inputs of shape (N, *start), and the shape it ends in without N.

    Raises ConfigError where a layer does not fit the shape before it.
    """
    layers = tuple(layers)
    modules: list[nn.Module] = []
    shape = start
    for layer, after in zip(layers, shapes(layers, start), strict=True):
        modules += _modules(layer, shape)
        shape = after
    return nn.Sequential(*modules), shape


def glorot(module: nn.Module) -> None:
    """Start a layer's weights as Keras does; for `nn.Module.apply`."""
    if isinstance(module, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


def _modules(layer: Layer, shape: Shape) -> list[nn.Module]:
    match layer:
        case Dense():
            flatten = [nn.Flatten()] if len(shape) > 1 else []
            linear = nn.Linear(math.prod(shape), layer.units)
            if layer.spread:
                nn.init.normal_(linear.weight, std=layer.spread)
                nn.init.uniform_(linear.bias, -3 * layer.spread, 3 * layer.spread)
            return [*flatten, linear, *_activation(layer.activation)]
        case Conv():
            conv = nn.Conv2d(shape[0], layer.channels, layer.kernel, layer.stride, layer.padding)
            return [conv, *_activation(layer.activation)]
        case ConvTranspose():
            conv = nn.ConvTranspose2d(
                shape[0],
                layer.channels,
                layer.kernel,
                layer.stride,
                layer.padding,
                layer.output_padding,
            )
            return [conv, *_activation(layer.activation)]
        case MaxPool():
            return [nn.MaxPool2d(layer.kernel, layer.stride, layer.padding)]
        case Reshape():
            return [nn.Unflatten(1, layer.shape) if len(shape) == 1 else _Reshape(layer.shape)]
        case Affine():
            return [_Affine(layer.scale, layer.shift)]


def _activation(name: str) -> list[nn.Module]:
    return [] if name == "none" else [_ACTIVATIONS[name]()]


class _Reshape(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(len(x), *self.shape)


class _Affine(nn.Module):
    def __init__(self, scale: float, shift: float) -> None:
        super().__init__()
        self.scale, self.shift = scale, shift

    def forward(self, x: Tensor) -> Tensor:
        return self.scale * x + self.shift
