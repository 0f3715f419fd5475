"""Parts of a page that run again without the rest of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from vae_core.errors import VaeCoreError

P = ParamSpec("P")


def fragment(function: Callable[P, None], *, run_every: float | None = None) -> Callable[P, None]:
    """`st.fragment` for this app: an error of the library is shown as its sentence.

    What a page catches around a fragment is not there when the fragment alone runs again, so the
    fragment has to catch it itself.

    run_every: seconds between two runs of the fragment.
    """

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except VaeCoreError as error:
            st.error(str(error))

    return st.fragment(guarded, run_every=run_every)


def is_fragment_run() -> bool:
    """True while a fragment alone runs again, not the whole page."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)
