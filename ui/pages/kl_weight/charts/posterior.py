"""Chart of the posteriors of one image as ellipses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.styles.inks import inks
from ui.text.words import _
from ui.widgets.charts import line_charts


@dataclass(frozen=True)
class Ellipse:
    """The posterior of one image at one beta, as a closed line. hover: its figures.
    look: "step", "first" or "last" of a row, named at their rim, or "here"."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    hover: str
    look: str = "step"


def ellipse(center, sigma, turned=None, n: int = 48) -> tuple[list[float], list[float]]:
    """x and y of mu +- sigma, (2,) each, turned by a rotation, (2, 2): n points, and closed."""
    import numpy as np

    angle = np.linspace(0, 2 * np.pi, n + 1)
    rim = np.asarray(center) + np.stack([np.cos(angle), np.sin(angle)], 1) * np.asarray(sigma)
    rim = rim if turned is None else rim @ turned
    return rim[:, 0].round(5).tolist(), rim[:, 1].round(5).tolist()


def close_up(ellipses: Sequence[Ellipse], theme: str) -> go.Figure:
    """Figure of the posteriors of one image over the prior's circles, both axes on one scale."""
    ink, figure = inks(theme), go.Figure()
    for radius in (1, 2):
        rim_x, rim_y = ellipse((0, 0), (radius, radius), n=96)
        figure.add_scatter(
            x=rim_x,
            y=rim_y,
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
    centers = [middle for middle, e in zip(middles, ellipses, strict=True) if e.look != "here"]
    figure.add_scatter(
        x=[x for x, _y in centers],
        y=[y for _x, y in centers],
        mode="lines",
        line={"color": ink["border"], "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
    )
    for (x, y), outline in zip(middles, ellipses, strict=True):
        is_current = outline.look == "here"
        colour = ink["accent"] if is_current else ink["ink"]
        figure.add_scatter(
            x=list(outline.x),
            y=list(outline.y),
            mode="lines",
            line={"color": colour, "width": 2.5 if is_current else 1.25},
            name=outline.name,
            text=outline.hover,
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
        figure.add_scatter(
            x=[x],
            y=[y],
            mode="markers",
            marker={"color": colour, "size": 7 if is_current else 4},
            text=[outline.hover],
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
        if outline.look != "step":
            figure.add_annotation(
                text=outline.name,
                x=x,
                y=y,
                ax={"first": 44, "last": -44, "here": 56}[outline.look],
                ay={"first": 40, "last": -40, "here": -40}[outline.look],
                arrowcolor=colour,
                arrowwidth=1,
                arrowhead=0,
                bgcolor=ink["ground"],
                font={"size": 12, "color": colour},
            )
    line_charts.dress(
        figure, _("μ ± σ, the cloud of this image"), line_charts.LARGE, ink, legend=False
    )
    figure.update_xaxes(title="z1", zeroline=False, gridcolor=ink["line"])
    figure.update_yaxes(title="z2", zeroline=False, scaleanchor="x", scaleratio=1)
    return figure
