"""Maximum mean discrepancy: how far apart the distributions behind two samples lie."""

from __future__ import annotations

import numpy as np


def squared_mmd(
    a: np.ndarray, b: np.ndarray, counts_a: np.ndarray, counts_b: np.ndarray
) -> np.ndarray:
    """The unbiased estimate of the squared MMD, Gretton et al. 2012, eq. 3, by each line of counts.

    a: (N, D), b: (M, D).  counts_a: (R, N), counts_b: (R, M), as `bootstrap.counts` gives them; a
    row is never paired with itself, however often it is counted.  Returns (R,): 0 on average
    where both follow one distribution (so it may fall below), at most 2.
    The kernel is exp(-|x - y|^2 / (2 D)): its width, sqrt(D), is about the median distance of two
    draws from N(0, I) over sqrt(2), and owes nothing to the model that is measured.
    """
    from sklearn.metrics.pairwise import rbf_kernel

    gamma = 1.0 / (2.0 * a.shape[1])
    between = np.einsum("rn,rn->r", counts_a @ rbf_kernel(a, b, gamma), counts_b)
    between /= counts_a.sum(1) * counts_b.sum(1)
    inside = [
        _mean_of_pairs(rbf_kernel(rows, rows, gamma), counted)
        for rows, counted in ((a, counts_a), (b, counts_b))
    ]
    return inside[0] + inside[1] - 2.0 * between


def _mean_of_pairs(kernel: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """The mean of a kernel, (N, N) with ones on its diagonal, over pairs of different rows."""
    squares = np.square(counted).sum(1)
    total = np.einsum("rn,rn->r", counted @ kernel, counted) - squares
    return total / (np.square(counted.sum(1)) - squares)
