"""The two planes of AE vs VAE.

State: left and right (runs "<dataset>/<name>"), classes (two labels; the walk leads from a typical
image of the first to one of the second), layer, link (as on the page; may be missing), and guess,
which says what the prediction of the step is about:
    "reach": from which side's N(0, I) draws more classes come (choices: left, right, alike),
    "gaps": whose cloud of codes is emptier (left, right, nearly alike),
    "walk": what lies on the right side's way (only the two ends, other classes, nothing clear).
Events: "moved" once a cursor was moved, "hole" once one lay where no code is near, "ends" once the
walk leads between others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.components.mount import component_state
from ui.components.planes.two_planes import Scene, two_planes
from ui.components.planes.two_planes.run_side import run_side, stored_maps
from ui.pages.lessons.figure import FigureResult, Kept
from ui.pages.lessons.figures.of_pages.two_planes.answers import Answer, answer_to
from ui.pages.lessons.figures.shared import kept, led
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.services.address.plane_url import format_z
from ui.services.caches import resources
from ui.services.caches.recogniser import recogniser_command, recogniser_run
from ui.widgets import terms
from ui.widgets.controls.original_images import offer_originals
from vae_core.data.datasets import DATASETS
from vae_core.latent.geometry import typical_image
from vae_core.latent.sampling import interpolate
from vae_core.runs.run import Run

_STATES = ("at", "ends")


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the planes."""
    runs = left, right = chosen_run(state["left"]), chosen_run(state["right"])
    session, at, events = st.session_state, f"{key} at", f"{key} events"
    session.setdefault(events, frozenset())
    is_walk = state.get("guess") == "walk"
    if at not in session:
        a, b = (typical_image(right.latents, label) for label in state["classes"])
        # The cursor stands at A while what lies between is asked.
        session[at] = (a, b), _on_the_way(runs, (a, b), 0.0 if is_walk else 0.5)
    led_rev = led.go_along(state, at)
    if is_walk and revealed and "walk" not in session[events]:
        session[events] |= {"walk"}
        session[at] = session[at][0], _on_the_way(runs, session[at][0], 0.5)

    def take() -> None:
        values, (ends, z) = component_state(key, _STATES), session[at]
        if values["at"]:
            session[events] |= {"moved", *(["hole"] if _in_a_hole(runs, values["at"][:2]) else [])}
            z = values["at"][:2]
        if values["ends"] and tuple(values["ends"]) != ends:
            session[events] |= {"ends"}
            ends = tuple(values["ends"])
        session[at] = ends, z

    ends, z = tuple(session[at][0]), session[at][1]
    reader = recogniser_run(left.dataset)
    result = two_planes(
        Scene(
            left=run_side(left, stored_maps(left)),
            right=run_side(right, stored_maps(right)),
            image_shape=left.config.model.image_shape,
            classes=DATASETS[left.dataset].classes,
            link=state.get("link", "image"),
            layer=state.get("layer", "none"),
            recogniser=resources.recogniser(reader) if reader else None,
            recogniser_command=recogniser_command(left.dataset),
            z=(z[0], z[1]),
            ends=ends,
            on_data=((), ()),
            originals=_originals(left.dataset, ends),
            # The walk is the answer to the question about it.
            parts="walk" if revealed and is_walk else "planes",
            rev=2 * led_rev + int("walk" in session[events]),
        ),
        key=key,
        on_change=take,
    )
    # With torch it takes a second: only once it is asked for.
    answer = answer_to(state["guess"], runs, ends) if revealed and "guess" in state else Answer()
    if answer.sentence:
        terms.caption(answer.sentence)
    offer_originals(left, f"{key} originals")
    return FigureResult(
        session[events],
        _query(runs, ends, z, state),
        truth=answer.choice,
        cursor=session[at],
        kept=_kept(runs, ends, shows_walk=revealed and is_walk),
        fallback=bool(result.fallback),
        still=_still(runs, z) if result.fallback else None,
    )


def _kept(runs: tuple[Run, Run], ends: tuple[int, int], *, shows_walk: bool) -> list[Kept]:
    """Both planes, with the straight way between A and B where it is shown."""
    figures = []
    for run in runs:
        a, b = run.latents.mu[list(ends)]
        way = [("", interpolate(a, b, np.array([0.0, 1.0])))] if shows_walk else []
        figures.append(kept.plane(run, name=run.id, marks=[("A", a), ("B", b)], ways=way))
    return figures


def _on_the_way(runs: tuple[Run, Run], ends: tuple[int, int], t: float) -> list[list[float]]:
    """The codes, one a side, at t from 0 (the first end) to 1."""
    a, b = ends
    mus = [run.latents.mu for run in runs]
    return [interpolate(mu[a], mu[b], np.array([t]))[0].tolist() for mu in mus]


def _in_a_hole(runs: tuple[Run, Run], codes: list[list[float]]) -> bool:
    return any(
        run.support.words(run.latents.mu, np.array([z])) == ["hole"]
        for run, z in zip(runs, codes, strict=True)
    )


def _originals(dataset: str, ends: tuple[int, int]) -> dict[int, str]:
    images, _problem = resources.test_images(dataset)
    return {} if images is None else {i: resources.picture(images, i) for i in ends}


def _query(runs, ends, z, state: Mapping[str, Any]) -> dict[str, str]:
    left, right = runs
    return {
        "dataset": left.dataset,
        "left": left.name,
        "right": right.name,
        "ends": ",".join(str(index) for index in ends),
        "z": "~".join(format_z(code) for code in z),
        "layer": state.get("layer", "none"),
    }


def _still(runs: tuple[Run, Run], z: list[list[float]]) -> np.ndarray:
    """Both decoded pictures side by side, ink dark on light."""
    return 1 - np.hstack([resources.decode(run, code) for run, code in zip(runs, z, strict=True)])
