"""A chart on the page: the figure, what it means and how it was measured, and its data as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.text.words import _
from ui.widgets import terms
from ui.widgets.charts.figure import show_figure
from ui.widgets.controls.downloads import csv_button
from vae_core.files.csv_table import Rows

if TYPE_CHECKING:
    import plotly.graph_objects as go


def show(figure: go.Figure, name: str, meaning: str, protocol: str, rows: Rows, file: str) -> None:
    """Draw a chart. `name` is unique on the page; `file` names its files, without an
    ending."""
    with st.container(key=f"lse-kl-chart-{file}"):
        show_figure(
            figure,
            key=f"kl chart {file}",
            file=file,
            alt=f"{name}: {meaning}",
            rows=lambda: rows,
        )
        terms.caption(f"{meaning} {protocol}".strip())


def below(meaning: str, protocol: str, rows: Rows, file: str) -> None:
    """Draw the caption and the CSV button under a table, or under several charts."""
    terms.caption(f"{meaning} {protocol}".strip())
    csv_button(_("CSV"), file, lambda: rows, key=f"kl csv {file}", type="tertiary")


def absent(name: str, why: str) -> None:
    """Draw a dash in place of a chart, and why there is none."""
    terms.markdown(f"**{name}** –")
    terms.caption(why)
