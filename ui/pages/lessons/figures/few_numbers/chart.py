"""Error against the number of numbers, as SVG in the theme's inks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ui.pages.lessons.figures.few_numbers import study
from ui.text.words import _
from ui.widgets.html import Markup, html, join
from ui.widgets.pictures.line_drawing import LineDrawing
from vae_core.studies.few_numbers import DIMS, Squeezed

_WIDTH, _HEIGHT = 380, 250
_LEFT, _RIGHT, _TOP, _FLOOR = 34, 368, 14, 206
_MOST, _TICK = 50, 10


def chart_html(methods: Sequence[str]) -> Markup:
    """HTML of the errors of some methods, D on a logarithmic axis."""
    return html(
        '<svg class="lse-few-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        _WIDTH,
        _HEIGHT,
        _("Mean squared error of the test images against D; the table below has the numbers"),
        _axes(),
        join(_line(method) for method in methods),
        join(_key(i, method) for i, method in enumerate(methods)),
    )


def drawing(methods: Sequence[str]) -> LineDrawing:
    """The same as a figure to keep."""
    lines = []
    for method in methods:
        rows = study.rows_of(method)
        x, y = np.array([row.dim for row in rows]), np.array([row.error for row in rows])
        lines.append((study.names()[method], x, y))
    return LineDrawing(
        _("Mean squared error of the 10,000 test images of MNIST"),
        _("numbers kept, D (logarithmic)"),
        _("squared error, a sum over 784 pixels"),
        lines,
        is_log=True,
    )


def _axes() -> Markup:
    """Both axes with their ticks and names."""
    parts = [
        html(
            '<line class="lse-few-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            '<text x="{}" y="{}" text-anchor="end">{}</text>',
            *(_LEFT, _RIGHT, _down(error), _down(error)),
            *(_LEFT - 6, _down(error) + 4, error),
        )
        for error in range(0, _MOST + 1, _TICK)
    ]
    parts += [
        html('<text x="{}" y="{}" text-anchor="middle">{}</text>', _across(dim), _FLOOR + 18, dim)
        for dim in DIMS
    ]
    parts.append(
        html(
            '<text x="{}" y="{}" text-anchor="end">{}</text>',
            *(_RIGHT, _FLOOR + 38),
            _("numbers kept, D (logarithmic)"),
        )
    )
    return join(parts)


def _line(method: str) -> Markup:
    """Points of one method, joined, each with its number on hover."""
    rows = study.rows_of(method)
    points = " ".join(f"{_across(row.dim)},{_down(row.error)}" for row in rows)
    return html(
        '<g class="lse-few-{}"><polyline points="{}"/>{}</g>',
        method,
        points,
        join(_dot(row) for row in rows),
    )


def _dot(row: Squeezed) -> Markup:
    name = f"{study.names()[row.method]}, D = {row.dim}: {row.error:.1f}"
    return html(
        '<circle cx="{}" cy="{}" r="4"><title>{}</title></circle>',
        _across(row.dim),
        _down(row.error),
        name,
    )


def _key(number: int, method: str) -> Markup:
    """One entry of the legend, at the top right, where no line goes."""
    x, y = _RIGHT - 90, _TOP + 10 + 20 * number
    return html(
        '<g class="lse-few-{}"><polyline points="{},{} {},{}"/><circle cx="{}" cy="{}" r="4"/></g>'
        '<text x="{}" y="{}">{}</text>',
        *(method, x, y, x + 32, y, x + 16, y),
        *(x + 42, y + 4, study.names()[method]),
    )


def _across(dim: int) -> float:
    low, high = math.log(DIMS[0]), math.log(DIMS[-1])
    return round(_LEFT + 14 + (_RIGHT - _LEFT - 28) * (math.log(dim) - low) / (high - low), 1)


def _down(error: float) -> float:
    return round(_FLOOR - (_FLOOR - _TOP) * error / _MOST, 1)
