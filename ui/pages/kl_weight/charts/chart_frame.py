"""A chart on the page: the figure, what it means and how it was measured, and its data as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.text.words import _
from ui.widgets.downloads import Rows, csv_button

if TYPE_CHECKING:
    import plotly.graph_objects as go


def show(figure: go.Figure, name: str, meaning: str, protocol: str, rows: Rows, file: str) -> None:
    """`name` is unique on the page; `file` is what the CSV of `rows` is called, without ".csv"."""
    with st.container(key=f"lse-kl-chart-{file}"):
        st.plotly_chart(
            figure,
            width="stretch",
            key=f"kl chart {file}",
            config={"displayModeBar": False},
            alt=f"{name}: {meaning}",
        )
        below(meaning, protocol, rows, file)


def below(meaning: str, protocol: str, rows: Rows, file: str) -> None:
    """What stands under a chart, or a table."""
    st.caption(f"{meaning} {protocol}".strip())
    csv_button(_("CSV"), file, lambda: rows, key=f"kl csv {file}", type="tertiary")


def absent(name: str, why: str) -> None:
    """A dash where a chart would stand, and why."""
    st.markdown(f"**{name}** –")
    st.caption(why)
