"""Precision and recall of samples, against sets where both are counted by hand."""

import numpy as np
import pytest

from vae_core.errors import ConfigError
from vae_core.evaluation.samples.precision_recall import precision_and_recall

LINE = np.arange(4.0).reshape(-1, 1)


def test_the_shares_of_points_inside_the_balls_are_those_counted_by_hand():
    """Balls of radius 1 round 0, 1, 2, 3 hold 0.5 and 3.9, not 4.5 and 20. The ball round 0.5 has
    the radius 3.4, and holds all four of the line."""
    samples = np.array([[0.5], [3.9], [4.5], [20.0]])
    assert precision_and_recall(samples, LINE, k=1) == (0.5, 1.0)


def test_samples_of_one_mode_are_precise_and_recall_the_others_not():
    real = np.concatenate([LINE, LINE + 100])
    samples = np.array([[0.0], [0.5], [1.0], [1.5]])
    precision, recall = precision_and_recall(samples, real, k=1)
    assert precision == 1.0
    assert recall == 3 / 8  # 0, 1 and 2: the balls of the samples have the radius 0.5


def test_a_set_against_itself_has_both_at_1_and_one_far_away_both_at_0():
    rows = np.random.default_rng(0).standard_normal((50, 3))
    assert precision_and_recall(rows, rows) == (1.0, 1.0)
    assert precision_and_recall(rows + 1e3, rows) == (0.0, 0.0)


@pytest.mark.parametrize("shape", [(10, 3), (10,), (3, 2)])
def test_features_that_cannot_be_compared_are_refused(shape):
    with pytest.raises(ConfigError):
        precision_and_recall(np.zeros(shape), np.zeros((10, 2)))
