"""Disentanglement, completeness and informativeness of hand-made matrices and codes."""

import numpy as np
import pytest

from vae_core.evaluation.factors.dci import completeness_of, dci, disentanglement_of


def _factors(n=1_500):
    rng = np.random.default_rng(0)
    factors = np.zeros(n, [("kind", np.uint8), ("a", float), ("b", float)])
    factors["kind"] = rng.integers(3, size=n)
    factors["a"], factors["b"] = rng.random(n), rng.random(n)
    return factors


def test_one_factor_a_dimension_is_perfect_in_both():
    assert disentanglement_of(np.eye(3)) == completeness_of(np.eye(3)) == 1.0


def test_even_parts_are_worth_nothing():
    even = np.full((3, 3), 1 / 3)
    assert disentanglement_of(even) == pytest.approx(0.0)
    assert completeness_of(even) == pytest.approx(0.0)


def test_one_factor_in_two_of_three_dimensions_costs_completeness_only():
    split = np.array([[0.5, 0.0], [0.5, 0.0], [0.0, 1.0]])
    assert disentanglement_of(split) == 1.0
    assert completeness_of(split) == pytest.approx((1 - np.log(2) / np.log(3) + 1) / 2)


def test_two_factors_in_one_dimension_cost_disentanglement_only():
    """A dimension that serves no factor has no weight."""
    shared = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert disentanglement_of(shared) == pytest.approx(0.0)
    assert completeness_of(shared) == 1.0


def test_a_forest_finds_which_dimension_is_which_factor():
    factors = _factors()
    codes = np.stack([factors["b"], factors["kind"], factors["a"]], 1)
    found = dci(codes, factors, np.random.default_rng(0))
    assert found.importance.argmax(0).tolist() == [1, 2, 0]
    np.testing.assert_allclose(found.importance.sum(0), 1.0)
    assert min(found.disentanglement, found.completeness, *found.informativeness) > 0.95


def test_codes_of_noise_inform_of_nothing():
    codes = np.random.default_rng(1).standard_normal((1_500, 3))
    found = dci(codes, _factors(), np.random.default_rng(0))
    assert max(found.informativeness) < 0.1
