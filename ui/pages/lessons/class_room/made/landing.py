"""The model of the class's map, and where a drawing lands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.services.caches import resources
from ui.services.caches.recogniser import readings
from ui.services.classroom.made.drawings import Drawing
from vae_core.errors import RunError
from vae_core.latent.geometry import nearest
from vae_core.runs.run import Run

RUN, DATASET = "mnist/vae-2d", "mnist"
_NEIGHBOURS = 60


@dataclass(frozen=True)
class Among:
    """label: the commonest class of the test images nearest to a code. votes: how many of them, of
    `of`."""

    label: int
    votes: int
    of: int


def map_run() -> Run:
    """The run whose plane is the map. Raises RunError where it is not here or damaged."""
    return chosen_run(RUN)


def encode(run: Run, x: np.ndarray) -> list[float]:
    """mu of an image, (28, 28), ink 1 on 0. Imports torch. Raises RunError."""
    mu, _logvar = resources.vae(run).encode(np.asarray(x, np.float32)[None, None])
    return mu[0].tolist()


def read(x: np.ndarray) -> int:
    """The class that the recogniser reads in an image, (28, 28); -1 where there is none."""
    try:
        found = readings(DATASET, np.ascontiguousarray(x, dtype=np.float32)[None])
    except RunError:
        return -1
    return found[0].label if found else -1


def among(run: Run, z: Sequence[float]) -> Among:
    """Where a code lies. Raises RunError."""
    near = run.latents.label[nearest(run.latents.mu, np.asarray(z), _NEIGHBOURS)]
    votes = np.bincount(near)
    return Among(int(votes.argmax()), int(votes.max()), len(near))


def squared_error(drawing: Drawing, back: np.ndarray) -> float:
    """Mean over the pixels of the squared difference between a drawing and what came back."""
    return float(np.mean((drawing.image / 255.0 - back) ** 2))
