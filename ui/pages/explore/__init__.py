"""The Explore page: a run is chosen, and its latent space can be dragged through."""

from __future__ import annotations

import streamlit as st

from ui.pages.explore import beside, live_plane, native_sliders, state, url
from ui.services.caches import resources
from ui.services.errors import show_error
from ui.text.words import _
from ui.widgets import run_card
from ui.widgets.controls import take_home
from ui.widgets.controls.label import choose_label
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.frame import shell
from ui.widgets.network.unknown_layers import unknown_layers
from ui.widgets.pictures import colour_note
from vae_core.errors import RunError
from vae_core.runs.run import Run


def choose() -> Run | None:
    """The run chosen in the sidebar; None, with a sentence on the page, where there is none."""
    runs = shell.runs_here()
    return shell.choose_run(runs) if runs else None


def question(run: Run | None) -> str:
    """The sentence under the page's title."""
    code = (
        _("a {n}-D latent code").format(n=run.config.model.latent_dim)
        if run
        else _("a latent code, a few numbers")
    )
    return _(
        "Each dot is one test image, encoded as {code}. "
        "Drag anywhere: the decoder draws what lives there."
    ).format(code=code)


def explore(run: Run) -> None:
    """Draw the page below its heading."""
    try:
        # Read the run's files before anything is drawn, so that a damaged one stops here.
        unknown = unknown_layers(run, "decoder")
        resources.codes(run)
    except RunError as error:
        show_error(error)
        url.write(run)
        return
    run = choose_label(run, url.ADDRESS)
    for problem in state.settle(run):
        st.warning(problem)
    run_card.show(run)
    with st.sidebar:
        take_home.show(run)
    if unknown:
        native_sliders.show(run, unknown)
    else:
        live_plane.show(run)
        colour_note.show(run)
    offer_originals(run, "explore originals")
    beside.show(run)
