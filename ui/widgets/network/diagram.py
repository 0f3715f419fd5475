"""A network drawn as SVG: every layer with its shape and its parameters, the code in the middle."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ui.text.words import _
from ui.widgets.html import Markup, html, join
from ui.widgets.network.stages import Stage, stages
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Shape

_COLUMN, _TOP, _MIDDLE, _FLOOR = 98, 40, 118, 214
_HEIGHT = _FLOOR + 78
_WIDTH = 14  # of a bar
_SHEETS = 6  # at most, of a stack of feature maps


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
