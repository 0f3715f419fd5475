"""The dial of KL weight: one network for every beta.

State: run ("<dataset>/<name>", a network of every beta with two latent dimensions), beta (where it
begins; 1 where it is missing), image (index of a test image whose cloud is shown; may be missing),
ladder (a sweep whose networks of one beta each stand beside the curve; may be missing).
Events: "moved" once z was moved, "turned" once beta was, "low" and "high" once beta was a tenth, or
ten times, of what it began with, "collapsed" once beta was so high that the KL is under 0.1 nats.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.components.mount import component_state
from ui.components.planes.dial import by_beta, dial
from ui.components.planes.dial.run_dial import NO_IMAGE, run_dial
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.shared import kept, led
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.services.address.plane_url import format_z
from ui.widgets.controls.original_images import offer_originals
from vae_core.latent.geometry import start_point
from vae_core.runs.conditions.at_beta import run_at_beta
from vae_core.runs.run import Run
from vae_core.studies.sweep.store import load_sweep

_COLLAPSED = 0.1  # nats
_STATES = ("beta", "z", "image")


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the dial."""
    run, session = chosen_run(state["run"]), st.session_state
    place, events = f"{key} at", f"{key} events"
    first = float(state.get("beta", 1.0))
    session.setdefault(events, frozenset())
    session.setdefault(
        place, {"beta": first, "z": start_point(run.latents), "image": state.get("image", NO_IMAGE)}
    )

    rev = led.go_along(state, place)

    def take() -> None:
        values, at = component_state(key, _STATES), session[place]
        if values["beta"] and values["beta"][0] != at["beta"]:
            at["beta"] = float(values["beta"][0])
            session[events] |= {"turned"} | _reached(run, first, at["beta"])
        if values["z"] and values["z"][0] != at["z"]:
            at["z"] = [float(value) for value in values["z"][0]]
            session[events] |= {"moved"}
        if values["image"] is not None:
            at["image"] = int(values["image"])

    at = session[place]
    scene = run_dial(
        run,
        at["beta"],
        at["z"],
        image=at["image"],
        ladder=by_beta.rungs(load_sweep(state["ladder"])) if "ladder" in state else (),
        projector=state.get("projector", False),
        rev=rev,
    )
    result = dial(scene, key=key, on_change=take)
    offer_originals(run, f"{key} originals")
    query = {"dataset": run.dataset, "beta": f"{at['beta']:.4g}", "z": format_z(at["z"])}
    figure = kept.plane(run_at_beta(run, at["beta"]), marks=[("z", np.array(at["z"]))])
    return FigureResult(
        session[events], query, cursor=at, kept=[figure], fallback=bool(result.fallback)
    )


def _reached(run: Run, first: float, beta: float) -> set[str]:
    measured = by_beta.at(run, beta)
    reached = {"low"} if beta <= first / 10 else {"high"} if beta >= first * 10 else set()
    return reached | ({"collapsed"} if measured and measured[1] < _COLLAPSED else set())
