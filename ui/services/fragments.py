"""Fragments: parts of a page that run again without the rest of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.services.errors import errors_shown

P = ParamSpec("P")


def fragment(function: Callable[P, None], *, run_every: float | None = None) -> Callable[P, None]:
    """`st.fragment` for this app: an error of the library is shown as its sentence.

    A page's own `except` is not active while the fragment alone runs again, so the fragment
    catches errors itself. Where more than the fragment has news, the whole page runs again.

    run_every: seconds between two runs of the fragment.
    """

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        if _is_news_elsewhere():
            st.rerun()
        with errors_shown():
            function(*args, **kwargs)

    return st.fragment(guarded, run_every=run_every)


def is_fragment_run() -> bool:
    """True while a fragment alone runs again, not the whole page."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def _is_news_elsewhere() -> bool:
    """True in a run of fragments alone that came with a change of a widget outside of them.

    What several widgets say within one turn of a browser's event loop, Streamlit sends as one
    request, for the fragment of the first: the others' callbacks run, and nothing of theirs is
    drawn. A figure that reports where it is as one presses Next is enough for it.
    """
    context = get_script_run_ctx()
    if context is None or not context.fragment_ids_this_run:
        return False
    run, state = set(context.fragment_ids_this_run), context.session_state._state
    for widget_id in list(state._new_widget_state):
        widget = state.get_widget_metadata(widget_id)
        if widget is None or not state._widget_changed(widget_id):
            continue
        home = widget.fragment_id
        if home is None:
            return True
        if home not in run and not context.fragment_storage.has_ancestor_in(home, run):
            return True
    return False


def run_again() -> None:
    """Run the fragment that runs now once more, or the whole page where it runs as a part of that:
    what a fragment hears from a browser may come with a run of the page."""
    st.rerun(scope="fragment" if is_fragment_run() else "app")
