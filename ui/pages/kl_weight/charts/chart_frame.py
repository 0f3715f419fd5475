"""A chart on the page: the figure, what it means and how it was measured, and its data as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.text.words import _
from ui.widgets import terms
from ui.widgets.downloads import Rows, csv_button

if TYPE_CHECKING:
    import plotly.graph_objects as go


def show(figure: go.Figure, name: str, meaning: str, protocol: str, rows: Rows, file: str) -> None:
    """Draw a chart. `name` is unique on the page; `file` is the name of the CSV without ".csv"."""
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
    """Draw the caption and the CSV button under a chart or a table."""
    terms.caption(f"{meaning} {protocol}".strip())
    csv_button(_("CSV"), file, lambda: rows, key=f"kl csv {file}", type="tertiary")


def absent(name: str, why: str) -> None:
    """Draw a dash in place of a chart, and why there is none."""
    terms.markdown(f"**{name}** –")
    terms.caption(why)
