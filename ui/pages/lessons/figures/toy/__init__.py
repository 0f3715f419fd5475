"""The toy: small networks that learn points of the plane in the browser.

State: shape, count, networks, learn as of `Toy` (all may be missing); hide (True:
what is learned is not shown before the answer); seeds (True: after the answer, a table of what many
seeds gave; the figure then knows which choice is true: the autoencoder, the VAE, neither).
Events: "learned", "swept", "drawn", "mended", see `ui/components/lessons/toy/js/tasks.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from ui.components.lessons.toy import Toy, toy
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.toy import seeds as toy_seeds
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.table import table


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the toy."""
    session, events = st.session_state, f"{key} events"
    session.setdefault(events, frozenset())

    def take() -> None:
        session[events] |= frozenset(session[key].get("events") or ())

    shape = state.get("shape", "spiral")
    result = toy(
        Toy(
            shape=shape,
            count=int(state.get("count", 40)),
            networks=tuple(state.get("networks", ("ae", "vae"))),
            learn=int(state.get("learn", 0)),
            hidden=bool(state.get("hide")) and not revealed,
            projector=bool(state.get("projector")),
        ),
        key=key,
        on_events=take,
    )
    is_asked = bool(state.get("seeds"))
    if is_asked and revealed:
        _show_seeds(key, _measured(shape) if state.get("projector") else None)
    return FigureResult(
        session[events],
        truth=toy_seeds.truth(_measured(shape)) if is_asked else None,
        fallback=bool(result.fallback),
        still=still_picture(state.get("networks", ("ae", "vae"))) if result.fallback else None,
    )


def _measured(shape: str) -> list[toy_seeds.Shares]:
    return [shares for shares in toy_seeds.seed_study().results if shares.shape == shape]


def _show_seeds(key: str, in_room: list[toy_seeds.Shares] | None) -> None:
    """Draw the table of many seeds. in_room: on a projector, the rows that the question asks about,
    and nothing else."""
    study = toy_seeds.seed_study()
    heads = (
        _("Autoencoder: misses"),
        _("VAE: misses"),
        _("Autoencoder less"),
        _("VAE less"),
        _("Alike"),
    )
    table(toy_seeds.rows(in_room or study.results), heads, key=key)
    if in_room:
        return
    terms.caption(
        _(
            "Share of random codes that miss after {steps:,} steps: the middle one of {seeds} "
            "seeds, in brackets the least and the most. Then in how many seeds fewer codes of the "
            "one or of the other missed; a seed gives both networks the same points."
        ).format(seeds=study.seeds, steps=study.steps)
    )


def still_picture(networks: Sequence[str]) -> np.ndarray:
    """What the networks learn in 3,000 steps, side by side: (H, W, 3), dark on light."""
    from PIL import Image, ImageDraw

    still, (width, height) = toy_seeds.seed_study().still, (420, 312)
    image = Image.new("RGB", (width * len(networks), height), "#FCFCFD")
    draw = ImageDraw.Draw(image)
    for left, kind in enumerate(networks):
        # As in plane.js: from -1.05 to 1.05 up.
        def pixels(places: list[tuple[float, float]], left: int = left) -> list[tuple[float, ...]]:
            scale = height / 2.1
            return [(width * (left + 0.5) + x * scale, height / 2 - y * scale) for x, y in places]

        draw.line(pixels(still.curve), fill="#C9CFD8", width=9)
        draw.line(pixels(getattr(still, kind)), fill="#171A21", width=2)
        for x, y in pixels(still.points):
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill="#FFFFFF", outline="#171A21")
    return np.asarray(image)
