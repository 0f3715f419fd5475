"""Disentanglement, completeness and informativeness (DCI) of codes.

Eastwood & Williams 2018, 'A Framework for the Quantitative Evaluation of Disentangled
Representations', ICLR: a random forest guesses each factor from the codes, and the parts that the
latent dimensions have in its guesses say how factors and dimensions match.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_TREES = 20
_LEAST_IN_LEAF = 20  # images; else trees follow chance, and every dimension gets some part
_IMAGES = 10_000  # at most, of which half train the forests


@dataclass(frozen=True)
class Dci:
    """The three figures, all from 0 to 1 with 1 the best, but informativeness may be below 0.

    importance: the part of each latent dimension in the guesses of each factor, (D, K); the parts
        of a factor add up to 1.
    disentanglement: how far a dimension serves one factor only; mean over dimensions, weighted by
        their parts.  completeness: how far a factor is served by one dimension only; mean over
        factors.
    informativeness: how well each factor is guessed, (K,): the share of its variance that is
        explained, of a class that of the errors of always guessing the most frequent.
    """

    importance: np.ndarray
    disentanglement: float
    completeness: float
    informativeness: np.ndarray


def dci(codes: np.ndarray, factors: np.ndarray, rng: np.random.Generator) -> Dci:
    """The figures of codes, (N, D), of images with the known factors, a structured array (N,).

    A factor of whole numbers is a class; any other is a number. Half of at most 10,000 images
    trains the forests, the other half is guessed.
    """
    chosen = rng.permutation(len(codes))[:_IMAGES]
    train, test = np.array_split(chosen, 2)
    seed = int(rng.integers(2**31))
    parts, scores = [], []
    for name in factors.dtype.names or ():
        part, score = _guessed(codes, factors[name], train, test, seed)
        parts.append(part)
        scores.append(score)
    importance = np.stack(parts, 1)
    return Dci(
        importance,
        disentanglement_of(importance),
        completeness_of(importance),
        np.array(scores),
    )


def disentanglement_of(importance: np.ndarray) -> float:
    """1 less the entropy of each dimension's row in units of log K, weighted by the rows' sums."""
    weights = importance.sum(1)
    return float(np.average(_concentration(importance), weights=weights)) if weights.any() else 0.0


def completeness_of(importance: np.ndarray) -> float:
    """1 less the entropy of each factor's column in units of log D; mean over factors."""
    return float(_concentration(importance.T).mean())


def _concentration(rows: np.ndarray) -> np.ndarray:
    """1 where a row has one number that is not 0, 0 where all are alike (or all are 0)."""
    choices = rows.shape[1]
    if choices == 1:
        return np.ones(len(rows))
    totals = rows.sum(1, keepdims=True)
    shares = np.divide(rows, totals, out=np.full(rows.shape, 1 / choices), where=totals > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return 1.0 + (shares * logs).sum(1) / np.log(choices)


def _guessed(
    codes: np.ndarray, factor: np.ndarray, train: np.ndarray, test: np.ndarray, seed: int
) -> tuple[np.ndarray, float]:
    """(part of each dimension, (D,), how well it is guessed) of one factor."""
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    is_class = np.issubdtype(factor.dtype, np.integer)
    forest = RandomForestClassifier if is_class else RandomForestRegressor
    model = forest(
        _TREES, min_samples_leaf=_LEAST_IN_LEAF, max_features=None, random_state=seed
    ).fit(codes[train], factor[train])
    score = float(model.score(codes[test], factor[test]))  # accuracy, or share of the variance
    if is_class:
        usual = np.bincount(factor[test]).max() / len(test)
        score = (score - usual) / (1.0 - usual) if usual < 1.0 else 1.0
    return model.feature_importances_, score
