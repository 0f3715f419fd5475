"""A figure whose cursor goes along with the teacher's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st


def go_along(state: Mapping[str, Any], place: str) -> int:
    """Move the cursor to the teacher's where that has moved, and return the component's `rev`.

    state: what the figure got; `state["led"]` is the teacher's cursor, if any.
    place: the key under which the session keeps the figure's cursor.
    """
    session, led, seen = st.session_state, state.get("led"), f"{place} led"
    if led is not None and session.get(seen) != led.revision:
        session[place], session[seen] = led.cursor, led.revision
    return session.get(seen, 0)
