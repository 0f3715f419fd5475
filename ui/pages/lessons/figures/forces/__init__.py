"""The figures of the lesson on two forces: clouds of images under picture error and KL.

State: part, one of
    "twelve": twelve images and the VAEs of them alone. stops: weights of the KL, as in
        `vae_core.studies.twelve_images.BETAS`; of these offered and stop until the answer,
        offered_revealed and stop_revealed after it (missing: the same). hides: True leaves the
        clouds out until the answer. at: which image the cursor begins at. asks: "gap" or "merged".
    "thousands": run, a VAE with two latent dimensions, and the clouds of one test image a class.
    "dimensions": runs, whose KL is drawn a bar a latent dimension; asks: index of the run whose
        dimensions are to be guessed.

Events: "between", see `ui.components.lessons.clouds.clouds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.forces import dimensions, thousands, twelve


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the figure."""
    return _PARTS[state["part"]].show(state, key, revealed)


_PARTS = {"twelve": twelve, "thousands": thousands, "dimensions": dimensions}
