"""One pixel of many images, a guess for it, and what the guess costs on average."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.blur.mean import counts
from ui.pages.lessons.figures.blur.neighbours import (
    costs,
    nearest_images,
    place_between,
    run_with_images,
    undecided_pixel,
)
from ui.pages.lessons.figures.shared import kept
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.html import Markup, html, join, show_html, show_svg
from ui.widgets.pictures.line_drawing import LineDrawing
from ui.widgets.pictures.strips import picture_html

_LEAST, _MOST, _STEP = 0.02, 0.98, 0.02
_CLOSE = 0.021  # of the mean: a step of the slider
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _FLOOR = 420, 250, 44, 408, 14, 206
_TOP_COST, _TICK = 2.0, 0.5  # nats, or squared error
_SINGLES = 4


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the images, the slider and the curves."""
    run, images = run_with_images(state)
    z = place_between(run, state["classes"])
    near = nearest_images(run, images, z, counts(len(images))[1])
    row, column = undecided_pixel(near)
    values = near[:, row, column]
    show_html(_images(near, row, column, big=state["projector"]))
    guess = st.slider(
        _("Your grey for this pixel, from 0 (paper) to 1 (ink)"),
        _LEAST,
        _MOST,
        0.9,
        _STEP,
        key=f"{key} guess",
    )
    show_svg(_chart(values, guess, draws_curves=revealed))
    entropy, square = costs(guess, values)
    terms.caption(
        _(
            "{inked} of the {n} images have more ink than paper there. Your grey {guess:.2f} costs "
            "{nats:.3f} nats of cross-entropy and {square:.3f} of squared error, means over the "
            "{n} images."
        ).format(
            inked=int((values > 0.5).sum()),
            n=len(values),
            guess=guess,
            nats=float(entropy),
            square=float(square),
        )
    )
    offer_originals(state["run"].split("/")[0], f"{key} originals")
    done = {"least"} if abs(guess - float(values.mean())) <= _CLOSE else set()
    curves = [kept.chart("cost-of-a-grey", _drawing(values))] if revealed else []
    return FigureResult(frozenset(done), kept=curves)


def _images(near: np.ndarray, row: int, column: int, *, big: bool) -> Markup:
    """HTML of some of the images and of their mean, with the pixel in a frame."""
    names = [_("one of them")] * _SINGLES + [_("mean of {n}").format(n=len(near))]
    pictures = [*near[:_SINGLES], near.mean(0)]
    height, width = near.shape[1:]
    figures = [
        html(
            '<figure><span class="lse-blur-marked">{}<i style="left:{}%;top:{}%;width:{}%"></i>'
            "</span><figcaption><span>{}</span></figcaption></figure>",
            picture_html(picture, name, 5 if big else 3, 2),
            *(100 * column / width, 100 * row / height, 100 / width),
            name,
        )
        for picture, name in zip(pictures, names, strict=True)
    ]
    return html('<div class="lse-few-row lse-blur-row lse-blur-five">{}</div>', join(figures))


def _chart(values: np.ndarray, guess: float, *, draws_curves: bool) -> Markup:
    """SVG of both costs against the guess, the pixel's values below, and the guess."""
    greys = np.linspace(_LEAST, _MOST, 97)
    parts = [_axes(), _values(values)]
    for name, curve, at, x in zip(
        (_("cross-entropy, nats"), _("squared error")),
        costs(greys, values),
        costs(guess, values),
        ("ce", "se"),
        strict=True,
    ):
        points = [(g, c) for g, c in zip(greys, curve, strict=True) if c <= _TOP_COST]
        parts.append(_curve(x, name, points if draws_curves else [], (guess, float(at))))
    return html(
        '<svg class="lse-few-chart lse-blur-chart" viewBox="0 0 {} {}" role="img" '
        'aria-label="{}">{}</svg>',
        _WIDTH,
        _HEIGHT,
        _("What a guess for the pixel costs, mean over the images; the caption has the numbers"),
        join(parts),
    )


def _drawing(values: np.ndarray) -> LineDrawing:
    """Both curves as a figure to keep."""
    greys = np.linspace(_LEAST, _MOST, 97)
    names = _("cross-entropy, nats"), _("squared error")
    return LineDrawing(
        _("What a guess for one pixel costs, mean over {n} images").format(n=len(values)),
        _("grey of the pixel, from 0 (paper) to 1 (ink)"),
        _("cost"),
        [(name, greys, cost) for name, cost in zip(names, costs(greys, values), strict=True)],
    )


def _axes() -> Markup:
    ticks = np.arange(0, _TOP_COST + _TICK / 2, _TICK)
    parts = [
        html(
            '<line class="lse-few-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            '<text x="{}" y="{}" text-anchor="end">{}</text>',
            *(_LEFT, _RIGHT, _down(cost), _down(cost), _LEFT - 6, _down(cost) + 4, f"{cost:g}"),
        )
        for cost in ticks
    ]
    parts += [
        html(
            '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            *(_across(grey), _FLOOR + 20, f"{grey:g}"),
        )
        for grey in (0, 0.5, 1)
    ]
    parts.append(
        html(
            '<text x="{}" y="{}" text-anchor="end">{}</text>',
            *(_RIGHT, _FLOOR + 38),
            _("grey of the pixel; dots: in each image"),
        )
    )
    return join(parts)


def _values(values: np.ndarray) -> Markup:
    """A dot for the pixel in each image, on the axis."""
    return join(
        html('<circle class="lse-blur-value" cx="{}" cy="{}" r="3"/>', _across(value), _FLOOR)
        for value in values
    )


def _curve(
    kind: str, name: str, points: list[tuple[float, float]], at: tuple[float, float]
) -> Markup:
    """A cost against the guess with its name, and a dot at the guess."""
    line = " ".join(f"{_across(grey)},{_down(cost)}" for grey, cost in points)
    y = _TOP + (10 if kind == "ce" else 30)
    return html(
        '<g class="lse-blur-{}"><polyline points="{}"/><circle cx="{}" cy="{}" r="6"/>'
        '<polyline points="{},{} {},{}"/></g><text x="{}" y="{}">{}</text>',
        *(kind, line, _across(at[0]), _down(min(at[1], _TOP_COST))),
        *(_RIGHT - 170, y, _RIGHT - 140, y, _RIGHT - 132, y + 4, name),
    )


def _across(grey: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * float(grey), 1)


def _down(cost: float) -> float:
    return round(_FLOOR - (_FLOOR - _TOP) * float(cost) / _TOP_COST, 1)
