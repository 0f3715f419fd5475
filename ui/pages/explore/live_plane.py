"""The live plane: the data sent to the component, and the values that come back from it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.components.planes.explorer import explorer
from ui.components.planes.explorer.run_scene import run_scene
from ui.pages.explore import native_sliders, state
from ui.services.fragments import fragment, run_again
from ui.widgets.controls.downloads import figure_files
from ui.widgets.pictures.run_drawing import run_drawing
from vae_core.runs.reports.frame import codes_csv
from vae_core.runs.run import Run

_KEY = "explorer"


@fragment
def show(run: Run) -> None:
    """Draw the live component as a fragment: a released drag reruns this part only."""
    session = st.session_state
    component = session.get(_KEY) or {}

    def take_z() -> None:
        z, _when = session[_KEY]["z"]
        state.move(run, z)

    def take_axes() -> None:
        axes, _when = session[_KEY]["axes"]
        state.turn(run, axes)

    # Kept in the session: the component's own state is lost once it is no longer drawn.
    if session.get("explore_native") == run.id:
        native_sliders.show(run)
        return
    scene = run_scene(
        run,
        session.explore_z,
        axes=session.explore_axes,
        rev=session.explore_rev,
        peek=component.get("peek"),
    )
    result = explorer(scene, key=_KEY, on_z=take_z, on_axes=take_axes)
    if result.fallback:
        session.explore_native = run.id
        run_again()
    z, axes = np.array(session.explore_z, np.float32), session.explore_axes
    figure_files(
        f"{run.dataset}-{run.name}-codes",
        lambda: run_drawing(run, axes=axes, marks=[("z", z)]),
        lambda: codes_csv(run),
        key="explore plane",
    )
