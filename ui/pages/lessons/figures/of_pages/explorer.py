"""The live plane of Explore, at a place.

State: run ("<dataset>/<name>"), z (D numbers; without them, in the middle of the codes), axes (as
in a link to Explore; may be missing). Events: "moved" once z was moved, "hole" once it lay where no
code is near.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.components.planes.explorer import explorer
from ui.components.planes.explorer.run_scene import run_scene
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.shared import kept, led
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.services.address.plane_url import default_axes, format_z
from ui.services.caches import resources
from vae_core.latent.geometry import start_point
from vae_core.runs.run import Run


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the plane."""
    run, session = chosen_run(state["run"]), st.session_state
    place, events = f"{key} z", f"{key} events"
    start = [float(value) for value in state.get("z") or start_point(run.latents)]
    session.setdefault(place, start)
    session.setdefault(events, frozenset())
    rev = led.go_along(state, place)

    def take_z() -> None:
        session[place] = [float(value) for value in session[key]["z"][0]]
        session[events] |= {"moved", *(["hole"] if _is_hole(run, session[place]) else [])}

    axes = state.get("axes", default_axes(len(start)))
    component = session.get(key) or {}
    scene = run_scene(run, session[place], axes=axes, rev=rev, peek=component.get("peek"))
    result = explorer(scene, key=key, on_z=take_z, on_axes=lambda: None)
    query = {"dataset": run.dataset, "run": run.name, "z": format_z(session[place])}
    return FigureResult(
        session[events],
        query,
        cursor=session[place],
        kept=[kept.plane(run, axes=axes, marks=[("z", np.array(session[place]))])],
        fallback=bool(result.fallback),
        still=resources.decode(run, session[place]) if result.fallback else None,
    )


def _is_hole(run: Run, z: list[float]) -> bool:
    return run.support.words(run.latents.mu, np.array([z])) == ["hole"]
