"""Builds PyTorch modules from descriptions of layers."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from vae_core.models.layers import (
    Activate,
    Affine,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Layer,
    LayerNorm,
    MaxPool,
    Reshape,
    Residual,
    Shape,
    Softmax,
    shapes,
)

_ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "silu": nn.SiLU,
    "gelu": nn.GELU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


class GatedLinear(nn.Linear):
    """A linear layer whose units are multiplied by gates that depend on beta.

    slope, shift: (units,), see `weights.gates`; they start at 0, where every gate is 1.
    """

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__(inputs, units)
        self.slope = nn.Parameter(torch.zeros(units))
        self.shift = nn.Parameter(torch.zeros(units))

    def forward(self, x: Tensor, log_beta: Tensor) -> Tensor:  # type: ignore[override]
        """x: (N, inputs).  log_beta: (N, 1) or (1, 1). Returns (N, units)."""
        return super().forward(x) * (2.0 * torch.sigmoid(log_beta * self.slope + self.shift))


class Sequential(nn.Sequential):
    """`nn.Sequential` that passes log beta to the layers that have gates."""

    def forward(self, x: Tensor, log_beta: Tensor) -> Tensor:  # type: ignore[override]
        for module in self:
            x = module(x, log_beta) if isinstance(module, GatedLinear) else module(x)
        return x


def build(layers: Iterable[Layer], start: Shape) -> tuple[nn.Sequential, Shape]:
    """(the network of `layers` for inputs of shape (N, *start), its output shape without N).

    With gated layers it is a `Sequential`, which takes log beta too.
    Raises ConfigError where a layer does not fit the shape before it.
    """
    layers = tuple(layers)
    modules: list[nn.Module] = []
    shape = start
    for layer, after in zip(layers, shapes(layers, start), strict=True):
        modules += _modules(layer, shape)
        shape = after
    gated = any(isinstance(module, GatedLinear) for module in modules)
    return (Sequential if gated else nn.Sequential)(*modules), shape


def glorot(module: nn.Module) -> None:
    """Initialise a layer's weights as Keras does; for `nn.Module.apply`."""
    if isinstance(module, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.xavier_uniform_(module.weight)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def _modules(layer: Layer, shape: Shape) -> list[nn.Module]:
    match layer:
        case Dense():
            flatten = [nn.Flatten()] if len(shape) > 1 else []
            linear = (GatedLinear if layer.gated else nn.Linear)(math.prod(shape), layer.units)
            if layer.spread:
                nn.init.normal_(linear.weight, std=layer.spread)
                nn.init.uniform_(linear.bias, -3 * layer.spread, 3 * layer.spread)
            return [*flatten, linear, *_activation(layer.activation)]
        case Conv():
            sizes = (shape[0], layer.channels, layer.kernel, layer.stride, layer.padding)
            more = layer.extra_padding
            conv = UnevenConv2d(*sizes, extra_padding=more) if more else nn.Conv2d(*sizes)
            return [conv, *_activation(layer.activation)]
        case ConvTranspose():
            plain = (shape[0], layer.channels, layer.kernel, layer.stride, layer.padding)
            every, more = (*plain, layer.output_padding), layer.extra_padding
            transposed = (
                UnevenConvTranspose2d(*every, extra_padding=more)
                if more
                else nn.ConvTranspose2d(*every)
            )
            return [transposed, *_activation(layer.activation)]
        case MaxPool():
            return [nn.MaxPool2d(layer.kernel, layer.stride, layer.padding)]
        case Reshape():
            return [nn.Unflatten(1, layer.shape) if len(shape) == 1 else _Reshape(layer.shape)]
        case Affine():
            return [_Affine(layer.scale, layer.shift)]
        case Activate():
            return _activation(layer.function)
        case BatchNorm():
            batch_norm = nn.BatchNorm1d if len(shape) == 1 else nn.BatchNorm2d
            return [batch_norm(shape[0], layer.eps, layer.momentum)]
        case LayerNorm():
            return [nn.LayerNorm(shape, layer.eps)]
        case Dropout():
            return [nn.Dropout(layer.p)]
        case Softmax():
            return [nn.Softmax(dim=1)]
        case Residual():
            return [ResidualBlock(*build(layer.layers, shape)[0])]


def _activation(name: str) -> list[nn.Module]:
    return [] if name == "none" else [_ACTIVATIONS[name]()]


class ResidualBlock(nn.Sequential):
    """The input plus what the layers make of it."""

    def forward(self, x: Tensor) -> Tensor:
        inside: Tensor = super().forward(x)  # type: ignore[no-untyped-call]
        return x + inside


class UnevenConv2d(nn.Conv2d):
    """A convolution with more zeros behind an image, at its right and bottom, than before it."""

    def __init__(self, *sizes: int, extra_padding: int, **by_name: tuple[int, int]) -> None:
        super().__init__(*sizes, **by_name)  # type: ignore[arg-type]
        self.extra_padding = extra_padding

    def extra_repr(self) -> str:
        plain = super().extra_repr()  # type: ignore[no-untyped-call]
        return f"{plain}, extra_padding={self.extra_padding}"

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(nn.functional.pad(x, (0, self.extra_padding, 0, self.extra_padding)))


class UnevenConvTranspose2d(nn.ConvTranspose2d):
    """Inverts the change of shape of such a convolution: it cuts off more at right and bottom."""

    def __init__(self, *sizes: int, extra_padding: int, **by_name: tuple[int, int]) -> None:
        super().__init__(*sizes, **by_name)  # type: ignore[arg-type]
        self.extra_padding = extra_padding

    def extra_repr(self) -> str:
        plain = super().extra_repr()  # type: ignore[no-untyped-call]
        return f"{plain}, extra_padding={self.extra_padding}"

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        return super().forward(x)[..., : -self.extra_padding, : -self.extra_padding]


class _Reshape(nn.Module):
    """Another shape of each row."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.shape = shape

    def extra_repr(self) -> str:
        return f"shape={self.shape}"

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], *self.shape)


class _Affine(nn.Module):
    """y = scale * x + shift, without weights."""

    def __init__(self, scale: float, shift: float) -> None:
        super().__init__()
        self.scale, self.shift = scale, shift

    def extra_repr(self) -> str:
        return f"scale={self.scale}, shift={self.shift}"

    def forward(self, x: Tensor) -> Tensor:
        return self.scale * x + self.shift
