"""The seed of a random draw: a field, and a button for the next one."""

from __future__ import annotations

import streamlit as st

from ui.text.words import _

MAX_SEED = 999_999


def choose_seed(key: str) -> None:
    """Draw a button and a field for the seed; call it in a horizontal container.

    key: session key of the seed.
    """

    def next_seed() -> None:
        st.session_state[key] = (st.session_state[key] + 1) % (MAX_SEED + 1)

    st.button(_("Draw again"), icon=":material/casino:", on_click=next_seed)
    st.number_input(
        _("Seed"),
        0,
        MAX_SEED,
        key=key,
        width=148,
        help=_("Names this draw: the same seed gives the same 100 codes again."),
        persist_state="session",
    )
