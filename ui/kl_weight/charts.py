"""Charts of this page as Plotly figures: rate against distortion, and anything against beta.

Everything is ink and grey: filled or hollow, line or dash tell series apart; accent is where the
dial stands. `theme` is "light" or "dark".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.inks import inks
from ui.kl_weight.measured import Spread
from ui.words import _
from vae_core.bounds import Bounds

# Where beta = 0 stands on a logarithmic axis: a place of its own, left of all others.
ZERO_AT = 10**-2.7
_TICKS = (0.01, 0.1, 1.0, 10.0)
_HEIGHT, _LARGE = 250, 460
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


@dataclass(frozen=True)
class Point:
    """A model in the plane of rate and distortion; x is the rate R, y the distortion D."""

    beta: float
    rate: Spread
    distortion: Spread


def against_beta(
    title: str,
    unit: str,
    series: Sequence[Series],
    theme: str,
    *,
    from_zero: bool = False,
    legend: bool = False,
) -> go.Figure:
    """One figure over beta, logarithmic, with beta = 0 at a place of its own."""
    ink, figure = inks(theme), go.Figure()
    for one in series:
        pairs = list(zip(one.betas, one.values, one.sd or [None] * len(one.betas), strict=True))
        # A line never joins 0, which lies infinitely far to the left, to the others.
        zeros = [(ZERO_AT, *rest) for beta, *rest in pairs if beta == 0]
        others = [(beta, *rest) for beta, *rest in pairs if beta]
        gap = [(None, None, None)] if zeros and others else []
        x, y, sd = (list(column) for column in zip(*zeros, *gap, *others, strict=True))
        shown = ["" if at is None else ("0" if at == ZERO_AT else f"{at:.3g}") for at in x]
        figure.add_scatter(
            x=x,
            y=y,
            name=one.name,
            customdata=shown,
            hovertemplate=f"β %{{customdata}}: %{{y:.4g}} {unit}<extra>{one.name}</extra>",
            **_look(one.look, ink),
            **({"error_y": _bars(sd, ink)} if one.sd and any(one.sd) else {}),
        )
    _dress(figure, title, _HEIGHT, ink, legend=legend)
    has_zero = any(0 in one.betas for one in series)
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
    title: str, unit: str, lines: Mapping[str, tuple[Sequence[int], Sequence[float]]], theme: str
) -> go.Figure:
    """A figure of several trainings over their epochs, each named where its line ends."""
    ink, figure = inks(theme), go.Figure()
    shades = [ink["ink"], ink["grey"], ink["border"]]
    dashes = ["solid", "dash", "dot"]
    for place, (name, (epochs, values)) in enumerate(lines.items()):
        figure.add_scatter(
            x=list(epochs),
            y=list(values),
            name=name,
            mode="lines",
            line={
                "color": shades[min(place // 3, 2)],
                "dash": dashes[place % 3],
                "width": 1.75,
            },
            hovertemplate=f"%{{y:.4g}} {unit}<extra>{name}</extra>",
        )
    _dress(figure, title, _HEIGHT + 30, ink, legend=len(lines) > 1)
    figure.update_layout(hovermode="x unified")
    figure.update_xaxes(title=_("epoch"), showgrid=False, zeroline=False)
    return figure


def rate_distortion(
    ladder: Sequence[Point],
    one: Sequence[Point],
    here: Point | None,
    bounds: Bounds | None,
    theme: str,
) -> go.Figure:
    """Distortion over rate where most of the ladder lies.

    Lines of slope -1 hold the same negative ELBO. Through the dial's place, `here`, goes the
    tangent of slope -beta. What lies outside is in `whole_plane`.
    """
    ink, figure = inks(theme), go.Figure()
    (left, right), (low, high) = _window(ladder, one)
    first = int(low + left) // 10 * 10 + 10
    for total in range(first, int(high + right), 10):
        figure.add_scatter(
            x=[left, right],
            y=[total - left, total - right],
            mode="lines",
            line={"color": ink["border"], "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
        end = max(total - right, low)  # Where the line leaves the window, far from the models.
        if end < high - 0.05 * (high - low):
            figure.add_annotation(
                text=_("−ELBO {total}").format(total=total),
                x=total - end,
                y=end,
                xanchor="right",
                showarrow=False,
                bgcolor=ink["ground"],
                font={"size": 11, "color": ink["grey"]},
            )
    if here:
        half = 1.2
        x = [here.rate.mean - half, here.rate.mean + half]
        figure.add_scatter(
            x=x,
            y=[here.distortion.mean - here.beta * (at - here.rate.mean) for at in x],
            mode="lines",
            name=_("slope −β at the dial"),
            line={"color": ink["grey"], "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        )
    _add_models(figure, ladder, one, here, ink, labels=True)
    _dress(figure, _("Closely: β from 0.05 to 10"), _LARGE, ink, legend=False)
    figure.update_xaxes(title=_("Rate R: KL, nats"), range=[left, right], zeroline=False)
    figure.update_yaxes(title=_("Distortion D, nats"), range=[low, high])
    if bounds and low < bounds.collapsed < high:
        _bound(figure, bounds.collapsed, _("full collapse"), ink)
    return figure


def whole_plane(
    ladder: Sequence[Point],
    one: Sequence[Point],
    here: Point | None,
    bounds: Bounds | None,
    theme: str,
) -> go.Figure:
    """The same from a rate of 0 and with the bounds: no model gets below the floor, and at R = 0
    none is better than the mean image."""
    ink, figure = inks(theme), go.Figure()
    _add_models(figure, ladder, one, here, ink, labels=False)
    _dress(figure, _("The whole plane, with its bounds"), _LARGE, ink, legend=False)
    top = [point.distortion.mean for point in (*ladder, *one)]
    if bounds:
        _bound(figure, bounds.floor, _("entropy of the grey pixels: no model gets below"), ink)
        figure.add_scatter(
            x=[0],
            y=[bounds.collapsed],
            mode="markers+text",
            marker={"symbol": "diamond-open", "size": 11, "color": ink["ink"]},
            cliponaxis=False,
            text=[_("every image decoded to the mean image")],
            textposition="top right",
            textfont={"size": 12, "color": ink["second"]},
            hovertemplate=_("R = 0: D %{y:.2f} nats") + "<extra></extra>",
            showlegend=False,
        )
        top.append(bounds.collapsed)
    figure.update_xaxes(title=_("Rate R: KL, nats"), rangemode="tozero", zeroline=False)
    figure.update_yaxes(title=_("Distortion D, nats"), range=[0, 1.1 * max(top)])
    return figure


def ellipse(center, sigma, turned=None, n: int = 48) -> tuple[list[float], list[float]]:
    """x and y of mu +- sigma, (2,) each, turned by a rotation, (2, 2): n points, and closed."""
    import numpy as np

    angle = np.linspace(0, 2 * np.pi, n + 1)
    rim = np.asarray(center) + np.stack([np.cos(angle), np.sin(angle)], 1) * np.asarray(sigma)
    rim = rim if turned is None else rim @ turned
    return rim[:, 0].round(5).tolist(), rim[:, 1].round(5).tolist()


@dataclass(frozen=True)
class Ellipse:
    """The cloud of one image at one beta, as a closed line. said: its figures, for the hover.
    look: "step", "first" or "last" of a row, named at their rim, or "here"."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    said: str
    look: str = "step"


