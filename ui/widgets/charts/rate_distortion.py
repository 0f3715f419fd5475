"""Charts of the plane of rate and distortion. `theme` is "light" or "dark"."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.styles.inks import inks
from ui.text.words import _
from ui.widgets.charts import line_charts
from ui.widgets.charts.spread import Spread
from vae_core.evaluation.rate_distortion.bounds import DistortionBounds

_MOST_TOTALS = 40


@dataclass(frozen=True)
class Point:
    """A model in the plane of rate and distortion; x is the rate R, y the distortion D."""

    beta: float
    rate: Spread
    distortion: Spread


@dataclass(frozen=True)
class Trained(Point):
    """The model of one of several trainings. latent_dim: how many numbers its codes have."""

    latent_dim: int = 2


def rate_distortion(
    ladder: Sequence[Point],
    single: Sequence[Point],
    current: Point | None,
    bounds: DistortionBounds | None,
    theme: str,
) -> go.Figure:
    """Figure of distortion over rate, where most of the ladder lies.

    ladder: a network for each beta.  single: the network that takes every beta.

    Lines of slope -1 hold the same negative ELBO. Through `current`, the dial's point,
    goes the tangent of slope -beta. `whole_plane` shows what lies outside.
    """
    ink, figure = inks(theme), go.Figure()
    (left, right), (low, high) = _window(ladder, single)
    _add_totals(figure, (left, right), (low, high), ink)
    if current:
        half = 1.2
        x = [current.rate.mean - half, current.rate.mean + half]
        figure.add_scatter(
            x=x,
            y=[current.distortion.mean - current.beta * (at - current.rate.mean) for at in x],
            mode="lines",
            name=_("slope −β at the dial"),
            line={"color": ink["grey"], "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        )
    _add_models(figure, ladder, single, current, ink, labels=True)
    line_charts.dress(figure, _("Closely: β from 0.05 to 10"), line_charts.LARGE, ink, legend=False)
    figure.update_xaxes(title=_("Rate R: KL, nats"), range=[left, right], zeroline=False)
    figure.update_yaxes(title=_("Distortion D, nats"), range=[low, high])
    if bounds and low < bounds.collapsed < high:
        _bound(figure, bounds.collapsed, _("full collapse"), ink)
    return figure


def whole_plane(
    ladder: Sequence[Point],
    single: Sequence[Point],
    current: Point | None,
    bounds: DistortionBounds | None,
    theme: str,
) -> go.Figure:
    """The same from a rate of 0 and with the bounds: no model gets below the floor, and at R = 0
    none is better than the mean image."""
    ink, figure = inks(theme), go.Figure()
    _add_models(figure, ladder, single, current, ink, labels=False)
    line_charts.dress(
        figure, _("The whole plane, with its bounds"), line_charts.LARGE, ink, legend=False
    )
    top = [point.distortion.mean for point in (*ladder, *single)]
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


def side_by_side(points: Sequence[Trained], theme: str) -> go.Figure:
    """Figure of models that were trained apart, at least one: each named by what sets it apart from
    the others, its beta or its latent dimension."""
    ink, figure = inks(theme), go.Figure()
    (left, right), (low, high) = _around(points)
    right += 0.2 * (right - left)  # room for the names of the lines, off the points
    _add_totals(figure, (left, right), (low, high), ink)
    same_dim = len({p.latent_dim for p in points}) == 1
    same_beta = len({p.beta for p in points}) == 1

    def label(point: Trained) -> str:
        dim, beta = f"D {point.latent_dim}", f"β {point.beta:g}"
        return beta if same_dim else dim if same_beta else f"{dim}, {beta}"

    figure.add_scatter(
        x=[p.rate.mean for p in points],
        y=[p.distortion.mean for p in points],
        customdata=[
            _("D = {dim}. {figures}").format(dim=p.latent_dim, figures=_hover_text(p))
            for p in points
        ],
        hovertemplate="%{customdata}<extra>%{text}</extra>",
        text=[label(p) for p in points],
        textposition="top right",
        textfont={"size": 12, "color": ink["second"]},
        **{**line_charts.look("rings", ink), "mode": "markers+text"},
    )
    line_charts.dress(
        figure, _("A point for each training of the class"), line_charts.LARGE, ink, legend=False
    )
    figure.update_xaxes(title=_("Rate R: KL, nats"), range=[left, right], zeroline=False)
    figure.update_yaxes(title=_("Distortion D, nats"), range=[low, high])
    return figure


def _add_totals(
    figure: go.Figure,
    across: tuple[float, float],
    up: tuple[float, float],
    ink: Mapping[str, str],
) -> None:
    """Add lines of one negative ELBO each over the part of the plane that is shown."""
    (left, right), (low, high) = across, up
    for total in _totals(low + left, high + right):
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
                text=_("−ELBO {total}").format(total=f"{total:.0f}"),
                x=total - end,
                y=end,
                xanchor="right",
                showarrow=False,
                bgcolor=ink["ground"],
                font={"size": 11, "color": ink["grey"]},
            )


def _totals(low: float, high: float) -> list[float]:
    """Round negative ELBOs between two: every 10 nats, or wider apart where those were many."""
    apart = 10.0 ** max(1, math.ceil(math.log10((high - low) / _MOST_TOTALS)))
    return [apart * n for n in range(int(low // apart) + 1, math.ceil(high / apart))]


def _window(
    ladder: Sequence[Point], single: Sequence[Point]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """((left, right), (low, high)): what is shown of the plane: every beta from 0.01 to 10."""
    return _around([p for p in (*ladder, *single) if 0.05 <= p.beta <= 10] or [*ladder, *single])


def _around(near: Sequence[Point]) -> tuple[tuple[float, float], tuple[float, float]]:
    """((left, right), (low, high)): a window with some room around points, at least one."""
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
    single: Sequence[Point],
    current: Point | None,
    ink: Mapping[str, str],
    *,
    labels: bool,
) -> None:
    if single:
        figure.add_scatter(
            x=[p.rate.mean for p in single],
            y=[p.distortion.mean for p in single],
            name=_("the dial’s network"),
            customdata=[_hover_text(p) for p in single],
            hovertemplate="%{customdata}<extra>" + _("the dial’s network") + "</extra>",
            **line_charts.look("line", ink),
        )
    if ladder:
        figure.add_scatter(
            x=[p.rate.mean for p in ladder],
            y=[p.distortion.mean for p in ladder],
            name=_("a network for each β"),
            error_x=line_charts.bars([p.rate.sd for p in ladder], ink),
            error_y=line_charts.bars([p.distortion.sd for p in ladder], ink),
            customdata=[_hover_text(p) for p in ladder],
            hovertemplate="%{customdata}<extra>" + _("a network for each β") + "</extra>",
            text=[f"{p.beta:g}" for p in ladder],
            textposition="top right",
            textfont={"size": 12, "color": ink["second"]},
            **{**line_charts.look("rings", ink), "mode": "markers+text" if labels else "markers"},
        )
    if current:
        figure.add_scatter(
            x=[current.rate.mean],
            y=[current.distortion.mean],
            mode="markers",
            name=_("the dial"),
            marker={
                "size": 15,
                "color": ink["accent"],
                "line": {"width": 2, "color": ink["ground"]},
            },
            customdata=[_hover_text(current)],
            hovertemplate="%{customdata}<extra>" + _("the dial") + "</extra>",
        )


def _hover_text(point: Point) -> str:
    """Hover text of a point: its figures, and the meaning of the slope there."""
    spread = "" if point.distortion.sd is None else f" ± {point.distortion.sd:.2f}"
    text = _("β {beta}: R {rate}, D {distortion} nats").format(
        beta=f"{point.beta:.3g}",
        rate=f"{point.rate.mean:.2f}",
        distortion=f"{point.distortion.mean:.2f}{spread}",
    )
    slope = _(
        "slope dD/dR = −{beta}: one more nat of code would save {beta} nats of reconstruction error"
    )
    return text + ("<br>" + slope.format(beta=f"{point.beta:.3g}") if point.beta else "")


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
