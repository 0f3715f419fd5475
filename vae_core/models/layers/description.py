"""Descriptions of layers one after the other: blocks of them, their shapes, and JSON."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

from vae_core.errors import ConfigError
from vae_core.models.checks import named_fields
from vae_core.models.layers.fields import Shape
from vae_core.models.layers.images import Conv, ConvTranspose, MaxPool
from vae_core.models.layers.normalisation import BatchNorm, LayerNorm
from vae_core.models.layers.values import Activate, Affine, Dense, Dropout, Reshape, Softmax

_MAX_DEPTH = 4  # of blocks in blocks


@dataclass(frozen=True)
class Residual:
    """Any shape, unchanged: x + layers(x) (He et al. 2016)."""

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.layers, (tuple, list)) or not self.layers:
            what = reprlib.repr(self.layers)
            raise ConfigError(f"layers of a Residual layer must be a list of layers, not {what}.")
        object.__setattr__(self, "layers", tuple(self.layers))
        for layer in self.layers:
            if type(layer) not in _NAMES:
                what = reprlib.repr(layer)
                raise ConfigError(f"layers of a Residual layer must be layers, not {what}.")
        if _depth(self) > _MAX_DEPTH:
            raise ConfigError(f"Residual layers go at most {_MAX_DEPTH} deep into each other.")
        if any(getattr(layer, "gated", False) for layer in layers_inside(self.layers)):
            raise ConfigError("A gated layer cannot stand inside a Residual layer.")

    def output(self, shape: Shape) -> Shape:
        end = shapes(self.layers, shape)[-1]
        if end != shape:
            raise ConfigError(
                f"A residual block is added to its input, so it must keep the shape {shape}; its "
                f"layers end in {end}."
            )
        return shape


Layer: TypeAlias = (
    Dense
    | Conv
    | ConvTranspose
    | MaxPool
    | Reshape
    | Affine
    | Activate
    | BatchNorm
    | LayerNorm
    | Dropout
    | Softmax
    | Residual
)

_TYPES: dict[str, type[Layer]] = {
    "dense": Dense,
    "conv": Conv,
    "conv_transpose": ConvTranspose,
    "max_pool": MaxPool,
    "reshape": Reshape,
    "affine": Affine,
    "activate": Activate,
    "batch_norm": BatchNorm,
    "layer_norm": LayerNorm,
    "dropout": Dropout,
    "softmax": Softmax,
    "residual": Residual,
}
_NAMES = {cls: name for name, cls in _TYPES.items()}


def layer_type(layer: Layer) -> str:
    """The name of a layer's type in JSON and in the browser: "dense", "conv", ..."""
    return _NAMES[type(layer)]


def layer_to_dict(layer: Layer) -> dict[str, Any]:
    """The layer's fields and its "type" as plain values, ready for JSON.

    Extra padding is named only where there is some: a configuration that says nothing has none.
    """
    values = {field.name: getattr(layer, field.name) for field in fields(layer)}
    if not values.get("extra_padding", True):
        del values["extra_padding"]
    if isinstance(layer, Residual):
        values["layers"] = [layer_to_dict(part) for part in layer.layers]
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    return {"type": layer_type(layer), **plain}


def layer_from_dict(values: Any) -> Layer:
    """The inverse of `layer_to_dict`. Raises ConfigError on an unknown type or field."""
    return _from_dict(values, 0)


def shapes(layers: Iterable[Layer], start: Shape) -> list[Shape]:
    """The output shape of each layer, without the batch axis.

    Raises ConfigError where a layer does not fit the shape before it.
    """
    result = []
    for layer in layers:
        start = layer.output(start)
        result.append(start)
    return result


def layers_inside(layers: Iterable[Layer]) -> Iterator[Layer]:
    """Every layer, and behind a residual block the layers in it."""
    for layer in layers:
        yield layer
        if isinstance(layer, Residual):
            yield from layers_inside(layer.layers)


def ungated(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """The layers without their gates, as they are once those are folded into the weights."""
    return tuple(replace(part, gated=False) if isinstance(part, Dense) else part for part in layers)


def _from_dict(values: Any, depth: int) -> Layer:
    kind = values.get("type") if isinstance(values, Mapping) else None
    cls = _TYPES.get(kind) if isinstance(kind, str) else None
    if cls is None:
        what = reprlib.repr(values)
        raise ConfigError(f"A layer needs a type out of {', '.join(_TYPES)}, not {what}.")
    own = named_fields(cls, {name: value for name, value in values.items() if name != "type"})
    if cls is Residual and isinstance(own["layers"], list):
        if depth >= _MAX_DEPTH:
            raise ConfigError(f"Residual layers go at most {_MAX_DEPTH} deep into each other.")
        own["layers"] = tuple(_from_dict(part, depth + 1) for part in own["layers"])
    return cls(**own)


def _depth(layer: Layer) -> int:
    return 1 + max(map(_depth, layer.layers)) if isinstance(layer, Residual) else 0
