"""Bootstrap intervals, and the maximum mean discrepancy between two samples.

The bootstrap (Efron 1979) asks how far a figure of a sample would move with another sample of the
same size. Instead of drawing rows again, each row is counted as often as a draw with replacement
would take it, so that a figure of all resamples is a product of the counts with the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

RESAMPLES = 200
_INTERVAL_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class Estimate:
    """A figure of a sample, and the ends of its 95 % interval (percentiles of the resamples)."""

    value: float | int
    interval: tuple[float, float]


def resample_counts(n: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of n rows is in each resample, float64, (1 + RESAMPLES, n).

    The first line counts every row once: it is the sample itself. Each line sums to n.
    """
    resamples = rng.multinomial(n, np.full(n, 1.0 / n), size=RESAMPLES)
    return np.concatenate([np.ones((1, n)), resamples])


def estimate(figures: np.ndarray) -> Estimate:
    """The `Estimate` from a figure of each line of `resample_counts`, (1 + RESAMPLES,)."""
    low, high = np.percentile(figures[1:], _INTERVAL_PERCENTILES)
    return Estimate(figures[0].item(), (float(low), float(high)))


def resampled_means(rows: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean of the rows, (n,) or (n, F), in each resample: (1 + RESAMPLES,) or (1 + RESAMPLES, F).

    counts: from `resample_counts`.
    """
    return counts @ rows / counts.shape[1]


def resampled_moments(
    rows: np.ndarray, counts: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Mean, (F,), and covariance, (F, F), of the rows, (n, F), in each resample.

    counts: from `resample_counts`.
    """
    n = len(rows)
    center = rows.mean(0, dtype=np.float64)
    centered = rows - center
    for mean, weights in zip(resampled_means(centered, counts), counts, strict=True):
        second_moment = (weights[:, None] * centered).T @ centered
        yield center + mean, (second_moment - n * np.outer(mean, mean)) / (n - 1)


def squared_mmd(
    a: np.ndarray, b: np.ndarray, counts_a: np.ndarray, counts_b: np.ndarray
) -> np.ndarray:
    """Unbiased estimate of the squared MMD of two samples, one for each resample, (R,).

    Gretton et al. 2012, eq. 3: 0 on average where both samples follow one distribution (so it may
    fall below 0), at most 2.
    a: (N, D), b: (M, D).  counts_a: (R, N), counts_b: (R, M), as from `resample_counts`; a row is
    never paired with itself, however often it is counted.
    The kernel is exp(-|x - y|^2 / (2 D)): its width, sqrt(D), is about the median distance of two
    draws from N(0, I) over sqrt(2), and does not depend on the model that is measured.
    """
    from sklearn.metrics.pairwise import rbf_kernel

    gamma = 1.0 / (2.0 * a.shape[1])
    between = np.einsum("rn,rn->r", counts_a @ rbf_kernel(a, b, gamma), counts_b)
    between /= counts_a.sum(1) * counts_b.sum(1)
    within_a = _mean_over_pairs(rbf_kernel(a, a, gamma), counts_a)
    within_b = _mean_over_pairs(rbf_kernel(b, b, gamma), counts_b)
    return within_a + within_b - 2.0 * between


def _mean_over_pairs(kernel: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean of a kernel, (N, N) with ones on its diagonal, over pairs of different rows, (R,)."""
    squares = np.square(counts).sum(1)
    total = np.einsum("rn,rn->r", counts @ kernel, counts) - squares
    return total / (np.square(counts.sum(1)) - squares)
