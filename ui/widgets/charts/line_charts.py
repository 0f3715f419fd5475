"""Charts of lines as Plotly figures: anything over beta or over epochs, and how all look.

All marks are ink or grey: series differ by filled or hollow marks and by solid or dashed lines; the
accent colour is for the dial's point. `theme` is "light" or "dark".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.styles.inks import inks
from ui.text.words import _

# Position of beta = 0 on a logarithmic axis, left of all others.
ZERO_AT = 10**-2.7
_TICKS = (0.01, 0.1, 1.0, 10.0)
_HEIGHT, LARGE = 250, 460  # px
# How a series is drawn: mark (None: none), filled with its ink, joined by, ink.
_LOOKS = {
    "rings": ("circle", False, None, "ink"),
    "line": ("circle", True, "solid", "ink"),
    "joined": ("circle", False, "solid", "ink"),
    "hair": (None, True, "solid", "grey"),
    "grey": ("circle", True, "solid", "grey"),
    "squares": ("square", False, "dot", "grey"),
}


@dataclass(frozen=True)
class Series:
    """Figures over beta. look: a key of `_LOOKS`.  sd: None where no value has one."""

    name: str
    betas: Sequence[float]
    values: Sequence[float]
    look: str
    sd: Sequence[float | None] | None = None


def against_beta(
    title: str,
    unit: str,
    series: Sequence[Series],
    theme: str,
    *,
    from_zero: bool = False,
    legend: bool = False,
) -> go.Figure:
    """Figure of values over beta on a logarithmic axis, with beta = 0 at the left."""
    ink, figure = inks(theme), go.Figure()
    for item in series:
        pairs = list(zip(item.betas, item.values, item.sd or [None] * len(item.betas), strict=True))
        # A line never joins 0, which lies infinitely far to the left, to the others.
        zeros = [(ZERO_AT, *rest) for beta, *rest in pairs if beta == 0]
        others = [(beta, *rest) for beta, *rest in pairs if beta]
        gap = [(None, None, None)] if zeros and others else []
        x, y, sd = (list(column) for column in zip(*zeros, *gap, *others, strict=True))
        shown = ["" if at is None else ("0" if at == ZERO_AT else f"{at:.3g}") for at in x]
        figure.add_scatter(
            x=x,
            y=y,
            name=item.name,
            customdata=shown,
            hovertemplate=f"β %{{customdata}}: %{{y:.4g}} {unit}<extra>{item.name}</extra>",
            **look(item.look, ink),
            **({"error_y": bars(sd, ink)} if item.sd and any(item.sd) else {}),
        )
    dress(figure, title, LARGE, ink, legend=legend)
    has_zero = any(0 in item.betas for item in series)
    figure.update_xaxes(
        type="log",
        title=_("β, the KL weight"),
        tickvals=[ZERO_AT, *_TICKS] if has_zero else list(_TICKS),
        ticktext=[*(["0"] if has_zero else []), *(f"{tick:g}" for tick in _TICKS)],
        showgrid=False,
        zeroline=False,
    )
    if from_zero:
        figure.update_yaxes(rangemode="tozero")
    return figure


def over_epochs(
    title: str, unit: str, lines: Mapping[str, tuple[Sequence[float], Sequence[float]]], theme: str
) -> go.Figure:
    """Figure of several trainings over their epochs, a line for each."""
    ink, figure = inks(theme), go.Figure()
    shades = [ink["ink"], ink["grey"], ink["border"]]
    dashes = ["solid", "dash", "dot"]
    for index, (name, (epochs, values)) in enumerate(lines.items()):
        figure.add_scatter(
            x=list(epochs),
            y=list(values),
            name=name,
            mode="lines",
            line={
                "color": shades[min(index // 3, 2)],
                "dash": dashes[index % 3],
                "width": 1.75,
            },
            hovertemplate=f"%{{y:.4g}} {unit}<extra>{name}</extra>",
        )
    dress(figure, title, _HEIGHT + 30, ink, legend=len(lines) > 1)
    figure.update_layout(hovermode="x unified")
    figure.update_xaxes(title=_("epoch"), showgrid=False, zeroline=False)
    return figure


def look(look: str, ink: Mapping[str, str]) -> dict:
    """Style arguments of a scatter trace. look: a key of `_LOOKS`."""
    symbol, filled, dash, shade = _LOOKS[look]
    marker = {
        "symbol": symbol or "circle",
        "size": 5 if filled else 9,
        "color": ink[shade] if filled else ink["ground"],
        "line": {"color": ink[shade], "width": 0 if filled else 1.75},
    }
    line = {"color": ink[shade], "width": 1.75 if symbol else 1, "dash": dash or "solid"}
    mode = "+".join(["lines"] * bool(dash) + ["markers"] * bool(symbol))
    return {"mode": mode, "marker": marker, "line": line, "cliponaxis": False}


def bars(sd: Sequence[float | None], ink: Mapping[str, str]) -> dict:
    """Error bars of one standard deviation; of length 0 where `sd` is None."""
    return {
        "type": "data",
        "array": [value or 0 for value in sd],
        "color": ink["ink"],
        "thickness": 1.25,
        "width": 4,
    }


def dress(
    figure: go.Figure, title: str, height: int, ink: Mapping[str, str], *, legend: bool
) -> None:
    """Set title, margins, fonts and grid in the theme's inks. height: px without a legend."""
    figure.update_layout(
        title={"text": title, "font": {"size": 14}, "x": 0, "xanchor": "left", "y": 0.98},
        height=height + (26 if legend else 0),
        margin={"l": 8, "r": 12, "t": 62 if legend else 36, "b": 8},
        showlegend=legend,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 12},
        },
        font={"size": 12, "color": ink["ink"]},
        xaxis={"showgrid": False, "automargin": True},
        yaxis={"gridcolor": ink["line"], "zeroline": False, "nticks": 6, "automargin": True},
    )
