"""The section Curves: what was measured, over beta."""

from __future__ import annotations

import streamlit as st

from ui.pages.kl_weight.captions import key, ladder_name
from ui.pages.kl_weight.inventory import Shelf
from ui.pages.kl_weight.measured import along
from ui.pages.kl_weight.sections.against_ladder import apart
from ui.pages.kl_weight.sections.kl_per_dimension import kl_deep, kl_flat
from ui.pages.kl_weight.sections.over_beta import figures, over_beta
from ui.pages.kl_weight.sections.rate_curve import rate_distortion
from ui.pages.kl_weight.sections.trainings import trainings
from ui.text.words import _
from ui.widgets.html import Markup, show_html


def show(found: Shelf) -> None:
    """All charts of which anything was measured."""
    if not along(found.dial) and not ladder_name(found.flat):
        st.caption(_("– Nothing was measured for this data set yet."))
        return
    rate_distortion(found)
    apart(found)
    st.subheader(_("Over β"), anchor=False)
    show_html(_key_over_beta(found))
    with st.container(key="lse-kl-charts"):
        kl_flat(found)
        kl_deep(found)
        for figure in figures():
            over_beta(found, figure)
    trainings(found)


def _key_over_beta(found: Shelf) -> Markup:
    marks = (
        ("ring", ladder_name(found.flat)),
        ("dot", _("2 numbers, the dial’s network") if along(found.dial) else ""),
        ("square", ladder_name(found.deep)),
    )
    return key(*(mark for mark in marks if mark[1]))
