"""The Latent tools page below its heading: samples, interpolation, and arithmetic of classes."""

from __future__ import annotations

import streamlit as st

from ui.pages.latent_tools import arithmetic, between, labels, samples
from ui.pages.latent_tools.url import ADDRESS, TOOLS, read_link, tools_for, write_link
from ui.services.errors import show_error
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import run_card
from ui.widgets.controls import take_home
from ui.widgets.controls.label import choose_label
from ui.widgets.frame import shell
from vae_core.errors import RunError
from vae_core.runs.run import Run

_DRAW = {
    "samples": samples.show,
    "between": between.show,
    "arithmetic": arithmetic.show,
    "labels": labels.show,
}


def latent_tools() -> None:
    """Draw the page: the choice of a run in the sidebar, and of a tool."""
    use_sheets("pages/latent_tools", "table")
    runs = shell.runs_here()
    if not runs:
        return
    run = shell.choose_run(runs)
    try:
        _show(run)
    except RunError as error:
        show_error(error)
        write_link(run)


def _show(run: Run) -> None:
    """Draw the tools for a run. Raises RunError where a file of it is damaged."""
    # Read first, so that damaged files raise before anything is drawn.
    _files = run.weights, run.latents
    run = choose_label(run, ADDRESS)
    for problem in read_link(run):
        st.warning(problem)
    run_card.show(run)
    with st.sidebar:
        take_home.show(run)
    names = {
        "samples": _("Samples"),
        "between": _("Between two images"),
        "arithmetic": _("Arithmetic"),
        "labels": _("One style, all labels"),
    }
    tools = tools_for(run)
    if st.session_state.tool not in tools:
        st.session_state.tool = TOOLS[0]
    # Not tabs: those would compute what is hidden, too.
    tool = st.segmented_control(
        _("Tool"),
        tools,
        required=True,
        key="tool",
        format_func=names.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
    _DRAW[tool or TOOLS[0]](run)
