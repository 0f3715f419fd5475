"""The plane of a hunt: test codes in their classes' hues, and a mark at the point in question.

Drawn on the server as SVG under HTML: dots, discs and numbers keep their size on every screen, and
the theme's colours follow at once.
"""

from __future__ import annotations

import math

import numpy as np

from ui.styles.palette import css, dark, light
from ui.text.numbers import number
from ui.text.words import _
from ui.widgets.html import Markup, html, join
from ui.widgets.pictures.plane_image import positions
from vae_core.latent.geometry import View, home_view
from vae_core.runs.run import Run

_SIDE = 600  # in units of the SVG: a dot stands on whole ones
_LAYERS = 6  # of dots, each with every class in it, so that none hides another
_TICKS = 9  # at most, along an axis
_BINS = 24
_LEAST_RING = 0.08  # its radius, as a share of the side, to bear a name
# Between the middles of discs, and how far one may be pushed off its cloud, as shares of the side.
_MIN_DISTANCE, _PUSHED = 0.054, 0.065


def plane_html(run: Run) -> Markup:
    """HTML of the plane without the mark, for a run with a 2-D latent space. Raises RunError."""
    codes, label = run.latents.mu, run.latents.label
    view = home_view(codes, has_prior=run.config.model.kind == "vae")
    alt = _("{n} test images as dots, each where the encoder of {run} puts it").format(
        n=f"{len(codes):,}", run=run.id
    )
    ticks = _ticks(view)
    return html(
        '<div class="lse-hunt-plane"><svg viewBox="0 0 {side} {side}" role="img" '
        'aria-label="{alt}">{drawn}</svg>{over}</div>',
        side=_SIDE,
        alt=alt,
        drawn=join((_grid(view, ticks), _dots(positions(view, codes), label), _rings(view))),
        over=join(
            (_numbers(view, ticks), _ring_names(view), _discs(positions(view, codes), label))
        ),
    )


def mark_html(run: Run, z: tuple[float, float]) -> Markup:
    """HTML of the mark at z, to be laid over the plane."""
    view = home_view(run.latents.mu, has_prior=run.config.model.kind == "vae")
    across, down = positions(view, np.array([z]))[0]
    name = _("The place in question: z₁ = {a}, z₂ = {b}").format(a=number(z[0]), b=number(z[1]))
    return html(
        '<div class="lse-hunt-plane lse-hunt-over"><span class="lse-hunt-mark" role="img" '
        'aria-label="{name}" title="{name}" style="{place}"></span></div>',
        name=name,
        place=_at(across, down),
    )


def legend_html(run: Run) -> Markup:
    """Legend: the hue of each class, and its number on the plane where that is not its name."""
    chips = []
    for c, name in enumerate(run.dataset_info.classes):
        text = name if name == str(c) else f"{c} {name}"
        chips.append(
            html('<span role="listitem"><i style="background:{}"></i>{}</span>', hue(c), text)
        )
    return html('<div class="lse-hunt-legend" role="list">{}</div>', join(chips))


def hue(label: int) -> str:
    """CSS colour of a class, valid in both themes."""
    pair = light().hue(label), dark().hue(label)
    return "light-dark({}, {})".format(*map(css, pair))


def _at(across: float, down: float) -> str:
    return f"left:{100 * across:.2f}%;top:{100 * down:.2f}%"


def _dots(shares: np.ndarray, label: np.ndarray) -> Markup:
    """SVG paths of the dots, one for each class and layer: lines of length 0 with round ends."""
    inside = ((shares >= 0) & (shares <= 1)).all(1)
    at = np.round(shares * _SIDE).astype(int)
    layer = np.arange(len(at)) % _LAYERS
    paths = []
    for number_ in range(_LAYERS):
        for c in np.unique(label):
            points = np.unique(at[inside & (layer == number_) & (label == c)], axis=0)
            steps = np.diff(points, axis=0, prepend=0)
            # Relative steps are short to write, and a stroke of no length is a dot.
            d = "".join(f"m{x} {y}h0" for x, y in steps)
            paths.append(html('<path style="stroke:{}" d="{}"/>', hue(int(c)), d))
    return html('<g class="lse-hunt-dots">{}</g>', join(paths))


