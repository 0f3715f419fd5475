"""Turning one latent plane onto another: models trained apart agree on no direction.

An objective that is the same in every direction of z leaves it to chance how a plane is turned and
whether it is mirrored. Undoing that lets the eye follow what changes for a reason. No torch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def align(reference_mu: np.ndarray, mu: np.ndarray) -> np.ndarray:
    """The rotation or reflection R, (D, D), that brings mu @ R nearest to reference_mu.

    Both (N, D), codes of the same images, compared from the middle of each; there is no scaling,
    for the scale of codes is what beta changes (orthogonal Procrustes, Schoenemann 1966).
    Stepping back is mu = (mu @ R) @ R.T.
    """
    from scipy.linalg import orthogonal_procrustes

    centred = (codes - codes.mean(0) for codes in (mu.astype(np.float64), reference_mu))
    return orthogonal_procrustes(*centred)[0]


def align_outward(steps: Sequence[np.ndarray], start: int) -> list[np.ndarray]:
    """R of each of the neighbouring steps of a ladder, (N, D) each, as in `align`.

    The step at index `start` stays as it is (R is the identity); every other is turned onto its
    neighbour on the way there, as that one lies after its own turn.
    """
    found: dict[int, np.ndarray] = {start: np.eye(steps[start].shape[1])}
    for way in (range(start + 1, len(steps)), range(start - 1, -1, -1)):
        for i in way:
            neighbour = i - 1 if i > start else i + 1
            found[i] = align(steps[neighbour] @ found[neighbour], steps[i])
    return [found[i] for i in range(len(steps))]
