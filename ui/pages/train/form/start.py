"""The button that starts a training, or the reason why not: the run exists, or images lack."""

from __future__ import annotations

import streamlit as st

from ui.pages.train.form.fields import chosen_threads
from ui.pages.train.form.state import EXISTING, JOINED, REQUEST, TITLE
from ui.pages.train.url import MAX_SEED, WATCH
from ui.services.address import url_state
from ui.services.errors import errors_shown
from ui.services.visitor import visitor
from ui.text.words import _
from ui.widgets.controls.original_images import offer_download
from vae_core.data.datasets import describe, is_downloaded
from vae_core.jobs import queue
from vae_core.jobs.request import TrainingRequest


def start_button(request: TrainingRequest, *, enabled: bool) -> None:
    """Draw the button that queues the training; below it, links to the run if it exists."""
    state = st.session_state
    if st.button(_("Train"), icon=":material/play_arrow:", key="train go", disabled=not enabled):
        _ask(request)
    if run_id := state.get(EXISTING):
        _show_existing(request, run_id)


def _ask(request: TrainingRequest) -> None:
    who, state = visitor(), st.session_state
    name = "" if who.is_operator else who.id
    # Not left to the fragment: the rest of the form is drawn below the sentence.
    with errors_shown():
        asked = queue.enqueue(
            request.to_config(),
            request.name(),
            title=state[TITLE],
            visitor=name,
            address=who.address,
            threads=chosen_threads(),
        )
        if asked.there:
            state[EXISTING] = asked.id
            return
        if asked.joined:
            state[JOINED] = (
                _("You asked for the same before. Here it is.")
                if who.id in asked.by
                else _(
                    "Somebody asked for the same before: you follow it, who asked first steers it."
                )
            )
        url_state.follow({"view": WATCH, "job": asked.id})
        st.rerun()


def joined_sentence() -> str:
    """The sentence for a visitor who has just joined another's training, once; else ""."""
    return st.session_state.pop(JOINED, "")


def _show_existing(request: TrainingRequest, run_id: str) -> None:
    """Draw links to the run that was trained from the same request before."""
    dataset, name = run_id.split("/", 1)
    st.info(_("This very model was trained before, to the same weights. Here it is:"))
    with st.container(horizontal=True, key="lse-watch-links-there"):
        st.page_link(
            "app.py",
            label=_("Open in Explore"),
            icon=":material/explore:",
            query_params={"dataset": dataset, "run": name},
        )
        st.page_link(
            "pages/5_Gallery.py",
            label=_("In the Gallery"),
            icon=":material/grid_view:",
            query_params={"run": run_id},
        )
        seed = (request.value("seed") + 1) % (MAX_SEED + 1)
        st.button(
            _("Take seed {n}").format(n=seed),
            icon=":material/casino:",
            key="train another seed",
            on_click=_take_seed,
            args=(seed,),
            help=_("Another beginning, shuffling and noise: another plane."),
        )


def _take_seed(seed: int) -> None:
    state = st.session_state
    state[REQUEST] = state[REQUEST].changed("seed", seed)
    state.pop(EXISTING, None)


def images_here(dataset: str) -> bool:
    """True if the images are on this machine; if not, draws a sentence and a download button."""
    if is_downloaded(dataset):
        return True
    title = describe(dataset).title
    st.info(_("The images of {title} are not on this machine, or damaged.").format(title=title))
    offer_download(dataset, "train download", _("Download them: {size} MB"))
    return False
