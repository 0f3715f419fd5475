"""The state of the form in the session, and how a link sets it."""

from __future__ import annotations

import streamlit as st

from ui.pages.train.url import (
    ADDRESS,
    caps_of,
    is_form,
    parse,
)
from ui.services import url_state
from ui.services.visitor import visitor
from vae_core.data.datasets import DATASETS, is_downloaded
from vae_core.jobs.limits import load_limits
from vae_core.jobs.request import TrainingRequest

# Keys of the session: the request, its title, the id of a run that is there already, and a sentence
# for who joins a training.
REQUEST, TITLE = "train request", "train title"
EXISTING, JOINED = "train existing", "train joined"
# Settings in the folded part of the form.
MORE = ("beta_schedule", "likelihood", "estimator", "batch_size", "lr", "seed")


def read_link() -> list[str]:
    """Fill the form from the link. Returns a sentence for each parameter that is not valid."""
    state = st.session_state
    asked = url_state.asked(ADDRESS)
    if REQUEST in state and not is_form(asked):
        return []
    caps = caps_of(load_limits(), visitor().is_operator)
    dataset = state.get("dataset", "mnist")
    start = TrainingRequest(
        dataset if dataset in DATASETS and is_downloaded(dataset) else "uci-digits"
    )
    state[REQUEST], state[TITLE], problems = parse(asked, caps, start)
    state["train more"] = any(getattr(state[REQUEST], name) is not None for name in MORE)
    state.pop(EXISTING, None)
    return problems


def link(request: TrainingRequest, title: str) -> dict[str, str]:
    """The query parameters that open the form with these settings."""
    return request.to_query() | ({"title": title} if title else {})
