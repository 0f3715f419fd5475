"""The seed in the address bar: `?hunt=4711` gives a whole class the same ten places."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import numpy as np
import streamlit as st

from ui.services import url_state
from ui.services.url_state import Parameter
from ui.text.words import _
from vae_core.evaluation.hole_hunt import SEEDS

_SEED, _PROBLEM = "hunt_seed", "hunt_problem"
PARAMETER = "hunt"


def seed() -> int:
    """The seed that is played: the link's where it names a new one, else the last, else a fresh
    one. The link is made to say it."""
    state, asked = st.session_state, url_state.asked_part(PARAMETER)
    if asked is not None:
        values, problems = url_state.parse({PARAMETER: asked}, {PARAMETER: seed_parameter()})
        state[_PROBLEM] = "".join(problems)
        state[_SEED] = values.get(PARAMETER, _fresh())
    state.setdefault(_SEED, _fresh())
    url_state.write_part(PARAMETER, str(state[_SEED]))
    return state[_SEED]


def next_seed() -> None:
    """Play with other places."""
    st.session_state[_SEED] = _fresh()
    st.session_state[_PROBLEM] = ""
    url_state.write_part(PARAMETER, str(st.session_state[_SEED]))


def problem() -> str:
    """What was wrong with the link's seed; empty where nothing was."""
    return st.session_state.get(_PROBLEM, "")


def seed_parameter() -> Parameter[int]:
    """The seed in the link."""
    return url_state.integer(
        0,
        SEEDS[-1],
        _("The link asks for the places “{text}”, which is not {allowed}. Ten others were drawn."),
    )


def address() -> str:
    """This page with these places, to be given to others."""
    query = urlencode(st.query_params.to_dict(), safe=",~")
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path or "/", query, ""))


def _fresh() -> int:
    return int(np.random.default_rng().integers(len(SEEDS)))
