"""The Train page below its heading: set up a training, watch one, look after runs, compare them.

What is shown is said by the link (`?view=watch&job=mnist/...`), so that every view can be sent.
"""

from __future__ import annotations

import streamlit as st

from ui.pages.train import form, queue_list
from ui.styles.sheets import use_sheets
from ui.text.words import _
from vae_core.errors import VaeCoreError

NEW, WATCH, RUNS, COMPARE = VIEWS = ("new", "watch", "runs", "compare")
_VIEW, _JOB, _SAID = "train view", "train job", "train address"


def train_page() -> None:
    """Everything below the heading."""
    use_sheets("gallery", "train")
    _read()
    view = _choose()
    job = _job() if view == WATCH else ""
    queue_list.show(watched=job)
    if said := form.joined():
        st.info(said)
    _write(view, job)
    try:
        _show(view, job)
    except VaeCoreError as error:
        st.error(str(error))


def _read() -> None:
    """Take the view from the link, where that is another one than the page last said."""
    state, query = st.session_state, st.query_params
    view, job = query.get("view", NEW), query.get("job", "")
    if state.get(_SAID) == (view, job):
        return
    if view not in VIEWS:
        st.warning(
            _("The link asks for a view that is none of {views}. The form is shown.").format(
                views=", ".join(VIEWS)
            )
        )
        view = NEW
    state[_VIEW] = view
    if job:
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


def _write(view: str, job: str) -> None:
    """Make the address bar say the view. The form writes its own, the comparison its runs."""
    state, new = st.session_state, (view, job)
    # Also where the link says so: one followed on this page reaches Python, but not the address
    # bar. The browser makes no entry of an address that it has.
    if view in (WATCH, RUNS) and state.get(_SAID) != new:
        st.query_params.from_dict({"view": view} | ({"job": job} if job else {}))
    elif view == COMPARE and st.query_params.get("view") != COMPARE:
        st.query_params.from_dict({"view": view})
    state[_SAID] = new


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
