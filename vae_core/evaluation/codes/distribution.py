"""How the codes of a run are distributed: distance from N(0, I), width, empty area between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vae_core.evaluation.statistics import (
    Estimate,
    estimate,
    resample_counts,
    resampled_moments,
    squared_mmd,
)
from vae_core.latent.geometry import home_view
from vae_core.latent.sampling import prior_samples

_NORM_PERCENTILE = 99.0
_MMD_ROWS = 2_000
# A point is empty where the second nearest code lies farther than this share of the plane's width.
_EMPTY_DISTANCE = 0.016
_AREA_GRID_SIDE = 300


@dataclass(frozen=True)
class PriorDistance:
    """How far codes are from N(0, I); each figure is about 0 for codes that follow it.

    mean_norm: |mean|.  covariance_distance: Frobenius norm of the covariance minus I.
    mmd_prior: see `statistics.squared_mmd`.
    """

    mean_norm: Estimate
    covariance_distance: Estimate
    mmd_prior: Estimate


def prior_distance(
    codes: np.ndarray, rng: np.random.Generator, bootstrap_rng: np.random.Generator
) -> PriorDistance:
    """The `PriorDistance` of codes, (N, D), with bootstrap intervals over the codes."""
    n, dim = codes.shape
    moments = list(resampled_moments(codes, resample_counts(n, bootstrap_rng)))
    size = min(_MMD_ROWS, n)
    mmd = squared_mmd(
        codes[rng.choice(n, size, replace=False)],
        prior_samples(size, dim, 1.0, rng),
        resample_counts(size, bootstrap_rng),
        resample_counts(size, bootstrap_rng),
    )
    return PriorDistance(
        mean_norm=estimate(np.array([np.linalg.norm(mean) for mean, _ in moments])),
        covariance_distance=estimate(
            np.array([np.linalg.norm(covariance - np.eye(dim)) for _, covariance in moments])
        ),
        mmd_prior=estimate(mmd),
    )


def outer_norm(mu: np.ndarray) -> float:
    """99th percentile of the distance of mu, (N, D), from 0."""
    return float(np.percentile(np.linalg.norm(mu.astype(np.float64), axis=1), _NORM_PERCENTILE))


def spread(mu: np.ndarray) -> float:
    """Root mean square distance of mu, (N, D), from its mean, a dimension."""
    return float(np.sqrt(mu.astype(np.float64).var(0).mean()))


def empty_share(mu: np.ndarray, *, has_prior: bool) -> float | None:
    """Share of the area of the cloud of mu, (N, 2), where the second nearest mu is far away.

    The cloud is the convex hull of the mu in `geometry.home_view`; far is 1.6 % of that view's
    width. None where there is no area: with other than two dimensions, or with mu on a line.
    """
    if mu.shape[1] != 2:
        return None
    from scipy.spatial import Delaunay, KDTree, QhullError

    mu = mu.astype(np.float64)
    view = home_view(mu, has_prior=has_prior)
    in_view = mu[(np.abs(mu - view.center) <= view.half).all(1)]
    try:
        hull = Delaunay(in_view)
    except (QhullError, ValueError):  # Codes on a line, or next to none.
        return None
    axes = np.linspace(in_view.min(0), in_view.max(0), _AREA_GRID_SIDE).T
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    points = points[hull.find_simplex(points) >= 0]
    second_nearest = KDTree(mu).query(points, k=[2])[0][:, 0]
    return float((second_nearest > _EMPTY_DISTANCE * 2 * view.half).mean())
