"""The view in the address bar: `?view=images&way=draw&signs=sun,moon`, so that a class can be sent
to the pad with the signs on it."""

from __future__ import annotations

import streamlit as st

from ui.pages.train.url import ADDRESS, OWN_IMAGES
from ui.services.address import url_state

WAY, SIGNS = "own images way", "own images signs named"
WAYS = UPLOAD, DRAW = ("upload", "draw")
MAX_SIGNS_TEXT = 120


def read_link() -> list[str]:
    """Set the way and the signs from a new link. Returns a sentence for what is not valid."""
    query = url_state.asked(ADDRESS)
    values, problems = url_state.parse(query, {"way": url_state.choice(WAYS)})
    if "way" in values:
        st.session_state[WAY] = values["way"]
    if "signs" in query:
        st.session_state[SIGNS] = query["signs"][:MAX_SIGNS_TEXT]
    return problems


def write_link() -> None:
    """Write the way and the signs to the address bar."""
    state = st.session_state
    link = {"view": OWN_IMAGES}
    if state.get(WAY, UPLOAD) != UPLOAD:
        link["way"] = state[WAY]
        if signs := state.get(SIGNS):
            link["signs"] = signs
    url_state.write(ADDRESS, link)
