"""The seed in the address bar: `?hunt=4711` gives a whole class the same ten places."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import numpy as np
import streamlit as st

from ui.services.url_state import shown
from ui.text.words import _
from vae_core.evaluation.hole_hunt import SEEDS

_SEED, _WRITTEN, _PROBLEM = "hunt_seed", "hunt_written", "hunt_problem"
_PARAMETER = "hunt"


def seed() -> int:
    """The seed that is played: the link's where it names a new one, else the last, else a fresh
    one. The link is made to say it."""
    state, asked = st.session_state, st.query_params.get(_PARAMETER)
    if asked is not None and asked != state.get(_WRITTEN):
        found = parse(asked)
        state[_PROBLEM] = "" if found is not None else _said_of(asked)
        state[_SEED] = _fresh() if found is None else found
    state.setdefault(_SEED, _fresh())
    state[_WRITTEN] = str(state[_SEED])
    if asked != state[_WRITTEN]:
        st.query_params[_PARAMETER] = state[_WRITTEN]
    return state[_SEED]


def next_seed() -> None:
    """Play with other places."""
    st.session_state[_SEED] = _fresh()
    st.session_state[_PROBLEM] = ""
    st.query_params[_PARAMETER] = st.session_state[_WRITTEN] = str(st.session_state[_SEED])


def problem() -> str:
    """What was wrong with the link's seed; empty where nothing was."""
    return st.session_state.get(_PROBLEM, "")


def parse(text: str) -> int | None:
    """The seed a link names, or None."""
    if text.isascii() and text.isdigit() and int(text[:9]) in SEEDS and len(text) < 9:
        return int(text)
    return None


def address() -> str:
    """This page with these places, to be given to others."""
    query = urlencode(st.query_params.to_dict(), safe=",~")
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path or "/", query, ""))


def _said_of(text: str) -> str:
    return _(
        "The link asks for the places “{text}”, which is no whole number from 0 to {last}. "
        "Ten others were drawn."
    ).format(text=shown(text), last=SEEDS[-1])


def _fresh() -> int:
    return int(np.random.default_rng().integers(len(SEEDS)))
