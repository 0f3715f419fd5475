"""A Plotly figure on the page, with what keeps it: as PNG, as SVG, and its data as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.text.words import _
from ui.widgets.controls.downloads import csv_button
from ui.widgets.html import html, show_html
from vae_core.files.csv_table import Rows

if TYPE_CHECKING:
    import plotly.graph_objects as go

_NO_NAME = re.compile(r"[^a-z0-9.]+")


def show_figure(
    figure: go.Figure,
    *,
    key: str,
    file: str,
    alt: str,
    rows: Callable[[], Rows] | None = None,
) -> None:
    """Draw a figure as wide as there is room, and its three small buttons below it.

    file: what the files are called, without an ending. alt: the figure in words.
    rows: its data for the CSV (None: the points of its lines).
    """
    name = _NO_NAME.sub("-", file.lower()).strip("-")
    with st.container(key=f"lse-figure-{key}"):
        st.plotly_chart(
            figure,
            width="stretch",
            key=key,
            # The bar, which shell/figure.css hides, is there for its button: the script presses it.
            config={
                "displayModeBar": True,
                "displaylogo": False,
                "modeBarButtons": [["toImage"]],
                "toImageButtonOptions": {"filename": name, "format": "png", "scale": 3},
            },
            alt=alt,
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            show_html(
                html(
                    '<div class="lse-figure-files">'
                    '<button type="button" data-lse-figure="png" title="{png}">PNG</button>'
                    '<button type="button" data-lse-figure="svg" title="{svg}">SVG</button></div>',
                    png=_("Download this figure as a picture"),
                    svg=_("Download this figure as a drawing that can be enlarged and edited"),
                ),
                width="content",
            )
            csv_button(
                _("CSV"),
                name,
                rows or (lambda: figure_rows(figure)),
                key=f"csv of {key}",
                type="tertiary",
            )


def figure_rows(figure: go.Figure) -> list[dict[str, Any]]:
    """A row for each point of each line: its series, and x and y under the names of the axes."""
    layout = figure.layout
    across = layout.xaxis.title.text or "x"
    up = layout.yaxis.title.text or layout.title.text or "y"
    up = up if up != across else "y"
    return [
        {"series": trace.name or "", across: x, up: y}
        for trace in figure.data
        if trace.x is not None and trace.y is not None
        for x, y in zip(trace.x, trace.y, strict=False)
        if x is not None and y is not None
    ]


# On every page (frame/shell.py). Plotly's own button saves a chart in the one format that its
# settings name.
SAVING = """
(() => {
  if (window.lseFigures) return;
  window.lseFigures = true;
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-lse-figure]");
    const frame = pressed?.closest('[class*="st-key-lse-figure-"]');
    const chart = frame?.querySelector(".js-plotly-plot");
    const save = chart?.querySelector(".modebar-btn");
    if (!save) return;
    const format = pressed.dataset.lseFigure, options = chart._context.toImageButtonOptions;
    Object.assign(options, { format, scale: format === "png" ? 3 : 1 });
    save.click();
  });
})();
"""
