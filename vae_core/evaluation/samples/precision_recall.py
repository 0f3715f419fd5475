"""Precision and recall of samples: are they like the data, and is all of the data among them?

Improved precision and recall (Kynkaanniemi et al. 2019, arXiv 1904.06991): the manifold of a set of
features is the union of balls round each of them that reach to its k-th nearest neighbour.
"""

from __future__ import annotations

import numpy as np

from vae_core.errors import ConfigError

NEIGHBOURS = 3


def precision_and_recall(
    samples: np.ndarray, real: np.ndarray, k: int = NEIGHBOURS
) -> tuple[float, float]:
    """(precision, recall) of the features of samples, (N, F), against those of real images, (M, F).

    precision: share of the samples that lie in the manifold of the real images (sec. 2, eq. 2).
    recall: share of the real images that lie in the manifold of the samples. Both from 0 to 1.
    Raises ConfigError where the sets do not have the same F, or k or fewer rows.
    """
    if samples.ndim != 2 or samples.shape[1:] != real.shape[1:]:
        raise ConfigError(
            f"Two sets of features of shapes {samples.shape} and {real.shape} cannot be compared."
        )
    if min(len(samples), len(real)) <= k:
        raise ConfigError(f"Precision and recall need more than {k} images on each side.")
    return _share_inside(samples, real, k), _share_inside(real, samples, k)


def _share_inside(points: np.ndarray, centres: np.ndarray, k: int) -> float:
    """Share of points, (N, F), that lie in the manifold of the centres, (M, F)."""
    from sklearn.metrics import pairwise_distances_chunked
    from sklearn.neighbors import NearestNeighbors

    neighbours = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(centres)
    radii = neighbours.kneighbors()[0][:, -1]
    inside = pairwise_distances_chunked(
        points, centres, reduce_func=lambda rows, start: (rows <= radii).any(axis=1)
    )
    return float(np.concatenate(list(inside)).mean())
