"""The seed in the address bar: `?hunt=4711` gives a whole class the same ten points."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import numpy as np
import streamlit as st

from ui.services.address import url_state
from ui.services.address.url_state import Parameter
from ui.text.words import _
from vae_core.evaluation.plane.hole_hunt import SEEDS

_SEED, _PROBLEM = "hunt_seed", "hunt_problem"
PARAMETER = "hunt"


def seed() -> int:
    """The seed of the game: the link's where that is new, else the last one, else a random one.

    It is written to the address bar."""
    state, text = st.session_state, url_state.asked_part(PARAMETER)
    if text is not None:
        values, problems = url_state.parse({PARAMETER: text}, {PARAMETER: seed_parameter()})
        state[_PROBLEM] = "".join(problems)
        state[_SEED] = values.get(PARAMETER, _fresh())
    state.setdefault(_SEED, _fresh())
    url_state.write_part(PARAMETER, str(state[_SEED]))
    return state[_SEED]


def next_seed() -> None:
    """Begin a game with other points."""
    st.session_state[_SEED] = _fresh()
    st.session_state[_PROBLEM] = ""
    url_state.write_part(PARAMETER, str(st.session_state[_SEED]))


def problem() -> str:
    """A sentence on the link's seed where it is not valid, else ""."""
    return st.session_state.get(_PROBLEM, "")


def seed_parameter() -> Parameter[int]:
    """How the seed is read from a link."""
    return url_state.integer(
        0,
        SEEDS[-1],
        _("The link asks for the places “{text}”, which is not {allowed}. Ten others were drawn."),
    )


def address() -> str:
    """Full address of this page with the present seed, for sharing."""
    query = urlencode(st.query_params.to_dict(), safe=",~")
    page = urlsplit(st.context.url or "")
    return urlunsplit((page.scheme, page.netloc, page.path or "/", query, ""))


def _fresh() -> int:
    return int(np.random.default_rng().integers(len(SEEDS)))
