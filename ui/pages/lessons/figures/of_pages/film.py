"""The film of a training.

State: run ("<dataset>/<name>"). Events: none; it plays in the browser alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.components.training.film_player import film_player
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from vae_core.errors import RunError
from vae_core.runs.recording.film import seen_as


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the player, which shows single frames by itself where a browser cannot play."""
    run = chosen_run(state["run"])
    if run.film is None:
        raise RunError(f"No film was taken of the training of {run.id}.")
    film_player(
        seen_as(run.film, run.latents.mu),
        run.dataset_info.classes,
        run.config.model.image_shape,
        key=key,
        has_prior=run.config.model.kind == "vae",
        squared=run.config.training.likelihood == "mse",
    )
    return FigureResult(query={"run": run.id})
