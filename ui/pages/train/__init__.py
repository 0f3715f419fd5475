"""The Train page below its heading: set up a training, watch one, look after runs, compare them.

What is shown is said by the link (`?view=watch&job=mnist/...`), so that every view can be sent.
"""

from __future__ import annotations

import streamlit as st

from ui.pages.train import form, queue_list
from ui.pages.train.url import ADDRESS, COMPARE, NEW, RUNS, VIEWS, WATCH, view_parameter
from ui.services import url_state
from ui.styles.sheets import use_sheets
from ui.text.words import _
from vae_core.errors import VaeCoreError

_VIEW, _JOB = "train view", "train job"


def train_page() -> None:
    """Everything below the heading."""
    use_sheets("gallery", "train")
    _read()
    view = _choose()
    job = _job() if view == WATCH else ""
    queue_list.show(watched=job)
    if said := form.joined():
        st.info(said)
    # The form writes its own link, the comparison its runs.
    if view in (WATCH, RUNS):
        url_state.write(ADDRESS, {"view": view} | ({"job": job} if job else {}))
    try:
        _show(view, job)
    except VaeCoreError as error:
        st.error(str(error))
        url_state.write(ADDRESS, {"view": view} | ({"job": job} if job else {}))


def _read() -> None:
    """Take the view from a new link. An address without parameters is the form's."""
    state, query = st.session_state, url_state.asked(ADDRESS)
    if not query and st.query_params:
        return
    values, problems = url_state.parse(query, {"view": view_parameter()})
    for problem in problems:
        st.warning(problem)
    state[_VIEW] = values.get("view", NEW)
    if job := query.get("job"):
        state[_JOB] = job


def _choose() -> str:
    names = {
        NEW: _("New training"),
        WATCH: _("Watch"),
        RUNS: _("Runs"),
        COMPARE: _("Compare"),
    }
    # Not tabs: those would draw what is hidden, too.
    return st.segmented_control(
        _("View"),
        VIEWS,
        required=True,
        key=_VIEW,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )


def _job() -> str:
    """The training to watch: that of the link, or watched last, or what is under way."""
    state = st.session_state
    if not state.get(_JOB):
        state[_JOB] = queue_list.first_at_work()
    return state[_JOB]


def _show(view: str, job: str) -> None:
    # Each view brings modules of its own, which the others need not wait for.
    if view == NEW:
        form.show()
    elif view == WATCH and not job:
        st.info(_("Nothing is being trained, and nothing waits. Begin with “New training”."))
    elif view == WATCH:
        from ui.pages.train.watching import watch

        watch(job)
    elif view == RUNS:
        from ui.pages.train import runs

        runs.show()
    else:
        from ui.pages.train import compare

        compare.show()
