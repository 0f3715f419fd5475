"""A network as a row of stages, from the image to the picture: what its drawing and its table show.

Made of the layers of a run's configuration; parameters are counted in its weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ui.text.words import _
from vae_core.models.config import ModelConfig
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
from vae_core.models.weights.tensors import STATISTICS, layer_tensors

_ACTIVATIONS = {
    "relu": "ReLU",
    "silu": "SiLU",
    "gelu": "GELU",
    "tanh": "tanh",
    "sigmoid": _("sigmoid"),
}
# They change no number of units: the line of a network leaves them out.
_UNLISTED = (Reshape, Affine, Activate, BatchNorm, LayerNorm, Dropout, Softmax)


@dataclass(frozen=True)
class Stage:
    """One column: `shape` is its output; `parameters` is None where it has none.

    part: "encoder", "code" or "decoder".  heads: names of the outputs drawn one above the other.
    """

    part: str
    name: str
    detail: str
    shape: Shape
    parameters: int | None = None
    heads: tuple[str, ...] = ()


def network_line(model: ModelConfig) -> str:
    """The encoder in one line, from the image to the code: "784–256–128–20"."""
    line = [str(math.prod(model.image_shape))]
    for layer, shape in zip(model.encoder, shapes(model.encoder, model.image_shape), strict=True):
        if not isinstance(layer, _UNLISTED):
            line.append(_compact(shape))
    if model.own and "encoder" in model.own.parts:
        line.append(_("own module"))
    if model.head != "none":
        line.append(str(model.latent_dim))
    return "–".join(line)


def stages(
    model: ModelConfig, weights: Mapping[str, np.ndarray] | None, pixels: str = ""
) -> list[Stage]:
    """Every column from the image to the picture. Parameters are counted in `weights`, if given.

    pixels: the kind of the image's pixels, in words; "" for their usual ones.

    Raises ValueError where the weights are not those of such a model.
    """
    own = model.own.parts if model.own else ()
    counts = {
        part: [] if part in own else _counts(weights, part) for part in ("encoder", "decoder")
    }
    has_head = weights and model.head != "none" and "encoder" not in own
    head = counts["encoder"].pop() if has_head else None
    image = model.image_shape
    usual = _("grey levels") if image[0] == 1 else _("colours")
    beside = " " + _("and label") if model.n_labels is not None else ""
    columns = [Stage("encoder", _("Image"), (pixels or usual) + beside, image)]
    code = (model.latent_dim,)
    if "encoder" in own:
        columns.append(_own_stage("encoder", code, weights))
    else:
        columns += _described("encoder", model, counts["encoder"], weights)
    if model.kind == "vae" and "encoder" not in own:
        second = "log σ" if model.head == "log-sigma" else "log σ²"
        columns.append(Stage("encoder", _("Two heads"), _("dense"), code, head, ("μ", second)))
        columns.append(Stage("code", "z", "μ + σ · ε" + beside, code))
    elif model.kind == "vae":
        columns.append(Stage("code", "z", "μ + σ · ε", code))
    else:
        columns.append(Stage("code", "z", "" if head is None else _("dense"), code, head))
    if "decoder" in own:
        columns.append(_own_stage("decoder", image, weights))
    else:
        columns += _described("decoder", model, counts["decoder"], weights)
    return [*columns, Stage("decoder", _("Picture"), _("sigmoid"), image)]


def _compact(shape: Shape) -> str:
    if len(shape) == 3:
        return f"{shape[0]}@{shape[1]}×{shape[2]}"
    return str(math.prod(shape))


def _counts(weights: Mapping[str, np.ndarray] | None, part: str) -> list[int]:
    """Parameters of each module of a part that has any, in order."""
    weights = weights or {}
    numbered = sorted(
        (int(name.split(".")[1]), name)
        for name in weights
        if name.startswith(f"{part}.") and not name.endswith(STATISTICS)
    )
    return [
        sum(weights[name].size for _module, name in group)
        for _module, group in groupby(numbered, key=lambda pair: pair[0])
    ]


def _own_stage(part: str, shape: Shape, weights: Mapping[str, np.ndarray] | None) -> Stage:
    """The column of a part that is a module of its own, with all numbers that it has."""
    n = sum(w.size for name, w in (weights or {}).items() if name.startswith(f"{part}."))
    return Stage(part, _("Own module"), _("in PyTorch"), shape, n if weights else None)


def _described(
    part: str, model: ModelConfig, counts: list[int], weights: Mapping | None
) -> list[Stage]:
    is_encoder = part == "encoder"
    layers = model.encoder if is_encoder else model.decoder
    start: Shape = model.image_shape if is_encoder else (model.latent_dim,)
    given = shapes(layers, start)
    weighted = [
        bool(layer_tensors(layer, shape))
        for layer, shape in zip(layers, [start, *given], strict=False)
    ]
    if weights and sum(weighted) != len(counts):
        raise ValueError(f"{len(counts)} modules with weights for {sum(weighted)} such layers")
    left = iter(counts)
    return [
        Stage(part, *_called(layer), shape, next(left) if has and weights else None)
        for layer, shape, has in zip(layers, given, weighted, strict=True)
        # The picture follows it anyway.
        if not (isinstance(layer, Reshape) and shape == model.image_shape)
    ]


def _called(layer: Layer) -> tuple[str, str]:
    """(name, detail) of a layer, in words."""
    match layer:
        case Dense():
            return _("Dense"), _ACTIVATIONS.get(layer.activation, _("linear"))
        case Conv() | ConvTranspose():
            name = _("Conv") if isinstance(layer, Conv) else _("Conv up")
            kernel = f"{layer.kernel}×{layer.kernel}"
            stride = f" /{layer.stride}" if layer.stride > 1 else ""
            return name, f"{kernel}{stride} {_ACTIVATIONS.get(layer.activation, _('linear'))}"
        case MaxPool():
            return _("Max pool"), f"{layer.kernel}×{layer.kernel} /{layer.stride}"
        case Reshape():
            return _("Reshape"), ""
        case Affine():
            shift = f" {'+' if layer.shift > 0 else '−'} {abs(layer.shift):g}"
            return _("Rescale"), f"{layer.scale:g}x{shift if layer.shift else ''}"
        case Activate():
            return _("Activation"), _ACTIVATIONS[layer.function]
        case BatchNorm():
            return _("Batch norm"), ""
        case LayerNorm():
            return _("Layer norm"), ""
        case Dropout():
            return _("Dropout"), f"{layer.p:.0%}"
        case Softmax():
            return _("Softmax"), _("shares of 1")
        case Residual():
            return _("Residual"), "x + " + " → ".join(_called(part)[0] for part in layer.layers)
