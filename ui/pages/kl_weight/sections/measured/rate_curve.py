"""Rate against distortion: what the code costs, and what error remains."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.components.planes.dial.by_beta import along, at
from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts.labels import file_name, key
from ui.pages.kl_weight.measurements import protocol, spread
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.charts import rate_distortion as rate_charts
from ui.widgets.charts.figure import show_figure
from ui.widgets.charts.rate_distortion import Point
from ui.widgets.charts.spread import Spread
from ui.widgets.html import show_html
from vae_core.studies.sweep.store import Sweep

if TYPE_CHECKING:
    import plotly.graph_objects as go


def rate_distortion(models: BetaModels) -> None:
    """Draw the close view: distortion over rate, a point for each beta."""
    _draw(models, rate_charts.rate_distortion, "rate-distortion")


def whole_plane(models: BetaModels) -> None:
    """Draw the whole plane of rate and distortion with its two bounds."""
    _draw(models, rate_charts.whole_plane, "rate-distortion-bounds")


def _draw(models: BetaModels, draw: Callable[..., go.Figure], name: str) -> None:
    ladder, single, current = (
        _ladder_points(models.flat),
        _single_points(models),
        _current_point(models),
    )
    rows = [
        *(_point_row(_("a network for each β"), point) for point in ladder),
        *(_point_row(_("the dial’s network"), point) for point in single),
    ]
    if models.bounds:
        rows += [
            {"model": "no model gets below", "distortion": models.bounds.floor},
            {"model": "mean image", "rate": 0.0, "distortion": models.bounds.collapsed},
        ]
    marks = [
        *([("ring", _("a network for each β"))] if ladder else []),
        *([("dot", _("the dial’s network"))] if single else []),
        *([("here", _("where the dial stands"))] if current else []),
        *([("dash", _("slope −β"))] if current else []),
    ]
    show_html(key(*marks))
    show_figure(
        draw(ladder, single, current, models.bounds, theme()),
        key=f"kl chart {name}",
        file=file_name(models, name),
        alt=_("Distortion over rate, a point for each β"),
        rows=lambda: rows,
    )
    meaning = _(
        "Right: more nats for the code (the rate R, the KL). Up: more error (the distortion D, "
        "cross-entropy over 784 pixels). Along a grey line D + R, the −ELBO, is the same; the "
        "lowest one is touched near β = 1. At each point the curve falls with slope −β, the price "
        "that was set. All in nats for each image, at one sample z ~ q(z|x)."
    )
    if not models.bounds:
        meaning += " " + _("The two bounds are missing (–): they are kept with the ladder.")
    terms.caption(f"{meaning} {protocol(models, ('flat', 'dial'))}")


def _ladder_points(sweep: Sweep | None) -> list[Point]:
    return [
        Point(beta, spread(members, "kl"), spread(members, "recon"))
        for beta, members in (sweep.ladder.items() if sweep else ())
    ]


def _single_points(models: BetaModels) -> list[Point]:
    return [
        Point(p["beta"], Spread(p["kl"], None), Spread(p["recon"], None))
        for p in along(models.dial)
    ]


def _current_point(models: BetaModels) -> Point | None:
    beta = st.session_state.kl_beta
    figures = at(models.dial, beta) if models.dial else None
    return Point(beta, Spread(figures[1], None), Spread(figures[0], None)) if figures else None


def _point_row(model: str, point: Point) -> dict[str, Any]:
    return {
        "model": model,
        "beta": point.beta,
        "rate": point.rate.mean,
        "rate_sd": point.rate.sd,
        "distortion": point.distortion.mean,
        "distortion_sd": point.distortion.sd,
    }
