"""Where the cursor is and which axes the plane shows, as the session keeps it.

Python owns z between drags; `explore_rev` tells the component that z was moved from here.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.pages.explore import url
from ui.pages.explore.latent_space import latent_space
from ui.services import url_state
from ui.services.plane_url import default_axes
from vae_core.latent.geometry import start_point
from vae_core.runs.run import Run


def settle(run: Run) -> list[str]:
    """Set z and the axes where a link asks for them, or a run is first shown. Returns a sentence
    for each part of the link that cannot be had."""
    state, query = st.session_state, url.asked(run)
    problems: list[str] = []
    if query or state.get("explore_run") != run.id:
        values, problems = url_state.parse(query, url.parameters(latent_space(run).view))
        state.explore_run = run.id
        state.explore_z = values.get("z") or start_point(run.latents)
        state.explore_axes = values.get("axes", default_axes(run.config.model.latent_dim))
        state.explore_rev = state.get("explore_rev", 0) + 1
    write(run)
    return problems


def move(run: Run, z: Sequence[float]) -> None:
    """Take over a z that was chosen by hand."""
    st.session_state.explore_z = [float(value) for value in z]
    write(run)


def turn(run: Run, axes: str) -> None:
    """Take over axes that were chosen by hand; others than the run has are the usual ones."""
    values, _problems = url_state.parse({"axes": axes}, url.parameters(latent_space(run).view))
    st.session_state.explore_axes = values.get("axes", default_axes(run.config.model.latent_dim))
    write(run)


def write(run: Run) -> None:
    """Make the address bar say what is shown."""
    url.write(run, st.session_state.explore_z, st.session_state.explore_axes)
