"""Counts in place of rows drawn again, and the intervals they give."""

import numpy as np
import pytest

from vae_core.evaluation import bootstrap

ROWS = np.random.default_rng(0).normal(3.0, 2.0, (400, 3))


@pytest.fixture(scope="module")
def counted():
    return bootstrap.counts(len(ROWS), np.random.default_rng(1))


def test_every_line_counts_as_many_rows_and_the_first_each_once(counted):
    assert counted.shape == (1 + bootstrap.RESAMPLES, len(ROWS))
    np.testing.assert_array_equal(counted.sum(1), len(ROWS))
    np.testing.assert_array_equal(counted[0], 1.0)
    assert counted[1:].max() > 2


def test_moments_by_counts_are_those_of_the_rows_themselves(counted):
    of_lines = list(bootstrap.moments(ROWS, counted))
    for line in (0, 7):
        rows = np.repeat(ROWS, counted[line].astype(int), axis=0)
        mean, covariance = of_lines[line]
        np.testing.assert_allclose(mean, rows.mean(0))
        np.testing.assert_allclose(covariance, np.cov(rows, rowvar=False))
        np.testing.assert_allclose(bootstrap.means(ROWS, counted)[line], mean)


def test_the_interval_of_a_mean_is_about_two_standard_errors_a_side(counted):
    found = bootstrap.measured(bootstrap.means(ROWS[:, 0], counted))
    error = ROWS[:, 0].std() / np.sqrt(len(ROWS))
    assert found.value == pytest.approx(ROWS[:, 0].mean())
    low, high = found.interval
    assert low < found.value < high
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.2)


def test_a_whole_number_stays_one():
    assert isinstance(bootstrap.measured(np.full(201, 4)).value, int)
