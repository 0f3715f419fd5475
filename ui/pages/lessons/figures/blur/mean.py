"""The decoder's picture at a place of the plane, beside means of the nearest test images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.blur.neighbours import (
    nearest_images,
    place_between,
    run_with_images,
    squared_error,
)
from ui.pages.lessons.figures.of_pages import explorer
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures.strips import captioned_html

# How many images a mean is of, where there are at least so many; the middle one is asked about.
_COUNTS = {5_000: (5, 50, 500), 0: (2, 5, 50)}


def counts(n_images: int) -> tuple[int, int, int]:
    """How many of n images each mean is of, from few to many."""
    return next(sizes for least, sizes in _COUNTS.items() if n_images >= least)


def nearest_to(decoded: np.ndarray, near: np.ndarray) -> int:
    """Whether a decoder's picture is nearer to the single one of `near`, (k, H, W), that is most
    like it (1), or to their mean (2)."""
    single = min(squared_error(decoded, image) for image in near)
    return 2 if squared_error(decoded, near.mean(0)) < single else 1


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the plane, and above it the means once they were guessed."""
    run, images = run_with_images(state)
    above = st.container(key="lesson-blur-means")
    z = place_between(run, state["classes"])
    shown = explorer.show({**state, "run": run.id, "z": z}, key=key, revealed=revealed)
    z = shown.cursor
    decoded = resources.decode(run, z)
    few, middle, many = (nearest_images(run, images, z, k) for k in counts(len(images)))
    if revealed:
        with above:
            show_html(_row(decoded, (few, middle, many), big=state["projector"]))
            terms.caption(_sentence(decoded, middle))
    offer_originals(state["run"].split("/")[0], f"{key} originals")
    return FigureResult(
        shown.events,
        shown.query,
        truth=nearest_to(decoded, middle),
        cursor=shown.cursor,
        kept=shown.kept,
        fallback=shown.fallback,
        still=shown.still,
    )


def _sentence(decoded: np.ndarray, near: np.ndarray) -> str:
    """What is averaged, what the errors are, and how far the most similar single image is."""
    return _(
        "Mean of the test images whose codes are nearest. Squared error: from the decoder's "
        "picture, a sum over the pixels. The one test image among the {n} that is most like it "
        "is {error:.1f} away."
    ).format(n=len(near), error=min(squared_error(decoded, image) for image in near))


def _row(decoded: np.ndarray, near: tuple[np.ndarray, ...], *, big: bool) -> Markup:
    """HTML of the decoder's picture and the means, with how far they are from it."""
    times = 6 if big else 4
    figures = [captioned_html(decoded, _("The decoder"), _("at this z"), times, 2.5)]
    for images in near:
        mean = images.mean(0)
        error = _("squared error {n:.1f}").format(n=squared_error(decoded, mean))
        name = _("Mean of {n}").format(n=len(images))
        figures.append(captioned_html(mean, name, error, times, 2.5))
    return html('<div class="lse-few-row lse-blur-row">{}</div>', join(figures))
