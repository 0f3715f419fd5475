"""The maximum mean discrepancy against its definition and against what it must tell apart."""

import numpy as np
import pytest

from vae_core.evaluation import bootstrap
from vae_core.evaluation.mmd import squared_mmd


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
    found = [
        squared_mmd(normal(s, 300, dim), normal(s + 99, 300, dim), once(300), once(300))[0]
        for s in range(8)
    ]
    assert min(found) < 0 < max(found)
    assert max(map(abs, found)) < 0.02


def test_the_farther_apart_the_larger_and_never_over_2():
    a, b = normal(0, 200), normal(1, 200)
    far = [squared_mmd(a, b + shift, once(200), once(200))[0] for shift in (0.3, 1.0, 3.0, 1e4)]
    assert far == sorted(far)
    assert far[-1] < 2.0


def test_a_row_counted_often_is_not_compared_with_itself():
    a = normal(0, 400)
    b = normal(1, 400)
    rng = np.random.default_rng(2)
    found = squared_mmd(a, b, bootstrap.counts(400, rng), bootstrap.counts(400, rng))
    # Comparing rows with themselves would lift the resamples by 2 (1 - mean kernel) / n each.
    assert found[1:].mean() == pytest.approx(found[0], abs=0.0015)
