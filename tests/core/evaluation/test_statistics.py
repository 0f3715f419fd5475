"""Bootstrap intervals by counts of rows, and the maximum mean discrepancy by its definition."""

import numpy as np
import pytest

from vae_core.evaluation.statistics import (
    RESAMPLES,
    estimate,
    resample_counts,
    resampled_means,
    resampled_moments,
    squared_mmd,
)

ROWS = np.random.default_rng(0).normal(3.0, 2.0, (400, 3))


@pytest.fixture(scope="module")
def counted():
    return resample_counts(len(ROWS), np.random.default_rng(1))


def test_every_line_counts_as_many_rows_and_the_first_each_once(counted):
    assert counted.shape == (1 + RESAMPLES, len(ROWS))
    np.testing.assert_array_equal(counted.sum(1), len(ROWS))
    np.testing.assert_array_equal(counted[0], 1.0)
    assert counted[1:].max() > 2


def test_moments_by_counts_are_those_of_the_rows_themselves(counted):
    of_lines = list(resampled_moments(ROWS, counted))
    for line in (0, 7):
        rows = np.repeat(ROWS, counted[line].astype(int), axis=0)
        mean, covariance = of_lines[line]
        np.testing.assert_allclose(mean, rows.mean(0))
        np.testing.assert_allclose(covariance, np.cov(rows, rowvar=False))
        np.testing.assert_allclose(resampled_means(ROWS, counted)[line], mean)


def test_the_interval_of_a_mean_is_about_two_standard_errors_a_side(counted):
    mean = estimate(resampled_means(ROWS[:, 0], counted))
    error = ROWS[:, 0].std() / np.sqrt(len(ROWS))
    assert mean.value == pytest.approx(ROWS[:, 0].mean())
    low, high = mean.interval
    assert low < mean.value < high
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.2)


def test_a_whole_number_stays_one():
    assert isinstance(estimate(np.full(201, 4)).value, int)


def normal(seed, n, dim=2):
    return np.random.default_rng(seed).standard_normal((n, dim))


def once(n):
    return np.ones((1, n))


def test_it_is_the_sum_of_its_definition():
    a, b = normal(0, 5), normal(1, 7) + 0.5

    def kernel(x, y):
        return np.exp(-np.square(x - y).sum() / (2 * len(x)))

    def inside(rows):
        pairs = [kernel(x, y) for i, x in enumerate(rows) for j, y in enumerate(rows) if i != j]
        return np.mean(pairs)

    between = np.mean([kernel(x, y) for x in a for y in b])
    expected = inside(a) + inside(b) - 2 * between
    assert squared_mmd(a, b, once(5), once(7))[0] == pytest.approx(expected)


@pytest.mark.parametrize("dim", [1, 2, 20])
def test_two_samples_of_one_distribution_are_0_apart_give_or_take(dim):
    mmd = [
        squared_mmd(normal(s, 300, dim), normal(s + 99, 300, dim), once(300), once(300))[0]
        for s in range(8)
    ]
    assert min(mmd) < 0 < max(mmd)
    assert max(map(abs, mmd)) < 0.02


def test_the_farther_apart_the_larger_and_never_over_2():
    a, b = normal(0, 200), normal(1, 200)
    far = [squared_mmd(a, b + shift, once(200), once(200))[0] for shift in (0.3, 1.0, 3.0, 1e4)]
    assert far == sorted(far)
    assert far[-1] < 2.0


def test_a_row_counted_often_is_not_compared_with_itself():
    a = normal(0, 400)
    b = normal(1, 400)
    rng = np.random.default_rng(2)
    mmd = squared_mmd(a, b, resample_counts(400, rng), resample_counts(400, rng))
    # Comparing rows with themselves would lift the resamples by 2 (1 - mean kernel) / n each.
    assert mmd[1:].mean() == pytest.approx(mmd[0], abs=0.0015)
