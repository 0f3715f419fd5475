"""The cursor z and the axes of the plane, in the session.

Python owns z between drags; a new `explore_rev` tells the component that Python has set z.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.components.planes.explorer.latent_space import latent_space
from ui.pages.explore import url
from ui.services.address import url_state
from ui.services.address.plane_url import default_axes
from vae_core.latent.geometry import start_point
from vae_core.runs.run import Run


def settle(run: Run) -> list[str]:
    """Set z and the axes from a new link, or to their defaults for a new run.

    Returns a sentence for each part of the link that is not valid.
    """
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
    """Set z to one chosen in the browser."""
    st.session_state.explore_z = [float(value) for value in z]
    write(run)


def turn(run: Run, axes: str) -> None:
    """Set the axes to those chosen in the browser; the default ones where the run lacks them."""
    values, _problems = url_state.parse({"axes": axes}, url.parameters(latent_space(run).view))
    st.session_state.explore_axes = values.get("axes", default_axes(run.config.model.latent_dim))
    write(run)


def write(run: Run) -> None:
    """Write the state to the address bar."""
    url.write(run, st.session_state.explore_z, st.session_state.explore_axes)
