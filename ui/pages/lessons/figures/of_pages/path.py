"""The straight and the spherical path between two typical images of a run, as on Latent tools.

State: run, classes (the two, [8, 6]).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.components.planes.interpolation import walk
from ui.components.planes.interpolation.run_walk import run_ends, run_map
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.shared import kept
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.text.words import _
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.original_images import offer_originals
from vae_core.latent.geometry import typical_image
from vae_core.latent.sampling import interpolate, slerp

_TILES, _PER_TILE = 10, 4


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw both paths."""
    run = chosen_run(state["run"])
    a, b = (typical_image(run.latents, label) for label in state["classes"])
    t = np.linspace(0, 1, _TILES * _PER_TILE + 1)
    mu = run.latents.mu
    ways = interpolate(mu[a], mu[b], t), slerp(mu[a], mu[b], t)
    straight, spherical = np.split(decoded(run, np.concatenate(ways)), 2)
    live = walk(
        t, straight, spherical, _PER_TILE, run_ends(run, a, b), run_map(run, *ways), key=key
    )
    offer_originals(run, f"{key} originals")
    query = {"dataset": run.dataset, "run": run.name, "tool": "between", "images": f"{a},{b}"}
    still = None if live else np.concatenate(list(straight[:: 2 * _PER_TILE]), axis=1)
    named = [(_("straight"), ways[0]), (_("spherical"), ways[1])]
    figure = kept.plane(run, marks=[("A", mu[a]), ("B", mu[b])], ways=named, t=t)
    return FigureResult(query=query, fallback=not live, kept=[figure], still=still)
