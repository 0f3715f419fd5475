"""Shortest paths along the codes, and how far images change along a path."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vae_core.errors import ConfigError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NEIGHBOURS = 10
_MOST_NEIGHBOURS = 160


def shortest_path(codes: np.ndarray, a: int, b: int, k: int = NEIGHBOURS) -> np.ndarray:
    """Indices of the codes on the shortest path from code `a` to code `b`, both included.

    codes: (N, D).  a, b: indices of two of them.
    Each step joins a code with one of its k nearest, and its length is their distance in latent
    space: the graph of Isomap (Tenenbaum et al. 2000), searched with Dijkstra's algorithm. Where it
    does not connect a and b, k is doubled, up to 160.
    Raises ConfigError where `a` or `b` is no index of a code, or no path exists.

    The graphs of the last codes are cached: the first path among 10,000 codes takes a second, every
    other some hundredths of one.
    """
    from scipy.sparse.csgraph import dijkstra

    for end in (a, b):
        if not 0 <= end < len(codes):
            raise ConfigError(f"There is no code {end}: there are {len(codes)}, from 0 on.")
    content = np.ascontiguousarray(codes, dtype=np.float32).tobytes()
    while True:
        graph = _graph(content, codes.shape[1], min(k, len(codes) - 1))
        lengths, predecessors = dijkstra(graph, indices=a, return_predecessors=True)
        if np.isfinite(lengths[b]):
            return _path_to(predecessors, a, b)
        if 2 * k > _MOST_NEIGHBOURS or k >= len(codes):
            raise ConfigError(
                f"No path leads from code {a} to code {b}, even with {k} neighbours for each."
            )
        k *= 2


def image_path_length(images: np.ndarray) -> float:
    """The length of a path through image space, given by the images on it, (N, ...).

    The sum of the Euclidean distances from each image to the next. It grows with the number of
    images until they are close together.
    """
    steps = np.diff(images.reshape(len(images), -1).astype(np.float64), axis=0)
    return float(np.linalg.norm(steps, axis=1).sum())


@lru_cache(maxsize=8)
def _graph(content: bytes, dim: int, k: int) -> csr_matrix:
    """The graph that joins each code with its k nearest, in both directions, by their distance.

    content: the codes as the bytes of float32, so that they can be the key of the cache.
    """
    from sklearn.neighbors import kneighbors_graph

    codes = np.frombuffer(content, np.float32).reshape(-1, dim)
    graph = kneighbors_graph(codes, k, mode="distance")
    # Two equal codes are neighbours too, but a sparse matrix forgets a zero.
    graph.data = np.maximum(graph.data, np.finfo(np.float32).tiny)
    return graph.maximum(graph.T).tocsr()


def _path_to(predecessors: np.ndarray, a: int, b: int) -> np.ndarray:
    """The indices on the path from a to b; predecessors: of each code on its path from a."""
    path = [b]
    while path[-1] != a:
        path.append(int(predecessors[path[-1]]))
    return np.array(path[::-1])
