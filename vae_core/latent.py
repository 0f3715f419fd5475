"""Geometry of the latent plane, in numpy: grids, neighbours, support. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

GRID_LOW, GRID_HIGH = 0.05, 0.95
SUPPORT_NEIGHBOURS = 20
_THIN_PERCENTILE, _HOLE_PERCENTILE = 10.0, 1.5
_PRIOR_VIEW = 4.0


@dataclass(frozen=True)
class Latents:
    """Codes of a set of images. mu: float32, (N, D). logvar: the same, or None for an AE.
    label: uint8, (N,)."""

    mu: np.ndarray
    logvar: np.ndarray | None
    label: np.ndarray


@dataclass(frozen=True)
class Support:
    """When a place of the plane counts as thin or as a hole.

    The density at z is k / (n * pi * r^2), in codes per unit area as a share of all n codes, with
    r the distance from z to its k-th nearest code (Loftsgaarden & Quesenberry 1965). `thin` and
    `hole` are the 10th and 1.5th percentile of that density at the codes themselves.
    """

    k: int
    thin: float
    hole: float

    def word(self, density: float) -> str:
        """ "supported", "thin" or "hole"."""
        if density < self.hole:
            return "hole"
        return "thin" if density < self.thin else "supported"


@dataclass(frozen=True)
class View:
    """A square piece of the plane: `center` (z1, z2) and half its side."""

    center: tuple[float, float]
    half: float


def normal_quantiles(n: int) -> np.ndarray:
    """n standard-normal quantiles at equal steps of probability from 0.05 to 0.95, (n,)."""
    if n < 2:
        raise ValueError(f"A grid needs at least 2 steps a side, not {n}.")
    return np.array([NormalDist().inv_cdf(p) for p in np.linspace(GRID_LOW, GRID_HIGH, n)])


def prior_grid(n: int) -> np.ndarray:
    """z of an n x n manifold picture, (n * n, 2), row by row from the top left (z2 highest)."""
    q = normal_quantiles(n)
    z1, z2 = np.meshgrid(q, q[::-1])
    return np.stack([z1.ravel(), z2.ravel()], axis=1).astype(np.float32)


def nearest(codes: np.ndarray, z: np.ndarray, k: int) -> np.ndarray:
    """Indices of the k codes nearest to z, nearest first. codes: (N, D), z: (D,)."""
    distance = np.square(codes - np.asarray(z, dtype=codes.dtype)).sum(1)
    k = min(k, len(codes))
    some = np.argpartition(distance, k - 1)[:k]
    return some[np.argsort(distance[some], kind="stable")]


def density(codes: np.ndarray, z: np.ndarray, k: int = SUPPORT_NEIGHBOURS) -> np.ndarray:
    """Share of the codes per unit area at each z, (M,). codes: (N, 2), z: (M, 2)."""
    return _density(codes, z, k)


def support(codes: np.ndarray, k: int = SUPPORT_NEIGHBOURS) -> Support:
    """The thresholds for these codes, (N, 2); a code is not its own neighbour."""
    k = min(k, len(codes) - 1)
    own = _density(codes, codes, k, skip=1)
    thin, hole = np.percentile(own, [_THIN_PERCENTILE, _HOLE_PERCENTILE])
    return Support(k, float(thin), float(hole))


def home_view(codes: np.ndarray, *, has_prior: bool) -> View:
    """The square shown first: +-4 around the prior's centre, or wider where many codes are.

    A model without a prior is framed by its codes alone; the outermost 0.2 % may be cut off.
    """
    if has_prior:
        reach = np.percentile(np.abs(codes), 99.0, axis=0).max()
        return View((0.0, 0.0), float(max(_PRIOR_VIEW, reach)))
    low, high = np.percentile(codes, [0.2, 99.8], axis=0)
    center = (low + high) / 2
    return View((float(center[0]), float(center[1])), float(1.08 * (high - low).max() / 2) or 1.0)


def start_point(latents: Latents) -> list[float]:
    """A place to begin at: the heart of the class that lies nearest to the middle of all codes."""
    middle = np.median(latents.mu, axis=0)
    hearts = np.stack(
        [np.median(latents.mu[latents.label == c], axis=0) for c in np.unique(latents.label)]
    )
    heart = hearts[nearest(hearts, middle, 1)[0]]
    return [round(float(value), 2) for value in latents.mu[nearest(latents.mu, heart, 1)[0]]]


def _density(codes: np.ndarray, z: np.ndarray, k: int, skip: int = 0) -> np.ndarray:
    from scipy.spatial import KDTree

    radius, _ = KDTree(codes).query(z, k=[k + skip])
    tiny = np.finfo(np.float32).tiny
    return k / (len(codes) * np.pi * np.maximum(np.square(radius[:, 0]), tiny))
