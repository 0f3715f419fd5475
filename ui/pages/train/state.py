"""The view of the Train page and the training watched, in the session and the link."""

from __future__ import annotations

import streamlit as st

from ui.pages.train import queue_list
from ui.pages.train.url import ADDRESS, NEW, view_parameter
from ui.services.address import url_state

# Keys of the session.
VIEW, _JOB = "train view", "train job"


def read_link() -> None:
    """Set view and training from a new link. A link without a view opens the form."""
    state, query = st.session_state, url_state.asked(ADDRESS)
    if not query and st.query_params:
        return
    values, problems = url_state.parse(query, {"view": view_parameter()})
    for problem in problems:
        st.warning(problem)
    state[VIEW] = values.get("view", NEW)
    if job := query.get("job"):
        state[_JOB] = job


def watched_job() -> str:
    """Id of the training to watch: the link's, else the one watched last, else one under way."""
    state = st.session_state
    if not state.get(_JOB):
        state[_JOB] = queue_list.first_at_work()
    return state[_JOB]


def write_link(view: str, job: str) -> None:
    """Write view and training to the address bar."""
    url_state.write(ADDRESS, {"view": view} | ({"job": job} if job else {}))
