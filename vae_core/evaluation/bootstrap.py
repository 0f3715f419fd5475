"""How far a figure of a sample would move with another sample of the same size.

Instead of drawing rows again, each row is counted as often as a draw with replacement would take
it (Efron 1979), so that a figure of all resamples is a product of the counts with the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

RESAMPLES = 200
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class Measured:
    """A figure of a sample, and the ends of its 95 % interval (percentiles of the resamples)."""

    value: float | int
    interval: tuple[float, float]


def counts(n: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of n rows is counted, float64, (1 + RESAMPLES, n); each line sums to n.

    The first line counts every row once: it is the sample itself.
    """
    again = rng.multinomial(n, np.full(n, 1.0 / n), size=RESAMPLES)
    return np.concatenate([np.ones((1, n)), again])


def measured(figures: np.ndarray) -> Measured:
    """From a figure of each line of `counts`, (1 + RESAMPLES,)."""
    low, high = np.percentile(figures[1:], _PERCENTILES)
    return Measured(figures[0].item(), (float(low), float(high)))


def means(rows: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """The mean of rows, (n,) or (n, F), by each line of `counts`: (1 + RESAMPLES,) or (.., F)."""
    return counted @ rows / counted.shape[1]


def moments(rows: np.ndarray, counted: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Mean (F,) and covariance (F, F) of rows, (n, F), by each line of `counts`."""
    n = len(rows)
    middle = rows.mean(0, dtype=np.float64)
    centred = rows - middle
    for mean, weights in zip(means(centred, counted), counted, strict=True):
        second = (weights[:, None] * centred).T @ centred
        yield middle + mean, (second - n * np.outer(mean, mean)) / (n - 1)
