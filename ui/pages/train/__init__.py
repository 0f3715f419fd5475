"""The Train page below its heading: set up a training, watch one, look after runs, compare them.

The link names the view (`?view=watch&job=mnist/...`), so that each can be sent.
"""

from __future__ import annotations

import streamlit as st

from ui.pages.train import form, import_weights, operator_access, queue_list
from ui.pages.train.form.start import joined_sentence
from ui.pages.train.state import VIEW, read_link, watched_job, write_link
from ui.pages.train.url import COMPARE, NEW, OWN_IMAGES, RUNS, VIEWS, WATCH
from ui.services.errors import show_error
from ui.styles.sheets import use_sheets
from ui.text.words import _
from vae_core.errors import VaeCoreError


def train_page() -> None:
    """Draw the page: the choice of a view, the queue, and the view."""
    use_sheets("pages/gallery", "table", "train/page")
    read_link()
    view = _choose_view()
    job = watched_job() if view == WATCH else ""
    queue_list.show(watched=job)
    if sentence := joined_sentence():
        st.info(sentence)
    # The others write links of their own.
    if view in (WATCH, RUNS):
        write_link(view, job)
    try:
        _show(view, job)
    except VaeCoreError as error:
        show_error(error)
        write_link(view, job)
    operator_access.show()


def _choose_view() -> str:
    names = {
        NEW: _("New training"),
        OWN_IMAGES: _("Your own images"),
        WATCH: _("Watch"),
        RUNS: _("Runs"),
        COMPARE: _("Compare"),
    }
    # Not tabs: those would draw what is hidden, too.
    return (
        st.segmented_control(
            _("View"),
            VIEWS,
            required=True,
            key=VIEW,
            format_func=names.__getitem__,
            label_visibility="collapsed",
            persist_state="session",
        )
        or NEW
    )


def _show(view: str, job: str) -> None:
    # Each view brings modules of its own, which the others need not wait for.
    if view == NEW:
        form.show()
        import_weights.show()
    elif view == OWN_IMAGES:
        from ui.pages.train import own_images

        own_images.show()
    elif view == WATCH and not job:
        st.info(_("Nothing is being trained, and nothing waits. Begin with “New training”."))
    elif view == WATCH:
        from ui.pages.train import watch

        watch.show(job)
    elif view == RUNS:
        from ui.pages.train import runs

        runs.show()
    else:
        from ui.pages.train import compare

        compare.show()
