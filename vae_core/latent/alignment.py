"""Rotations that bring the latent planes of different models onto one another.

An objective that is the same in every direction of z leaves the orientation of the latent plane to
chance, and whether it is mirrored. Undoing that leaves only the differences that have a cause.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def align(reference_mu: np.ndarray, mu: np.ndarray) -> np.ndarray:
    """The rotation or reflection R, float64, (D, D), that brings mu @ R nearest to reference_mu.

    Both (N, D), codes of the same images, compared after subtracting the mean of each; there is no
    scaling, for the scale of codes is what beta changes (orthogonal Procrustes, Schönemann 1966).
    The inverse is mu = (mu @ R) @ R.T.
    """
    centred, reference = (codes - codes.mean(0, dtype=np.float64) for codes in (mu, reference_mu))
    left, _, right = np.linalg.svd(centred.T @ reference)
    return left @ right


def align_outward(steps: Sequence[np.ndarray], start: int) -> list[np.ndarray]:
    """R of `align` for each step of a ladder of models; steps: codes of the same images, (N, D).

    R of the step at index `start` is the identity. Every other step is aligned to its neighbour on
    the side of `start`, after that neighbour's own rotation.
    """
    rotations: dict[int, np.ndarray] = {start: np.eye(steps[start].shape[1])}
    for indices in (range(start + 1, len(steps)), range(start - 1, -1, -1)):
        for i in indices:
            neighbour = i - 1 if i > start else i + 1
            rotations[i] = align(steps[neighbour] @ rotations[neighbour], steps[i])
    return [rotations[i] for i in range(len(steps))]
