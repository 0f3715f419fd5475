"""The way between two codes that stays where codes are, and how far pictures change along a way."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vae_core.errors import ConfigError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NEIGHBOURS = 10
_MOST_NEIGHBOURS = 160


def shortest_path(codes: np.ndarray, a: int, b: int, k: int = NEIGHBOURS) -> np.ndarray:
    """Indices of the codes, (N, D), on the shortest way from code a to code b, both among them.

    Every step goes to one of the k nearest codes, or to one that has this code among its own, and
    is as long as the two are apart in latent space: the graph of Isomap (Tenenbaum et al. 2000),
    searched as Dijkstra did. Where it does not join a to b, k is doubled, up to 160.
    Raises ConfigError where an end is not among the codes, or no way was found.

    The graph of the codes last asked about is kept: 10,000 codes take a second, each way after that
    some hundredths of one.
    """
    from scipy.sparse.csgraph import dijkstra

    for end in (a, b):
        if not 0 <= end < len(codes):
            raise ConfigError(f"There is no code {end}: there are {len(codes)}, from 0 on.")
    content = np.ascontiguousarray(codes, dtype=np.float32).tobytes()
    while True:
        graph = _graph(content, codes.shape[1], min(k, len(codes) - 1))
        length, before = dijkstra(graph, indices=a, return_predecessors=True)
        if np.isfinite(length[b]):
            return _backwards(before, a, b)
        if 2 * k > _MOST_NEIGHBOURS or k >= len(codes):
            raise ConfigError(
                f"No way leads from code {a} to code {b}, even with {k} neighbours for each."
            )
        k *= 2


def picture_length(pictures: np.ndarray) -> float:
    """How far a row of pictures, (N, 28, 28), changes from first to last: the sum of the distances
    from each to the next, sqrt(sum of squared pixel differences). It grows with the number of
    pictures until they are close together."""
    steps = np.diff(pictures.reshape(len(pictures), -1).astype(np.float64), axis=0)
    return float(np.linalg.norm(steps, axis=1).sum())


def stretch(pictures: np.ndarray) -> float:
    """How many times longer this way of pictures, (N, 28, 28), is than the straight one from its
    first to its last: 1 at least. Infinite where it comes back to where it began."""
    straight = picture_length(pictures[[0, -1]])
    length = picture_length(pictures)
    if straight == 0:
        return math.inf if length else 1.0
    return length / straight


@lru_cache(maxsize=8)
def _graph(content: bytes, dim: int, k: int) -> csr_matrix:
    """Each code joined to its k nearest, both ways, by their distance."""
    from sklearn.neighbors import kneighbors_graph

    codes = np.frombuffer(content, np.float32).reshape(-1, dim)
    graph = kneighbors_graph(codes, k, mode="distance")
    # Two equal codes are neighbours too, but a sparse matrix forgets a zero.
    graph.data = np.maximum(graph.data, np.finfo(np.float32).tiny)
    return graph.maximum(graph.T).tocsr()


def _backwards(before: np.ndarray, a: int, b: int) -> np.ndarray:
    """The way to b, by the code that comes before each on its way from a."""
    way = [b]
    while way[-1] != a:
        way.append(int(before[way[-1]]))
    return np.array(way[::-1])
