"""The test images whose codes lie nearest to a place, their mean, and one pixel of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.services.caches import resources
from vae_core.latent.geometry import nearest, typical_image
from vae_core.runs.run import Run

_RIM = 4  # Pixels at an edge of an image, where nothing is written


def run_with_images(state: Mapping[str, Any]) -> tuple[Run, np.ndarray]:
    """The run of a step and its test images, uint8, (N, H, W).

    That is `run`, or, where its images are not on this machine, `without_images`, whose are part of
    scikit-learn. Raises RunError where a run is missing.
    """
    run = chosen_run(state["run"])
    images, _problem = resources.test_images(run)
    if images is None:
        run = chosen_run(state["without_images"])
        images, _problem = resources.test_images(run)
    assert images is not None
    return run, images


def place_between(run: Run, classes: tuple[int, int]) -> list[float]:
    """The middle between typical images of two classes, (D,)."""
    a, b = (typical_image(run.latents, label) for label in classes)
    return [float(value) for value in run.latents.mu[[a, b]].mean(0)]


def nearest_images(run: Run, images: np.ndarray, z: list[float], k: int) -> np.ndarray:
    """The k test images whose codes are nearest to z, nearest first: (k, H, W) in [0, 1]."""
    index = nearest(run.latents.mu, np.asarray(z), k)
    return images[index].astype(np.float32) / 255


def undecided_pixel(images: np.ndarray) -> tuple[int, int]:
    """(row, column) of the pixel that varies most among images, (N, H, W), away from the rim."""
    spread = images.std(0)
    inside = spread[_RIM:-_RIM, _RIM:-_RIM]
    row, column = np.unravel_index(int(inside.argmax()), inside.shape)
    return int(row) + _RIM, int(column) + _RIM


def costs(grey: np.ndarray | float, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(cross-entropy in nats, squared error) of one guess for a pixel, means over its values.

    grey: the guess or guesses, strictly between 0 and 1. values: of the pixel, (N,) in [0, 1].
    Both are least where the guess is the mean of the values.
    """
    guess, mean = np.asarray(grey, dtype=np.float64), float(values.mean())
    entropy = -mean * np.log(guess) - (1 - mean) * np.log1p(-guess)
    return entropy, np.square(guess[..., None] - values).mean(-1)


def squared_error(a: np.ndarray, b: np.ndarray) -> float:
    """Squared error of two pictures, summed over their pixels."""
    return float(np.square(a.astype(np.float64) - b).sum())
