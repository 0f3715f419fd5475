"""KL of each latent dimension under one weight of the KL after another: which have collapsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.shared import kept
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html, join, show_svg
from ui.widgets.pictures.line_drawing import LineDrawing
from vae_core.latent.geometry import ACTIVE_UNIT_VARIANCE
from vae_core.runs.run import Run

_HEIGHT, _TOP, _PITCH = 72, 4, 14
# Shares of the dimensions, between "all", "about two thirds", "about a third" and "none".
_SHARES = (0.02, 0.5, 0.95)


def show(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    """Draw the figure. Raises RunError where a run is missing."""
    use_sheets("lessons/forces")
    runs = [chosen_run(name) for name in state["runs"]]
    show_svg(chart_html(runs, hidden=None if revealed else state["asks"]))
    terms.caption(
        _(
            "A bar a latent dimension: its KL in nats, mean over the test images, sorted, all on "
            "one scale up to {most:.1f}. In use: μ varies by more than "
            "{least:g} over the test images. Runs: {first} to {last}."
        ).format(most=_most(runs), least=ACTIVE_UNIT_VARIANCE, first=runs[0].id, last=runs[-1].id)
    )
    figure = [kept.chart("kl-of-latent-dimensions", _drawing(runs))] if revealed else []
    return FigureResult(query={}, truth=in_use(runs[state["asks"]]), kept=figure)


def in_use(run: Run) -> int:
    """All dimensions are in use (1), more than half (2), fewer (3), none (4)."""
    share = active(run) / run.config.model.latent_dim
    return 4 - int(np.searchsorted(_SHARES, share))


def active(run: Run) -> int:
    """How many latent dimensions of a run are in use."""
    return int(run.metrics["evaluation"]["active_units"])


def chart_html(runs: Sequence[Run], *, hidden: int | None) -> Markup:
    """HTML of a panel a run. hidden: index of the run that is not shown yet."""
    most = _most(runs)
    return html(
        '<div class="lse-forces-panels">{}</div>',
        join(_panel(run, most, i == hidden) for i, run in enumerate(runs)),
    )


def _drawing(runs: Sequence[Run]) -> LineDrawing:
    """The same as lines in one chart, to keep."""
    lines = []
    for run in runs:
        kl = np.sort(run.metrics["evaluation"]["kl_per_dim"])[::-1]
        lines.append((f"β = {run.config.training.beta:g}", np.arange(1, len(kl) + 1), kl))
    return LineDrawing(
        _("KL of each latent dimension, mean over the test images"),
        _("latent dimensions, sorted by their KL"),
        _("KL, nats"),
        lines,
    )


def _panel(run: Run, most: float, is_hidden: bool) -> Markup:
    evaluation = run.metrics["evaluation"]
    kl = sorted(evaluation["kl_per_dim"], reverse=True)
    beta = run.config.training.beta
    count = _("{n} of {all} in use").format(n=active(run), all=len(kl))
    total, error = (
        _("KL {n:.1f} nats").format(n=evaluation["kl"]),
        _("picture error {n:.0f}").format(n=evaluation["recon"]),
    )
    width = len(kl) * _PITCH
    drawn = (
        html('<text x="{}" y="{}" text-anchor="middle">?</text>', width / 2, _HEIGHT / 2 + _TOP)
        if is_hidden
        else join(_bar(i, value, most) for i, value in enumerate(kl))
    )
    return html(
        "<figure><figcaption><b>β = {}</b><span>{}</span></figcaption>"
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<path d="M0 {}H{}" class="lse-forces-floor"/></svg><p>{}<br>{}</p></figure>',
        f"{beta:g}",
        "?" if is_hidden else count,
        width,
        _HEIGHT + _TOP + 4,
        _("Not shown before the answer") if is_hidden else count,
        drawn,
        _HEIGHT + _TOP,
        width,
        "?" if is_hidden else total,
        "?" if is_hidden else error,
    )


def _bar(i: int, value: float, most: float) -> Markup:
    height = max(0.0, min(1.0, value / most)) * _HEIGHT
    x = i * _PITCH + 2
    if height < 1:
        return html(
            '<circle cx="{}" cy="{}" r="2" class="lse-forces-none"/>', x + 5, _HEIGHT + _TOP - 3
        )
    return html(
        '<rect x="{}" y="{:.1f}" width="10" height="{:.1f}" rx="1.5"/>',
        x,
        _HEIGHT + _TOP - height,
        height,
    )


def _most(runs: Sequence[Run]) -> float:
    """The scale's end: the largest KL of a dimension in any of the runs."""
    return max(max(run.metrics["evaluation"]["kl_per_dim"]) for run in runs)
