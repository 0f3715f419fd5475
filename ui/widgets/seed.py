"""The seed of a draw, to be chosen or counted on."""

from __future__ import annotations

import streamlit as st

from ui.text.words import _

MAX_SEED = 999_999


def choose_seed(key: str) -> None:
    """A button and a field side by side, in a horizontal container. `key`: where the session keeps
    the seed."""

    def count_on() -> None:
        st.session_state[key] = (st.session_state[key] + 1) % (MAX_SEED + 1)

    st.button(_("Draw again"), icon=":material/casino:", on_click=count_on)
    st.number_input(
        _("Seed"),
        0,
        MAX_SEED,
        key=key,
        width=140,
        help=_("Names this draw: the same seed gives the same 100 codes again."),
        persist_state="session",
    )
