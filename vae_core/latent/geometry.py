"""Geometry of latent space, in numpy: grids, neighbours, support, axes."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from statistics import NormalDist
from typing import Any

import numpy as np

from vae_core.errors import ConfigError

GRID_LOW, GRID_HIGH = 0.05, 0.95
SUPPORT_NEIGHBOURS = 20
# A dimension whose mu varies by no more than this is not used (Burda et al. 2016).
ACTIVE_UNIT_VARIANCE = 0.01
_THIN_PERCENTILE, _HOLE_PERCENTILE = 90.0, 98.5
_TREE_DIMS = 3  # beyond, a tree over the codes is no quicker than all distances
_PRIOR_VIEW = 4.0
_CODES_A_CELL = 10


@dataclass(frozen=True)
class Latents:
    """The codes of a set of images.

    mu: float32, (N, D).  logvar: the same, or None for an AE.  label: uint8, (N,).
    """

    mu: np.ndarray
    logvar: np.ndarray | None
    label: np.ndarray

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """A code of each image as the decoder gets it, (N, D): z ~ q(z|x), of an AE mu."""
        if self.logvar is None:
            return self.mu
        noise = rng.standard_normal(self.mu.shape, dtype=np.float32)
        return self.mu + np.exp(0.5 * self.logvar) * noise


@dataclass(frozen=True)
class Support:
    """The thresholds beyond which a point of latent space counts as thin or as a hole.

    What is compared is the distance from z to its k-th nearest code, in all D dimensions: `thin`
    and `hole` are the 90th and 98.5th percentile of that distance at the codes themselves. (The
    density of codes at z falls as this distance grows, Loftsgaarden & Quesenberry 1965, so these
    are the 10th and 1.5th percentile of density, without its D-th powers.)
    """

    k: int
    thin: float
    hole: float

    def word(self, distance: float) -> str:
        """ "supported", "thin" or "hole" for a point at this distance."""
        if distance > self.hole:
            return "hole"
        return "thin" if distance > self.thin else "supported"

    def words(self, codes: np.ndarray, z: np.ndarray) -> list[str]:
        """The word for each z, (M, D), by its distance to the codes, (N, D)."""
        return [self.word(distance) for distance in knn_distance(codes, z, self.k)]


@dataclass(frozen=True)
class View:
    """A cube of latent space. center: D numbers.  half: half its side."""

    center: tuple[float, ...]
    half: float


@dataclass(frozen=True)
class Dimension:
    """One latent dimension of a model, and how the codes use it.

    index: 0 to D - 1.  information: how much it says about an image: its mean KL in nats (VAE), or
        the standard deviation of the codes (AE, which has no KL).
    center, sigma: mean and standard deviation of the prior, or those of an AE's codes.
    unused: the codes hardly vary along it.
    """

    index: int
    information: float
    center: float
    sigma: float
    unused: bool


@dataclass(frozen=True)
class Components:
    """The first two principal axes of a set of codes.

    mean: (D,).  axes: (2, D), orthonormal.  shares: the share of the variance along each axis.
    """

    mean: np.ndarray
    axes: np.ndarray
    shares: tuple[float, float]

    def project(self, codes: np.ndarray) -> np.ndarray:
        """The coordinates of codes, (..., D), on the two axes, (..., 2)."""
        return (codes - self.mean) @ self.axes.T

    def to_dict(self) -> dict[str, list[Any]]:
        """The fields as plain values, ready for JSON."""
        shares = [float(share) for share in self.shares]
        return {"mean": self.mean.tolist(), "axes": self.axes.tolist(), "shares": shares}


def normal_quantiles(n: int) -> np.ndarray:
    """n standard-normal quantiles at equal steps of probability from 0.05 to 0.95, (n,).

    Raises ConfigError where n is no whole number or below 2.
    """
    if not isinstance(n, Integral) or n < 2:
        raise ConfigError(f"A grid needs a whole number of steps a side, at least 2, not {n!r}.")
    return np.array([NormalDist().inv_cdf(p) for p in np.linspace(GRID_LOW, GRID_HIGH, n)])


def prior_grid(n: int) -> np.ndarray:
    """z of the tiles of an n x n manifold, (n * n, 2), row by row from the top left (z2 up)."""
    q = normal_quantiles(n)
    z1, z2 = np.meshgrid(q, q[::-1])
    return np.stack([z1.ravel(), z2.ravel()], axis=1).astype(np.float32)


def nearest(codes: np.ndarray, z: np.ndarray, k: int) -> np.ndarray:
    """Indices of the k codes nearest to z, nearest first. codes: (N, D), z: (D,)."""
    distance = np.square(codes - np.asarray(z, dtype=codes.dtype)).sum(1)
    k = min(k, len(codes))
    closest = np.argpartition(distance, k - 1)[:k]
    return closest[np.argsort(distance[closest], kind="stable")]


def typical_image(latents: Latents, label: int) -> int:
    """A test image that shows its class well: the one nearest to the median of the class; of all
    images where the class has none.

    On a plane the median can lie where classes mix, and a code there is decoded to a blend: only
    images are chosen from around which the class is as pure as it gets.
    """
    own = np.flatnonzero(latents.label == label)
    if not len(own):
        own = np.arange(len(latents.label))
    median = np.median(latents.mu[own], axis=0)
    if latents.mu.shape[1] == 2:
        share = _share_around(latents.mu, own)
        own = own[share == share.max()]
    return int(own[nearest(latents.mu[own], median, 1)[0]])


def _share_around(codes: np.ndarray, own: np.ndarray) -> np.ndarray:
    """For each index in `own`, (M,), which share of the codes, (N, 2), around it is in `own`, (M,).

    Around: in its cell and the eight next to it, the cells being cut by rank, about ten codes each.
    """
    n = len(codes)
    side = max(1, round((n / _CODES_A_CELL) ** 0.5))
    cell = codes.argsort(axis=0).argsort(axis=0) * side // n

    def around(cells: np.ndarray) -> np.ndarray:
        count = np.zeros((side + 2, side + 2))
        np.add.at(count, tuple(cells.T + 1), 1)
        parts = [count[i : i + side, j : j + side] for i in range(3) for j in range(3)]
        return np.sum(parts, axis=0)

    at = tuple(cell[own].T)
    share: np.ndarray = around(cell[own])[at] / around(cell)[at]
    return share


def knn_distance(codes: np.ndarray, z: np.ndarray, k: int = SUPPORT_NEIGHBOURS) -> np.ndarray:
    """Distance from each z, (M, D), to the k-th nearest of the codes, (N, D). Returns (M,)."""
    if codes.shape[1] <= _TREE_DIMS:
        from scipy.spatial import KDTree

        return KDTree(codes).query(z, k=[k])[0][:, 0]
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(codes)
    return search.kneighbors(z)[0][:, -1].astype(np.float64)


def support(codes: np.ndarray, k: int = SUPPORT_NEIGHBOURS) -> Support:
    """The thresholds for codes, (N, D). A code does not count as its own neighbour."""
    k = min(k, len(codes) - 1)
    distances = knn_distance(codes, codes, k + 1)  # The nearest is the code itself.
    thin, hole = np.percentile(distances, [_THIN_PERCENTILE, _HOLE_PERCENTILE])
    return Support(k, float(thin), float(hole))


def dimensions(latents: Latents) -> list[Dimension]:
    """The D latent dimensions of a model, the one with most information first.

    Unused are those of a VAE whose mu varies by at most `ACTIVE_UNIT_VARIANCE`. The codes of an
    AE have no natural scale: there it is 1 % of the largest standard deviation.
    """
    mu, logvar = latents.mu.astype(np.float64), latents.logvar
    n_dims = mu.shape[1]
    std = mu.std(0)
    if logvar is not None:
        # The closed form of KL(N(mu, sigma^2) || N(0, 1)), Kingma & Welling 2014, appendix B.
        information = 0.5 * (mu**2 + np.exp(logvar.astype(np.float64)) - 1 - logvar).mean(0)
        unused = mu.var(0) <= ACTIVE_UNIT_VARIANCE
        center, sigma = np.zeros(n_dims), np.ones(n_dims)
    else:
        information = std
        unused = std <= 0.01 * std.max()
        # A dimension without any width still needs a slider.
        center, sigma = mu.mean(0), np.maximum(std, 0.01 * std.max() or 1.0)
    return [
        Dimension(int(i), float(information[i]), float(center[i]), float(sigma[i]), bool(unused[i]))
        for i in np.argsort(-information, kind="stable")
    ]


def principal_components(codes: np.ndarray) -> Components:
    """The plane in which codes, (N, D) with D at least 2, vary most (Pearson 1901).

    The sign of each axis is such that its largest entry is positive, so that the same codes always
    give the same plane.
    """
    mean = codes.mean(0, dtype=np.float64)
    values, vectors = np.linalg.eigh(np.cov(codes - mean, rowvar=False))
    axes = vectors.T[::-1][:2]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], axis=1)
    first, second = values[::-1][:2] / (values.sum() or 1.0)
    return Components(mean, axes * np.sign(largest), (float(first), float(second)))


def home_view(codes: np.ndarray, *, has_prior: bool) -> View:
    """The region of latent space to show first for codes, (N, D).

    With a prior: 4 to each side of 0, or more where over 1 % of the codes lie outside. Without: the
    bounding box of the codes, of which the outermost 0.2 % may be cut off.
    """
    if has_prior:
        half = np.percentile(np.abs(codes), 99.0, axis=0).max()
        return View((0.0,) * codes.shape[1], float(max(_PRIOR_VIEW, half)))
    low, high = np.percentile(codes, [0.2, 99.8], axis=0)
    center = tuple(float(c) for c in (low + high) / 2)
    return View(center, float(1.08 * (high - low).max() / 2) or 1.0)


def start_point(latents: Latents) -> list[float]:
    """The code shown first, D numbers: one in the middle of the most central class.

    It is the code nearest to the median of the class whose median is nearest to that of all codes.
    """
    overall = np.median(latents.mu, axis=0)
    medians = np.stack(
        [np.median(latents.mu[latents.label == c], axis=0) for c in np.unique(latents.label)]
    )
    central = medians[nearest(medians, overall, 1)[0]]
    return [round(float(value), 2) for value in latents.mu[nearest(latents.mu, central, 1)[0]]]
