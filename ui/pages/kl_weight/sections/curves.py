"""The section Curves: one chart of what was measured, chosen from a list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from ui.components.planes.dial.by_beta import along
from ui.pages.kl_weight import url
from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts.labels import key, ladder_name
from ui.pages.kl_weight.measurements import gaps
from ui.pages.kl_weight.sections.measured.against_ladder import compare_with_ladder
from ui.pages.kl_weight.sections.measured.kl_per_dimension import kl_deep, kl_flat
from ui.pages.kl_weight.sections.measured.over_beta import figures, over_beta
from ui.pages.kl_weight.sections.measured.rate_curve import rate_distortion, whole_plane
from ui.pages.kl_weight.sections.measured.trainings import trainings
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, show_html

Draw = Callable[[BetaModels], None]


def show(models: BetaModels) -> None:
    """Draw the choice of charts, and the chart that is chosen."""
    if not along(models.dial) and not ladder_name(models.flat):
        terms.caption(_("– Nothing was measured for this data set yet."))
        return
    state, choices = st.session_state, _choices(models)
    if state.get("kl_chart") not in choices:
        state.kl_chart = url.CHARTS[0]
    chosen = st.selectbox(
        _("Chart"),
        list(choices),
        key="kl_chart",
        format_func=lambda name: choices[name][0],
        persist_state="session",
        width=480,
    )
    choices[chosen][1](models)


def _choices(models: BetaModels) -> dict[str, tuple[str, Draw]]:
    """What can be drawn of these models, by its name in the link: (title, function)."""
    dim = _latent_dim(models)
    every: dict[str, tuple[str, Draw]] = {
        "rate": (_("Rate against distortion, near"), rate_distortion),
        "plane": (_("Rate against distortion, with its bounds"), whole_plane),
        "ladder": (_("The dial’s network against a network for each β"), compare_with_ladder),
        "kl": (_("KL of each of 2 latent dimensions"), _with_key(kl_flat)),
        "kl-deep": (_("KL of each of {n} latent dimensions").format(n=dim), kl_deep),
        **{
            figure.key.replace("_", "-"): (
                figure.name,
                _with_key(partial(over_beta, figure=figure)),
            )
            for figure in figures()
        },
        "trainings": (_("The trainings, by epoch"), trainings),
    }
    lacks = {
        "ladder": not gaps(models.flat, models.dial),
        "kl-deep": not dim,
        "trainings": not models.flat or not models.flat.ladder,
    }
    return {name: every[name] for name in url.CHARTS if not lacks.get(name)}


def _latent_dim(models: BetaModels) -> int:
    """Latent dimensions of the larger ladder; 0 where there is none."""
    if not models.deep or not models.deep.ladder:
        return 0
    return next(iter(models.deep.ladder.values()))[0].config.model.latent_dim


def _with_key(draw: Draw) -> Draw:
    def drawn(models: BetaModels) -> None:
        show_html(_key_over_beta(models))
        draw(models)

    return drawn


def _key_over_beta(models: BetaModels) -> Markup:
    marks = (
        ("ring", ladder_name(models.flat)),
        ("dot", _("2-D latent, the dial’s network") if along(models.dial) else ""),
        ("square", ladder_name(models.deep)),
    )
    return key(*(mark for mark in marks if mark[1]))
