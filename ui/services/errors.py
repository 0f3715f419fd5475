"""Errors of the library as sentences on a page: shown at once, or kept for the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from ui.text.outside import error_sentence
from vae_core.errors import VaeCoreError


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error of the library, raised in the `with` block, as its sentence."""
    try:
        yield
    except VaeCoreError as error:
        show_error(error)


def show_error(error: VaeCoreError, show: Callable[[str], object] = st.error) -> None:
    """Show the sentence of an error of the library. show: `st.error`, `st.warning`, `st.info`."""
    show(error_sentence(error))


@contextmanager
def errors_kept(key: str) -> Iterator[None]:
    """Keep an error of the library, raised in the `with` block, for `kept_error` to return.

    For callbacks, which run before anything is drawn. key: where the session keeps the sentence.
    """
    try:
        yield
    except VaeCoreError as error:
        st.session_state[key] = error_sentence(error)


def kept_error(key: str) -> str:
    """The sentence that `errors_kept` has kept under `key`, once; "" if there is none."""
    return st.session_state.pop(key, "")
