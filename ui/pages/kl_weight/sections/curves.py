"""The section Curves: what was measured, over beta."""

from __future__ import annotations

import streamlit as st

from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts.labels import key, ladder_name
from ui.pages.kl_weight.measurements import along
from ui.pages.kl_weight.sections.against_ladder import compare_with_ladder
from ui.pages.kl_weight.sections.kl_per_dimension import kl_deep, kl_flat
from ui.pages.kl_weight.sections.over_beta import figures, over_beta
from ui.pages.kl_weight.sections.rate_curve import rate_distortion
from ui.pages.kl_weight.sections.trainings import trainings
from ui.text.words import _
from ui.widgets.html import Markup, show_html


def show(models: BetaModels) -> None:
    """Draw all charts that have measured values."""
    if not along(models.dial) and not ladder_name(models.flat):
        st.caption(_("– Nothing was measured for this data set yet."))
        return
    rate_distortion(models)
    compare_with_ladder(models)
    st.subheader(_("Over β"), anchor=False)
    show_html(_key_over_beta(models))
    with st.container(key="lse-kl-charts"):
        kl_flat(models)
        kl_deep(models)
        for figure in figures():
            over_beta(models, figure)
    trainings(models)


def _key_over_beta(models: BetaModels) -> Markup:
    marks = (
        ("ring", ladder_name(models.flat)),
        ("dot", _("2-D latent, the dial’s network") if along(models.dial) else ""),
        ("square", ladder_name(models.deep)),
    )
    return key(*(mark for mark in marks if mark[1]))
