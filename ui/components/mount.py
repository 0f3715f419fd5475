"""What pages with a live component have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st


def said(key: str, states: Sequence[str]) -> dict[str, Any]:
    """What the component of this key says in each of its states; None where it said nothing yet."""
    component = st.session_state[key]
    return {name: component.get(name) for name in states}
