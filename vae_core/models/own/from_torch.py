"""Layers of PyTorch as descriptions of layers, where there is one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from torch import nn

from vae_core.models.layers import (
    Activate,
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
)
from vae_core.models.networks.build import ResidualBlock, UnevenConv2d, UnevenConvTranspose2d

_FUNCTIONS: dict[type[nn.Module], Any] = {
    nn.ReLU: "relu",
    nn.SiLU: "silu",
    nn.GELU: "gelu",
    nn.Tanh: "tanh",
    nn.Sigmoid: "sigmoid",
}
# No others: a class of one's own can do anything.
_CONVOLUTIONS = (nn.Conv2d, nn.ConvTranspose2d, UnevenConv2d, UnevenConvTranspose2d)


class UndescribedError(Exception):
    """A module has no description. The message is its place and its text, "3: Softplus(...)"."""


def described(network: nn.Module, start: Shape) -> tuple[Layer, ...]:
    """The layers of an `nn.Sequential` for inputs of shape (N, *start).

    Raises UndescribedError at the first module that has no description, ConfigError where a layer
    does not fit the shape before it.
    """
    if type(network) not in (nn.Sequential, ResidualBlock):
        raise UndescribedError(_text(network))
    layers: list[Layer] = []
    shape = start
    for name, module in _flat(network, ""):
        layer = _layer(name, module, shape)
        if layer is None:
            continue
        if isinstance(layer, Activate) and layers and _takes_activation(layers[-1]):
            layers[-1] = replace(layers[-1], activation=layer.function)  # type: ignore[arg-type]
        else:
            layers.append(layer)
        shape = layer.output(shape)
    return tuple(layers)


def _layer(name: str, module: nn.Module, shape: Shape) -> Layer | None:
    """The description of a module; None for one that changes nothing."""
    kind = type(module)
    if kind is nn.Identity:
        return None
    if isinstance(module, nn.Flatten) and (module.start_dim, module.end_dim) == (1, -1):
        return Reshape((math.prod(shape),)) if len(shape) > 1 else None
    if isinstance(module, nn.Unflatten) and module.dim == 1 and len(shape) == 1:
        return Reshape(tuple(module.unflattened_size))
    if kind in _FUNCTIONS and getattr(module, "approximate", "none") == "none":
        return Activate(_FUNCTIONS[kind])
    if isinstance(module, nn.Softmax) and module.dim in (1, -1) and len(shape) == 1:
        return Softmax()
    if kind is nn.Dropout:
        return Dropout(module.p)  # type: ignore[arg-type]
    if kind is ResidualBlock:
        return Residual(described(module, shape))
    layer = _weighted(module, shape)
    if layer is None:
        raise UndescribedError(f"{name}: {_text(module)}")
    return layer


def _weighted(module: nn.Module, shape: Shape) -> Layer | None:
    """The description of a module with weights or a kernel; None where it has none."""
    has_bias = getattr(module, "bias", None) is not None
    match module:
        case nn.Linear() if has_bias and len(shape) == 1 and type(module) is nn.Linear:
            return Dense(module.out_features, "none")
        case nn.Conv2d() | nn.ConvTranspose2d() if has_bias and _is_plain(module):
            values: dict[str, Any] = {
                "channels": module.out_channels,
                "kernel": _one(module.kernel_size),
                "stride": _one(module.stride),
                "padding": _one(module.padding),
                "activation": "none",
                "extra_padding": getattr(module, "extra_padding", 0),
            }
            if isinstance(module, nn.Conv2d):
                return None if None in values.values() else Conv(**values)
            values["output_padding"] = _one(module.output_padding)
            return None if None in values.values() else ConvTranspose(**values)
        case nn.MaxPool2d() if not module.ceil_mode and _one(module.dilation) == 1:
            sizes = [_one(n) for n in (module.kernel_size, module.stride, module.padding)]
            return None if None in sizes else MaxPool(*sizes)  # type: ignore[arg-type]
        case nn.BatchNorm1d() | nn.BatchNorm2d() if (
            has_bias and module.track_running_stats and module.momentum
        ):
            return BatchNorm(module.eps, module.momentum)
        case nn.LayerNorm() if has_bias and tuple(module.normalized_shape) == shape:
            return LayerNorm(module.eps)
    return None


def _is_plain(module: nn.Conv2d | nn.ConvTranspose2d) -> bool:
    return (
        type(module) in _CONVOLUTIONS
        and module.groups == 1
        and _one(module.dilation) == 1
        and module.padding_mode == "zeros"
        and not isinstance(module.padding, str)
    )


def _flat(network: nn.Module, prefix: str) -> Iterator[tuple[str, nn.Module]]:
    """(name, module) of each layer; a Sequential in a Sequential is a part of it."""
    for name, module in network.named_children():
        if type(module) is nn.Sequential:
            yield from _flat(module, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", module


def _takes_activation(layer: Layer) -> bool:
    names = {field.name for field in fields(layer)}
    return "activation" in names and getattr(layer, "activation", None) == "none"


def _one(size: Any) -> int | None:
    """The size along both sides; None where they differ."""
    sizes = set(size) if isinstance(size, tuple) else {size}
    return sizes.pop() if len(sizes) == 1 else None


def _text(module: nn.Module) -> str:
    return " ".join(repr(module).split())[:120]