def _rings(view: View) -> Markup:
    """SVG circles at one and two standard deviations of N(0, I)."""
    across, down = positions(view, np.zeros((1, 2)))[0] * _SIDE
    rings = (
        html(
            '<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>',
            across,
            down,
            n / (2 * view.half) * _SIDE,
        )
        for n in (1, 2)
    )
    return html('<g class="lse-hunt-rings">{}</g>', join(rings))


def _ring_names(view: View) -> Markup:
    """Labels of the rings, at the upper left of each ring with room for one."""
    spans = []
    for n, meaning in (
        (1, _("One standard deviation of the prior N(0, I) from its middle")),
        (2, _("Two standard deviations of the prior N(0, I) from its middle")),
    ):
        if n / (2 * view.half) > _LEAST_RING:
            at = positions(view, np.array([[-n, n]]) / math.sqrt(2))[0]
            spans.append(
                html(
                    '<span class="lse-hunt-ring-name" title="{}" style="{}">{}σ</span>',
                    meaning,
                    _at(*at),
                    n,
                )
            )
    return join(spans)


def _ticks(view: View) -> list[np.ndarray]:
    """Round values along each axis of the view."""
    rough = 2 * view.half / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    return [
        step * np.arange(math.ceil((c - view.half) / step), (c + view.half) // step + 1)
        for c in view.center
    ]


def _grid(view: View, ticks: list[np.ndarray]) -> Markup:
    lines = []
    for value in ticks[0]:
        x = round((0.5 + (value - view.center[0]) / (2 * view.half)) * _SIDE, 1)
        lines.append(f"M{x} 0v{_SIDE}")
    for value in ticks[1]:
        y = round((0.5 - (value - view.center[1]) / (2 * view.half)) * _SIDE, 1)
        lines.append(f"M0 {y}h{_SIDE}")
    return html('<path class="lse-hunt-grid" d="{}"/>', "".join(lines))


def _numbers(view: View, ticks: list[np.ndarray]) -> Markup:
    """The ticks' values along the lower and the left edge, and the axes' names in the corners."""
    spans = [
        Markup('<span class="lse-hunt-tick x" style="right:6px">z₁</span>'),
        Markup('<span class="lse-hunt-tick y" style="top:4px">z₂</span>'),
    ]
    for axis, name in enumerate("xy"):
        for value in ticks[axis]:
            share = 0.5 + (value - view.center[axis]) / (2 * view.half)
            if 0.09 < share < 0.91:
                position = (
                    f"left:{100 * share:.2f}%" if name == "x" else f"top:{100 - 100 * share:.2f}%"
                )
                text = number(value, "g")
                spans.append(
                    html(
                        '<span class="lse-hunt-tick {} on" style="{}">{}</span>',
                        name,
                        position,
                        text,
                    )
                )
    return join(spans)


def _discs(shares: np.ndarray, label: np.ndarray) -> Markup:
    """The number of each class on the thickest part of its cloud."""
    classes = np.unique(label)
    thickest = np.stack([_thickest(shares[label == c]) for c in classes])
    at = _separated(thickest)
    near = np.linalg.norm(at - thickest, axis=1) <= _PUSHED
    return join(
        html(
            '<span class="lse-hunt-disc" aria-hidden="true" style="{};border-color:{}">{}</span>',
            _at(*position),
            hue(int(c)),
            c,
        )
        for c, position, is_near in zip(classes, at, near, strict=True)
        if is_near
    )


def _thickest(shares: np.ndarray) -> np.ndarray:
    unit = (0.0, 1.0)
    counts, *edges = np.histogram2d(shares[:, 0], shares[:, 1], bins=_BINS, range=(unit, unit))
    cell = np.unravel_index(counts.argmax(), counts.shape)
    return np.array([(e[i] + e[i + 1]) / 2 for e, i in zip(edges, cell, strict=True)])


def _separated(at: np.ndarray) -> np.ndarray:
    """Positions, (N, 2), moved apart in up to 60 small steps until no two discs overlap."""
    # Two equal positions would have no direction in which to separate.
    at = at + 1e-6 * np.arange(len(at))[:, None]
    for _push in range(60):
        away = at[:, None] - at[None]
        distance = np.linalg.norm(away, axis=2) + np.eye(len(at))
        short = np.maximum(_MIN_DISTANCE - distance, 0)
        at += (away * (short / distance)[..., None]).sum(1) / 2
    return at.clip(0.03, 0.97)
