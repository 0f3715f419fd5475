"""The Reconstruct page below its heading: an image comes in, becomes a code, and comes back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import run_card, shell
from ui.reconstruct_page import elbo, many, models, near, plane, steps, ways
from ui.reconstruct_page.given import Given
from ui.reconstruct_page.link import CAMERA, DRAW, read_link, write_link
from ui.words import _
from vae_core.errors import RunError
from vae_core.runs import Run

_ASSETS = Path(__file__).parent.parent / "assets"
_SHEETS = ("latent_tools", "table", "reconstruct")
_STYLE = "".join((_ASSETS / f"{name}.css").read_text() for name in _SHEETS)


def reconstruct() -> None:
    """Choose a run in the sidebar, and bring an image."""
    st.html(f"<style>{_STYLE}</style>")
    runs = shell.runs_here()
    if not runs:
        return
    run = shell.choose_run(runs)
    try:
        _show(run, [other for other in runs if other.dataset == run.dataset])
    except RunError as error:
        st.error(str(error))


def _show(run: Run, runs: list[Run]) -> None:
    """Raises RunError where a file of the run is damaged."""
    # Read before anything is drawn from them.
    _files = run.weights, run.latents
    for problem in read_link(run):
        st.warning(problem)
    run_card.show(run)
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-ways"):
        way = ways.choose_way()
        switches = steps.choose(way)
    if way == DRAW:
        write_link(run, None)
        _drawing(run, runs, switches)
        return
    given, beside = ways.given(way, run, switches)
    with beside:
        shown = many.choose(given)
    write_link(run, shown.index if shown else None)
    if shown is None:
        return
    plane.given(run, shown, given)
    if shown.steps:
        with beside if way == CAMERA else st.container():
            steps.show(shown.steps, switches)
    if len(given) > 1:
        many.show(run, given, shown)
    _sections(run, runs, shown)


@st.fragment
def _drawing(run: Run, runs: list[Run], switches: dict[str, bool]) -> None:
    """The pad and all that is said of the drawing. The end of a stroke reruns this part only."""
    drawn = plane.pad(run, switches)
    if drawn is not None:
        _sections(run, runs, drawn)


def _sections(run: Run, runs: list[Run], shown: Given) -> None:
    """What comes out of an image, in reading order."""
    with st.spinner(_("Asking the models…")):
        seen = models.see(runs, shown)
    models.show(seen, run, shown)
    if run.id not in {one.run.id for one in seen}:
        return
    own = next(one for one in seen if one.run.id == run.id).inspection
    left, right = st.columns(2, gap="large")
    with left:
        elbo.show(run, own)
    with right:
        elbo.show_unusual(run, own)
    near.show(run, own.mu[0])
