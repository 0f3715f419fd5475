"""The figures of the lesson on blur: what a decoder's picture is a mean of, and what an adversary
buys and costs.

State: part, one of
    "mean": run, without_images, classes (two; it begins in the middle between typical images of
        them): the plane, and means of the nearest test images beside the decoder's picture; event
        "moved";
    "pixel": the same: the pixel on which the nearest images agree least, and what each guess for it
        costs; event "least" once the guess was the cheapest;
    "rebuild": plain and adversarial (runs), labels (of the images to choose from): test images and
        what both make of them; event "other-chosen";
    "draws": plain and adversarial: what both draw at the same z; event "again";
    "price": plain and adversarial: all figures of both.
Truth: see `mean.py` and `measured.py`; of the parts "pixel" and "rebuild" the lesson says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.blur import adversary, mean, pixel
from ui.styles.sheets import use_sheets


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the figure."""
    use_sheets("pages/latent_tools", "lessons/few_numbers", "lessons/blur")
    return _PARTS[state["part"]](state, key=key, revealed=revealed)


_PARTS = {
    "mean": mean.show,
    "pixel": pixel.show,
    "rebuild": adversary.show_rebuilds,
    "draws": adversary.show_draws,
    "price": adversary.show_price,
}