def close_up(ellipses: Sequence[Ellipse], theme: str) -> go.Figure:
    """Clouds of one image over the prior's circles, both axes to the same scale."""
    ink, figure = inks(theme), go.Figure()
    for radius in (1, 2):
        x, y = ellipse((0, 0), (radius, radius), n=96)
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": ink["grey"], "width": 1, "dash": "dash"},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_annotation(
            text=f"{radius}σ", x=0, y=-radius, showarrow=False, bgcolor=ink["ground"],
            font={"size": 11, "color": ink["grey"]},
        )  # fmt: skip
    middles = [(sum(e.x[:-1]) / (len(e.x) - 1), sum(e.y[:-1]) / (len(e.y) - 1)) for e in ellipses]
    way = [middle for middle, e in zip(middles, ellipses, strict=True) if e.look != "here"]
    figure.add_scatter(
        x=[x for x, _y in way],
        y=[y for _x, y in way],
        mode="lines",
        line={"color": ink["border"], "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
    )
    for (x, y), one in zip(middles, ellipses, strict=True):
        here = one.look == "here"
        colour = ink["accent"] if here else ink["ink"]
        figure.add_scatter(
            x=list(one.x),
            y=list(one.y),
            mode="lines",
            line={"color": colour, "width": 2.5 if here else 1.25},
            name=one.name,
            text=one.said,
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
        figure.add_scatter(
            x=[x],
            y=[y],
            mode="markers",
            marker={"color": colour, "size": 7 if here else 4},
            text=[one.said],
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
        if one.look != "step":
            figure.add_annotation(
                text=one.name,
                x=x,
                y=y,
                ax={"first": 44, "last": -44, "here": 56}[one.look],
                ay={"first": 40, "last": -40, "here": -40}[one.look],
                arrowcolor=colour,
                arrowwidth=1,
                arrowhead=0,
                bgcolor=ink["ground"],
                font={"size": 12, "color": colour},
            )
    _dress(figure, _("μ ± σ, the cloud of this image"), _LARGE, ink, legend=False)
    figure.update_xaxes(title="z1", zeroline=False, gridcolor=ink["line"])
    figure.update_yaxes(title="z2", zeroline=False, scaleanchor="x", scaleratio=1)
    return figure


def _window(
    ladder: Sequence[Point], one: Sequence[Point]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """((left, right), (low, high)): what is shown of the plane: every beta from 0.01 to 10."""
    near = [p for p in (*ladder, *one) if 0.05 <= p.beta <= 10] or [*ladder, *one]
    rates = [p.rate.mean for p in near]
    errors = [p.distortion.mean for p in near]
    wide, tall = max(rates) - min(rates) or 1.0, max(errors) - min(errors) or 1.0
    return (
        (max(0.0, min(rates) - 0.1 * wide), max(rates) + 0.1 * wide),
        (min(errors) - 0.1 * tall, max(errors) + 0.1 * tall),
    )


def _add_models(
    figure: go.Figure,
    ladder: Sequence[Point],
    one: Sequence[Point],
    here: Point | None,
    ink: Mapping[str, str],
    *,
    labels: bool,
) -> None:
    if one:
        figure.add_scatter(
            x=[p.rate.mean for p in one],
            y=[p.distortion.mean for p in one],
            name=_("the dial’s network"),
            customdata=[_said(p) for p in one],
            hovertemplate="%{customdata}<extra>" + _("the dial’s network") + "</extra>",
            **_look("line", ink),
        )
    if ladder:
        figure.add_scatter(
            x=[p.rate.mean for p in ladder],
            y=[p.distortion.mean for p in ladder],
            name=_("a network for each β"),
            error_x=_bars([p.rate.sd for p in ladder], ink),
            error_y=_bars([p.distortion.sd for p in ladder], ink),
            customdata=[_said(p) for p in ladder],
            hovertemplate="%{customdata}<extra>" + _("a network for each β") + "</extra>",
            text=[f"{p.beta:g}" for p in ladder],
            textposition="top right",
            textfont={"size": 12, "color": ink["second"]},
            **{**_look("rings", ink), "mode": "markers+text" if labels else "markers"},
        )
    if here:
        figure.add_scatter(
            x=[here.rate.mean],
            y=[here.distortion.mean],
            mode="markers",
            name=_("the dial"),
            marker={
                "size": 15,
                "color": ink["accent"],
                "line": {"width": 2, "color": ink["ground"]},
            },
            customdata=[_said(here)],
            hovertemplate="%{customdata}<extra>" + _("the dial") + "</extra>",
        )


def _said(point: Point) -> str:
    """A point in words, with what the slope there means."""
    spread = "" if point.distortion.sd is None else f" ± {point.distortion.sd:.2f}"
    said = _("β {beta}: R {rate}, D {distortion} nats").format(
        beta=f"{point.beta:.3g}",
        rate=f"{point.rate.mean:.2f}",
        distortion=f"{point.distortion.mean:.2f}{spread}",
    )
    slope = _("slope dD/dR = −{beta}: one more nat of code would save {beta} nats of error")
    return said + ("<br>" + slope.format(beta=f"{point.beta:.3g}") if point.beta else "")


def _look(look: str, ink: Mapping[str, str]) -> dict:
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


def _bars(sd: Sequence[float | None], ink: Mapping[str, str]) -> dict:
    return {
        "type": "data",
        "array": [value or 0 for value in sd],
        "color": ink["ink"],
        "thickness": 1.25,
        "width": 4,
    }


def _bound(figure: go.Figure, y: float, name: str, ink: Mapping[str, str]) -> None:
    figure.add_hline(y=y, line={"color": ink["grey"], "width": 1.25, "dash": "dash"})
    figure.add_annotation(
        text=f"{name}: {y:.2f}",
        x=1,
        xref="paper",
        xanchor="right",
        y=y,
        yanchor="bottom",
        showarrow=False,
        font={"size": 12, "color": ink["second"]},
    )


def _dress(
    figure: go.Figure, title: str, height: int, ink: Mapping[str, str], *, legend: bool
) -> None:
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
