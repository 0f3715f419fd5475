"""The curves of a training as Plotly charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.styles.inks import inks
from ui.text.words import _
from vae_core.models.config import RunConfig
from vae_core.models.objectives.settings import terms_of

# Beyond this many epochs the axis is logarithmic, which gives the first ones room.
_MANY_EPOCHS = 20
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 400)
_HEIGHT = 250
_LABEL_GAP = 0.09  # least distance between two labels, as a share of the axis


@dataclass(frozen=True)
class Curve:
    """A chart, its name and a sentence on its meaning."""

    name: str
    meaning: str
    figure: go.Figure


def training_curves(
    config: RunConfig, history: list[dict[str, Any]], theme: str = "light"
) -> list[Curve]:
    """Charts of the reconstruction, for a VAE of the KL and their sum, and of the terms that the
    objective notes, over `history`'s epochs.

    Grey lines: training images, while the weights changed. Ink: test or validation images, with
    the weights at the end of each epoch.
    `theme` is "light" or "dark".
    """
    squared = config.training.likelihood == "mse"
    unit = _("squared pixel units") if squared else _("nats")
    recon_meaning = _("Squared error of an image") if squared else _("Cross-entropy of an image")
    others = _("test") if config.training.keep == "last" else _("validation")
    epochs = [record["epoch"] for record in history]

    def curve(name: str, meaning: str, train: list[float], other: list[float], in_: str) -> Curve:
        lines = {_("training"): ("grey", train), others: ("ink", other)}
        return Curve(name, meaning, _chart(name, in_, epochs, lines, theme))

    def column(key: str) -> list[float]:
        return [record[key] for record in history]

    recon = curve(
        _("Reconstruction"), recon_meaning + ".", column("recon"), column("val_recon"), unit
    )
    own = [
        Curve(
            _(term.title),
            _(term.meaning),
            _chart(
                _(term.title),
                _("nats"),
                epochs,
                {_("training"): ("grey", [record["terms"][name] for record in history])},
                theme,
            ),
        )
        for name, term in terms_of(config.training.objective).items()
        if all(name in record.get("terms", {}) for record in history)
    ]
    if config.model.kind != "vae":
        return [recon, *own]
    kl = curve(
        _("KL"),
        _("How much a code tells about its image."),
        column("kl"),
        column("val_kl"),
        _("nats"),
    )
    total = curve(
        _("Loss"),
        _("Reconstruction + KL, as it counts at the KL weight 1."),
        [record["recon"] + record["kl"] for record in history],
        [record["val_recon"] + record["val_kl"] for record in history],
        unit,
    )
    return [recon, kl, total, *own]


def _chart(
    name: str,
    unit: str,
    epochs: list[int],
    lines: dict[str, tuple[str, list[float]]],
    theme: str,
) -> go.Figure:
    ink_of = inks(theme)
    figure = go.Figure()
    for label, (ink, values) in lines.items():
        figure.add_scatter(
            x=epochs,
            y=values,
            name=label,
            mode="lines" if len(epochs) > 12 else "lines+markers",
            line={"color": ink_of[ink], "width": 1.75},
            marker={"size": 5},
            hovertemplate="%{y:.1f} " + unit + f" ({label})<extra></extra>",
        )
    for label, y in _label_heights(lines).items():
        figure.add_annotation(
            text=label,
            x=1.0,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=y,
            yref="y",
            showarrow=False,
            font={"color": ink_of[lines[label][0]], "size": 12},
        )
    log = len(epochs) > _MANY_EPOCHS
    figure.update_layout(
        title={"text": f"{name}, {unit}", "font": {"size": 14}, "x": 0, "xanchor": "left"},
        height=_HEIGHT,
        margin={"l": 44, "r": 72, "t": 36, "b": 40},
        showlegend=False,
        hovermode="x unified",
        font={"size": 12},
        xaxis={"title": _("epoch"), "showgrid": False, "type": "log" if log else "linear"},
        yaxis={"gridcolor": ink_of["line"], "zeroline": False, "nticks": 5},
    )
    if log:
        figure.update_xaxes(tickvals=[n for n in _TICKS if n <= epochs[-1]])
    elif len(epochs) < 12:
        figure.update_xaxes(dtick=1)
    return figure


def _label_heights(lines: dict[str, tuple[str, list[float]]]) -> dict[str, float]:
    """Height of each line's label on the y axis: at its end, moved apart where two are close."""
    values = [value for _ink, line in lines.values() for value in line]
    least_gap = _LABEL_GAP * (max(values) - min(values) or 1.0)
    ends = sorted((line[-1], label) for label, (_ink, line) in lines.items())
    if len(ends) == 1:
        return {label: end for end, label in ends}
    (low, first), (high, second) = ends
    push = max(0.0, least_gap - (high - low)) / 2
    return {first: low - push, second: high + push}
