"""The Reconstruct page below its heading: an image is encoded and decoded by the models."""

from __future__ import annotations

import streamlit as st

from ui.pages.reconstruct import (
    bound_section,
    elbo,
    every_model,
    live_plane,
    many_images,
    nearest,
    picture,
    told,
)
from ui.pages.reconstruct.image_input import sources, steps
from ui.pages.reconstruct.image_input.input_image import Given
from ui.pages.reconstruct.url import DRAW, read_link, write_link
from ui.services.errors import show_error
from ui.services.fragments import fragment
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import run_card, terms
from ui.widgets.controls import take_home
from ui.widgets.frame import shell
from ui.widgets.network.unknown_layers import unknown_layers
from vae_core.data.datasets import describe
from vae_core.errors import RunError
from vae_core.runs.run import Run


def reconstruct() -> None:
    """Draw the page: the choice of a run in the sidebar, the image, and the results for it."""
    use_sheets("pages/latent_tools", "table", "pages/reconstruct")
    runs = shell.runs_here()
    if not runs:
        return
    run = shell.choose_run(runs)
    # Every model is asked about the image; of the conditional ones only the chosen one is told.
    others = [o for o in runs if o.dataset == run.dataset and o.config.model.n_labels is None]
    try:
        problems = read_link(run)
        if run.config.model.n_labels is not None:
            run = told.choose(run)
            others = [run, *others]
        _show(run, others, problems)
    except RunError as error:
        show_error(error)
        write_link(run)


def _show(run: Run, runs: list[Run], problems: list[str]) -> None:
    """Draw the page for a run. Raises RunError where a file of it is damaged."""
    # Read first, so that damaged files raise before anything is drawn.
    _files = run.weights, run.latents
    for problem in problems:
        st.warning(problem)
    run_card.show(run)
    with st.sidebar:
        take_home.show(run)
    if named := unknown_layers(run, "encoder", "decoder"):
        st.info(
            named + " " + _("The server computes that part, once you let go."),
            icon=":material/info:",
        )
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-ways"):
        way = sources.choose_way(run)
        switches = steps.choose(way, describe(run.dataset).rules)
    if run.config.model.image_shape[0] == 3:
        terms.caption(
            _("This model knows images in colour: take a test image or a picture of your own.")
        )
    if way == DRAW:
        write_link(run)
        _drawing(run, runs, switches)
        return
    given, beside = sources.given(way, run, switches)
    with beside:
        shown = many_images.choose(given)
    write_link(run, shown.index if shown else None)
    if shown is None:
        return
    if shown.file:
        picture.show(run, shown, given, switches)
    else:
        live_plane.given(run, shown, given)
    if len(given) > 1:
        many_images.show(run, given, shown)
    _sections(run, runs, shown)


@fragment
def _drawing(run: Run, runs: list[Run], switches: dict[str, bool]) -> None:
    """Draw the pad and the results for the drawing. The end of a stroke reruns only this."""
    drawn = live_plane.pad(run, switches)
    if drawn is not None:
        _sections(run, runs, drawn)


def _sections(run: Run, runs: list[Run], shown: Given) -> None:
    """Draw the results for an image, in reading order."""
    with st.spinner(_("Asking the models…")):
        seen = every_model.see(runs, shown)
    every_model.show(seen, run, shown)
    if run.id not in {one.run.id for one in seen}:
        return
    own = next(one for one in seen if one.run.id == run.id).inspection
    left, right = st.columns(2, gap="large")
    with left:
        elbo.show(run, own)
    with right:
        elbo.show_unusual(run, own)
    bound_section.show(run, shown)
    nearest.show(run, own.mu[0])
