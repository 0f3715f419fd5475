"""Images on a plane by PCA and by t-SNE, which train no network, to compare a latent space with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

N_IMAGES = 2_000
NEIGHBOURS = 10
PERPLEXITY = 30.0
_TRUSTED = 12  # neighbours
_VOTES = 20
_COMPONENTS = 50  # t-SNE starts from so many principal components, as is usual


@dataclass(frozen=True)
class Projection:
    """Where each image stands, and how far that tells what is alike.

    xy: float32, (N, 2). trustworthiness: how far neighbours on the plane are neighbours in the
    pixels, 0 to 1 (Venna & Kaski 2001). knn_accuracy: share of images whose nearest others on the
    plane, `votes` of them, vote for their class; None without classes.
    """

    xy: np.ndarray
    trustworthiness: float
    knn_accuracy: float | None


def sample(n: int, seed: int = 0) -> np.ndarray:
    """Indices of at most `N_IMAGES` of n images, in rising order, without repeats."""
    chosen = np.random.default_rng(seed).choice(n, min(n, N_IMAGES), replace=False)
    return np.sort(chosen)


def pca_plane(x: np.ndarray) -> np.ndarray:
    """The first two principal components of images x, (N, P): float32, (N, 2)."""
    from sklearn.decomposition import PCA

    # Two of thousands of components: by Lanczos, not all of them.
    return PCA(2, svd_solver="arpack", random_state=0).fit_transform(x).astype(np.float32)


def tsne_plane(x: np.ndarray, seed: int = 0) -> np.ndarray:
    """t-SNE of images x, (N, P), from their first 50 principal components: float32, (N, 2).

    van der Maaten & Hinton 2008, by scikit-learn. It has no encoder: another image has no place.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    parts = min(_COMPONENTS, *x.shape)
    reduced = PCA(parts, svd_solver="randomized", random_state=seed).fit_transform(x)
    perplexity = min(PERPLEXITY, (len(x) - 1) / 3)
    tsne = TSNE(perplexity=perplexity, init="pca", learning_rate="auto", random_state=seed)
    with threadpool_limits(1):  # threads that wait for each other take four times as long
        return tsne.fit_transform(reduced).astype(np.float32)


def plane_of_codes(z: np.ndarray) -> np.ndarray:
    """Codes z, (N, D), on a plane: themselves where D = 2, their first two principal components
    where it is more, a line where it is 1. float32, (N, 2)."""
    if z.shape[1] > 2:
        return pca_plane(z)
    return np.pad(z, ((0, 0), (0, 2 - z.shape[1]))).astype(np.float32)


def measured(xy: np.ndarray, x: np.ndarray, labels: np.ndarray | None) -> Projection:
    """The `Projection` of images x, (N, P), to xy, (N, 2). labels: (N,), or None."""
    from sklearn.manifold import trustworthiness

    return Projection(
        xy,
        float(trustworthiness(x, xy, n_neighbors=trusted(len(x)))),
        None if labels is None else knn_accuracy(xy, labels),
    )


def trusted(n: int) -> int:
    """How many neighbours the trustworthiness of n images looks at: 12, fewer of under 25, since
    it is defined for fewer than half of the images."""
    return min(_TRUSTED, (n - 1) // 2)


def votes(labels: np.ndarray) -> int:
    """How many neighbours vote for the class of an image: 20, but no more than half of the smallest
    class, so that it is not outvoted where it is whole. labels: (N,)."""
    smallest = int(np.unique(labels, return_counts=True)[1].min())
    return min(_VOTES, max(smallest // 2, 2), len(labels) - 1)


def nearest_images(x: np.ndarray) -> np.ndarray:
    """The indices of the `NEIGHBOURS` images nearest to each of x, (N, P), by squared difference of
    their pixels: uint16, (N, k), the nearest first."""
    from sklearn.neighbors import NearestNeighbors

    k = min(NEIGHBOURS, len(x) - 1)
    return NearestNeighbors(n_neighbors=k).fit(x).kneighbors()[1].astype(np.uint16)


def knn_accuracy(z: np.ndarray, labels: np.ndarray) -> float:
    """Share of points z, (N, D), whose nearest others, `votes` of them, vote for their label."""
    from sklearn.neighbors import NearestNeighbors

    nearest = NearestNeighbors(n_neighbors=votes(labels)).fit(z).kneighbors()[1]
    counts = np.stack([(labels[nearest] == one).sum(1) for one in np.unique(labels)], axis=1)
    return float((np.unique(labels)[counts.argmax(1)] == labels).mean())
