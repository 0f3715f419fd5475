"""Curves of several trainings over one another, with Plotly.

Runs differ in dash, in ink or grey and in a letter at the end of the line, as class colours would
mislead; the marked run is in accent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import plotly.graph_objects as go

from ui.styles.inks import inks
from ui.text.words import _
from ui.widgets.html import Markup, html
from vae_core.runs.recording.history import Epoch

Along = Literal["epoch", "steps", "seconds"]
Images = Literal["held back", "training", "both"]
Measure = Literal["loss", "recon", "kl"]

# Lengths in px of line, gap, line, gap: Plotly and the key draw the same.
_DASHES = ((), (9, 4), (2, 4), (9, 3, 2, 3))
LOOKS = [(shade, dash) for shade, dash in product(("ink", "grey"), _DASHES)]
LETTERS = "ABCDEFGH"
_HEIGHT = 300
_MANY_EPOCHS = 20  # beyond, the first ones get their room from a logarithmic axis
_MIN_GAP = 0.07  # between two letters in y, as a share of the axis
_CLOSE = 0.06  # letters nearer than this in x would overlap, as a share of the axis


@dataclass(frozen=True)
class Line:
    """The line of a run, the same in every chart.

    index: 0 to 7, which gives its letter and its look. is_squared: its loss is in squared pixel
    units, not in nats.
    """

    index: int
    name: str
    epochs: Sequence[Epoch]
    run_id: str = ""
    has_kl: bool = True
    is_squared: bool = False

    @property
    def letter(self) -> str:
        return LETTERS[self.index]


def chart(
    title: str,
    unit: str,
    measure: Measure,
    lines: Sequence[Line],
    theme: str,
    *,
    along: Along = "epoch",
    images: Images = "held back",
    marked: int | None = None,
) -> go.Figure:
    """A chart of one measure of every run. marked: index of the line in accent."""
    ink, figure = inks(theme), go.Figure()
    scale, axis = _axis(along, lines)
    ends = []
    for line in sorted(lines, key=lambda line: line.index == marked):
        colour = ink["accent"] if line.index == marked else ink[LOOKS[line.index][0]]
        for values_of, is_main, suffix in _drawn(measure, images):
            x = [getattr(epoch, along) / scale for epoch in line.epochs]
            y = [values_of(epoch) for epoch in line.epochs]
            figure.add_scatter(
                x=x,
                y=y,
                name=line.letter,
                mode="lines+markers" if len(x) < 12 and is_main else "lines",
                opacity=1.0 if is_main else 0.55,
                line={
                    "color": colour,
                    "dash": _plotly_dash(LOOKS[line.index][1]),
                    "width": (2.75 if line.index == marked else 1.75) if is_main else 1,
                },
                marker={"size": 4},
                hovertemplate=f"{line.letter} %{{y:.1f}}{suffix}<extra></extra>",
            )
            if is_main:
                ends.append((x[-1], y[-1], line.letter, colour))
    is_log = max(len(line.epochs) for line in lines) > _MANY_EPOCHS
    _letters(figure, ends, is_log=is_log)
    _dress(figure, f"{title}, {unit}", axis, ink)
    if is_log:
        lowest = min(getattr(line.epochs[0], along) for line in lines) / scale
        highest = max(end[0] for end in ends)
        figure.update_xaxes(type="log", tickvals=_ticks(lowest, highest))
    return figure


def swatch(index: int, *, marked: bool = False) -> Markup:
    """HTML of a short sample of a line, for the key."""
    shade, dash = LOOKS[index]
    stops, at = [], 0
    for i, length in enumerate(dash or (1,)):
        colour = "currentColor" if i % 2 == 0 else "transparent"
        stops.append(f"{colour} {at}px {at + length}px")
        at += length
    look = f"repeating-linear-gradient(90deg,{','.join(stops)})"
    kind = "accent" if marked else shade
    return html('<i class="lse-swatch lse-swatch-{}" style="background-image:{}"></i>', kind, look)


def _drawn(measure: str, images: Images) -> Iterator[tuple[Callable[[Epoch], float], bool, str]]:
    """Yield (function from an epoch to its value, is the main line, suffix of its hover text)."""
    if images in ("training", "both"):
        suffix = _(" (training)")
        yield (lambda epoch: getattr(epoch, measure)), images == "training", suffix
    if images in ("held back", "both"):
        yield (lambda epoch: getattr(epoch, f"val_{measure}")), True, ""


def _axis(along: Along, lines: Sequence[Line]) -> tuple[float, str]:
    """(divisor of the values, title of the axis)."""
    if along == "epoch":
        return 1.0, _("epoch")
    if along == "steps":
        return 1.0, _("steps of the optimiser")
    if max(line.epochs[-1].seconds for line in lines) > 300:
        return 60.0, _("minutes of training")
    return 1.0, _("seconds of training")


def _plotly_dash(dash: Sequence[int]) -> str:
    return ",".join(f"{length}px" for length in dash) or "solid"


def _letters(
    figure: go.Figure, ends: Sequence[tuple[float, float, str, str]], *, is_log: bool
) -> None:
    """Add each line's letter at its end, moved up where it would cover another letter."""
    values = [y for trace in figure.data for y in trace.y]
    gap = _MIN_GAP * (max(values) - min(values) or 1.0)
    # On a logarithmic axis Plotly wants the exponent.
    to_axis = math.log10 if is_log else float
    starts = [to_axis(x) for trace in figure.data for x in trace.x]
    close = _CLOSE * (max(starts) - min(starts))
    placed: list[tuple[float, float]] = []
    for x, y, letter, colour in sorted(ends, key=lambda end: end[1]):
        taken = [at_y for at_x, at_y in placed if abs(at_x - to_axis(x)) <= close]
        position = (to_axis(x), max([y, *(at_y + gap for at_y in taken)]))
        placed.append(position)
        figure.add_annotation(
            text=letter,
            x=position[0],
            y=position[1],
            xanchor="left",
            xshift=5,
            showarrow=False,
            font={"color": colour, "size": 12},
        )


def _dress(figure: go.Figure, title: str, axis: str, ink: Mapping[str, str]) -> None:
    figure.update_layout(
        title={"text": title, "font": {"size": 14}, "x": 0, "xanchor": "left", "y": 0.98},
        height=_HEIGHT,
        margin={"l": 8, "r": 24, "t": 36, "b": 8},
        showlegend=False,
        hovermode="x unified",
        font={"size": 12, "color": ink["ink"]},
        xaxis={
            "title": axis,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "hoverformat": ",.3~r",
        },
        yaxis={"gridcolor": ink["line"], "zeroline": False, "nticks": 6, "automargin": True},
    )


def _ticks(low: float, high: float) -> list[float]:
    """Round values 1, 2, 5, 10, ... from low to high, both above 0; powers of 10 if too many."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if high / low < 500 else (1,)
    return [n * 10.0**d for d in decades for n in steps if low <= n * 10.0**d <= high]
