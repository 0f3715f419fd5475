"""The corners of the way that the live planes walk, for each of the two models."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ui.pages.ae_vs_vae.pair import Pair
from vae_core.latent.geometry import nearest

_PIECES_A_HALF = 40  # of half a plane: how often test images are looked up along a straight piece

Ways = list[np.ndarray]


def straight(pair: Pair, ends: tuple[int, int]) -> Ways:
    """The codes of test images A and B, (2, D) each."""
    return [run.latents.mu[list(ends)] for run in pair.runs]


def on_data(pair: Pair, ends: tuple[int, int], images: tuple[list[int], list[int]]) -> Ways:
    """The codes of the test images on the way along the data, (M, D) each; straight where there
    is none."""
    found = zip(pair.runs, images, straight(pair, ends), strict=True)
    return [run.latents.mu[way] if way else usual for run, way, usual in found]


def by_hand(pair: Pair, side: int, corners: list[list[float]], half: float) -> Ways:
    """What was drawn on the plane of a side, (M, 2), and on the other the codes of the test images
    nearest to it, one after the other.

    half: half the side of the plane it was drawn on.
        As `two_planes/js/walk/way/drawn_way.js` does it.
    """
    drawn, here, there = np.array(corners, np.float32), pair.runs[side], pair.runs[1 - side]
    images = [int(nearest(here.latents.mu, z, 1)[0]) for z in _close(drawn, half / _PIECES_A_HALF)]
    new = [images[0], *(b for a, b in pairwise(images) if a != b)]
    other = there.latents.mu[new]
    return [other, drawn] if side else [drawn, other]


def _close(corners: np.ndarray, step: float) -> np.ndarray:
    """Places along a way, none farther than `step` from the one before."""
    places = [corners[:1]]
    for a, b in pairwise(corners):
        pieces = max(1, int(np.ceil(np.linalg.norm(b - a) / step)))
        places.append(a + (b - a) * (np.arange(1, pieces + 1) / pieces)[:, None])
    return np.concatenate(places)
