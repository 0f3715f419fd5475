"""A network drawn as SVG: every layer with its shape and its parameters, the code in the middle.

Drawn from the layers of a run's configuration; parameters are counted in its weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ui.text.words import _
from ui.widgets.html import Markup, html, join
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
    shapes,
)
from vae_core.models.tensors import STATISTICS, layer_tensors

_COLUMN, _TOP, _MIDDLE, _FLOOR = 98, 40, 118, 214
_HEIGHT = _FLOOR + 78
_WIDTH = 14  # of a bar
_SHEETS = 6  # at most, of a stack of feature maps
_ACTIVATIONS = {
    "relu": "ReLU",
    "silu": "SiLU",
    "gelu": "GELU",
    "tanh": "tanh",
    "sigmoid": _("sigmoid"),
}
# They change no number of units: the line of a network leaves them out.
_UNLISTED = (Reshape, Affine, Activate, BatchNorm, LayerNorm, Dropout)


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
    columns = [Stage("encoder", _("Image"), pixels or usual, image)]
    code = (model.latent_dim,)
    if "encoder" in own:
        columns.append(_own_stage("encoder", code, weights))
    else:
        columns += _described("encoder", model, counts["encoder"], weights)
    if model.kind == "vae" and "encoder" not in own:
        second = "log σ" if model.head == "log-sigma" else "log σ²"
        columns.append(Stage("encoder", _("Two heads"), _("dense"), code, head, ("μ", second)))
        columns.append(Stage("code", "z", "μ + σ · ε", code))
    elif model.kind == "vae":
        columns.append(Stage("code", "z", "μ + σ · ε", code))
    else:
        columns.append(Stage("code", "z", "" if head is None else _("dense"), code, head))
    if "decoder" in own:
        columns.append(_own_stage("decoder", image, weights))
    else:
        columns += _described("decoder", model, counts["decoder"], weights)
    return [*columns, Stage("decoder", _("Picture"), _("sigmoid"), image)]


def network_svg(
    model: ModelConfig,
    weights: Mapping[str, np.ndarray] | None = None,
    pixels: str = "",
) -> Markup:
    """The drawing, in the colour of the text around it, at its natural size in pixels.

    Raises ValueError as `stages` does.
    """
    columns = stages(model, weights, pixels)
    width = _COLUMN * len(columns)
    body = [_brackets(columns)]
    for number, stage in enumerate(columns):
        center = _COLUMN * (number + 0.5)
        if number:
            body.append(_arrow(center - _COLUMN, columns[number - 1], center, stage))
        body.append(_column(stage, center))
    return html(
        '<svg class="lse-network" role="img" aria-label="{text}" width="{width}" '
        'height="{height}" viewBox="0 0 {width} {height}" fill="none" stroke="none">{body}</svg>',
        text=_in_words(columns),
        width=width,
        height=_HEIGHT,
        body=join(body),
    )


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
        case Residual():
            return _("Residual"), "x + " + " → ".join(_called(part)[0] for part in layer.layers)


def _brackets(columns: list[Stage]) -> Markup:
    """Brackets over the columns of encoder and decoder, with their number of parameters."""
    parts = []
    for part, name in (("encoder", _("Encoder")), ("decoder", _("Decoder"))):
        inside = [number for number, stage in enumerate(columns) if stage.part == part]
        # A dense layer that makes the code of an AE belongs to its encoder.
        weighed = (part, "code") if part == "encoder" else (part,)
        counts = [s.parameters for s in columns if s.part in weighed and s.parameters]
        total = " · " + _("{n} parameters").format(n=f"{sum(counts):,}") if counts else ""
        x, end = _COLUMN * inside[0] + 10, _COLUMN * (inside[-1] + 1) - 10
        parts.append(
            html(
                '<path class="lse-bracket" d="M{} 34v-6H{}v6" stroke="currentColor"/>{}',
                x,
                end,
                _text(x, 18, html("<tspan>{}</tspan>{}", name, total), "lse-part", anchor="start"),
            )
        )
    return join(parts)


def _column(stage: Stage, center: float) -> Markup:
    lines = [
        (stage.name, "lse-name"),
        (stage.detail, ""),
        (" × ".join(map(str, stage.shape)), ""),
    ]
    texts = join(
        _text(center, _FLOOR + 18 * row, text, style) for row, (text, style) in enumerate(lines)
    )
    if stage.parameters is not None:
        texts += _text(center, _FLOOR + 54, f"{stage.parameters:,}", "lse-count")
    return html("<g><title>{}</title>{}{}</g>", _sentence(stage), _shape(stage, center), texts)


def _shape(stage: Stage, center: float) -> Markup:
    style = "lse-code" if stage.part == "code" else "lse-block"
    if stage.heads:
        height = min(_bar(stage.shape), 56)
        return join(
            _rect(center - _WIDTH / 2, _MIDDLE + sign * 42 - height / 2, _WIDTH, height, style)
            + _text(center + 14, _MIDDLE + sign * 42 + 4, name, "", anchor="start")
            for sign, name in zip((-1, 1), stage.heads, strict=True)
        )
    if len(stage.shape) == 3:
        channels, side = stage.shape[0], _side(stage.shape)
        sheets = min(_SHEETS, 1 + round(math.log2(channels)))
        step = 4
        first = center - side / 2 - step * (sheets - 1) / 2
        top = _MIDDLE - side / 2 - step * (sheets - 1) / 2
        return join(
            _rect(first + step * k, top + step * k, side, side, style) for k in range(sheets)
        )
    height = _bar(stage.shape)
    return _rect(center - _WIDTH / 2, _MIDDLE - height / 2, _WIDTH, height, style)


def _bar(shape: Shape) -> float:
    """Height of a bar, by the logarithm of the number of units."""
    return min(12 + 13 * math.log2(math.prod(shape)), 2 * (_MIDDLE - _TOP))


def _side(shape: Shape) -> float:
    """Side of the square drawn for feature maps."""
    return 10 + 1.6 * shape[1]


def _half_width(stage: Stage) -> float:
    if len(stage.shape) == 3:
        return _side(stage.shape) / 2 + 12
    return _WIDTH / 2 + (44 if stage.heads else 4)


def _arrow(x: float, stage: Stage, to: float, following: Stage) -> Markup:
    start, end = x + _half_width(stage), to - min(_half_width(following), _COLUMN / 2 - 8)
    if following.heads:
        end = to - _WIDTH / 2 - 4
    if end - start < 6:
        return Markup()
    tip = f"M{end - 4:g} {_MIDDLE - 3}l4 3l-4 3"
    return html(
        '<path class="lse-arrow" d="M{:g} {}H{:g}{}" stroke="currentColor"/>',
        start,
        _MIDDLE,
        end,
        tip,
    )


def _rect(x: float, y: float, width: float, height: float, style: str) -> Markup:
    return html(
        '<rect class="{}" x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="2" '
        'stroke="currentColor"/>',
        style,
        x,
        y,
        width,
        height,
    )


def _text(x: float, y: float, text: str, style: str, anchor: str = "middle") -> Markup:
    if not text:
        return Markup()
    return html(
        '<text class="{}" x="{:g}" y="{:g}" text-anchor="{}" fill="currentColor">{}</text>',
        style,
        x,
        y,
        anchor,
        text,
    )


def _sentence(stage: Stage) -> str:
    """A column in words."""
    what = " ".join(part for part in (stage.name, stage.detail) if part)
    shape = _("{n} units").format(n=f"{math.prod(stage.shape):,}")
    if len(stage.shape) == 3:
        shape = " × ".join(map(str, stage.shape))
    if stage.parameters is None:
        return _("{what}: {shape}").format(what=what, shape=shape)
    return _("{what}: {shape}, {n} parameters").format(
        what=what, shape=shape, n=f"{stage.parameters:,}"
    )


def _in_words(columns: list[Stage]) -> str:
    return _("The network from left to right. ") + "; ".join(map(_sentence, columns)) + "."
