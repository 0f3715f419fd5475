"""The section Curves: what was measured, over beta."""

from __future__ import annotations

import streamlit as st

from ui.kl_weight.apart import apart
from ui.kl_weight.captions import key, ladder_name
from ui.kl_weight.kl_each import kl_deep, kl_flat
from ui.kl_weight.measured import along
from ui.kl_weight.over_beta import figures, over_beta
from ui.kl_weight.rate_curve import rate_distortion
from ui.kl_weight.shelf import Shelf
from ui.kl_weight.trainings import trainings
from ui.words import _


def show(found: Shelf) -> None:
    """All charts of which anything was measured."""
    if not along(found.dial) and not ladder_name(found.flat):
        st.caption(_("– Nothing was measured for this data set yet."))
        return
    rate_distortion(found)
    apart(found)
    st.subheader(_("Over β"), anchor=False)
    st.html(_key_over_beta(found))
    with st.container(key="lse-kl-charts"):
        kl_flat(found)
        kl_deep(found)
        for figure in figures():
            over_beta(found, figure)
    trainings(found)


def _key_over_beta(found: Shelf) -> str:
    marks = (
        ("ring", ladder_name(found.flat)),
        ("dot", _("2 numbers, the dial’s network") if along(found.dial) else ""),
        ("square", ladder_name(found.deep)),
    )
    return key(*(mark for mark in marks if mark[1]))
