"""How the networks of a ladder were trained, by epoch."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.charts.labels import file_name
from ui.pages.kl_weight.measurements import protocol
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.charts import line_charts
from ui.widgets.charts.figure import show_figure
from vae_core.studies.sweep.store import Member

_FIRST = (0.1, 1.0, 8.0)


def trainings(models: BetaModels) -> None:
    """Draw the validation figures of chosen members by epoch."""
    if not models.flat or not models.flat.ladder:
        return
    betas = list(models.flat.ladder)
    chosen = st.pills(
        _("β"),
        betas,
        selection_mode="multi",
        default=[beta for beta in _FIRST if beta in betas],
        format_func=lambda beta: f"{beta:g}",
        key="kl_trainings",
        persist_state="session",
    )
    members = {f"β {beta:g}": models.flat.ladder[beta][0] for beta in sorted(chosen)}
    if not members:
        terms.caption(_("Choose one or more β to see how those networks were trained."))
        return
    draw_trainings(
        members,
        protocol(models, ("flat",), first_seed=True),
        file_name(models, "trainings"),
    )


def draw_trainings(members: dict[str, Member], protocol: str, file: str) -> None:
    """Draw error, KL and their sum by epoch, a line for each member."""
    parts: dict[str, Callable[[dict], float]] = {
        _("Reconstruction D, nats"): lambda record: record["val_recon"],
        _("KL R, nats"): lambda record: record["val_kl"],
        _("−ELBO, D + R, nats"): lambda record: record["val_recon"] + record["val_kl"],
    }
    for column, (name, value) in zip(st.columns(3), parts.items(), strict=True):
        with column:
            lines = {
                title: (
                    [record["epoch"] for record in member.history],
                    [value(record) for record in member.history],
                )
                for title, member in members.items()
            }
            show_figure(
                line_charts.over_epochs(name, _("nats"), lines, theme()),
                key=f"kl chart {file} {name}",
                file=f"{file}-{name}",
                alt=name,
            )
    rows = [
        {"model": title, "seed": member.seed, **record}
        for title, member in members.items()
        for record in member.history
    ]
    meaning = _(
        "On training images held back, with the weights at the end of each epoch, nats an image."
    )
    chart_frame.below(meaning, protocol, rows, file)
