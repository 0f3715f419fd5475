"""The mutual information of latent dimensions and factors, where it is known by another way."""

import numpy as np
import pytest

from vae_core.errors import ConfigError
from vae_core.evaluation.factors.mutual_information import (
    BINS,
    binned,
    entropy,
    gaps,
    mutual_information,
)


def _rng():
    return np.random.default_rng(0)


def test_numbers_are_cut_into_bins_of_equally_many_and_classes_are_kept():
    numbers = _rng().standard_normal(1_000)
    assert np.bincount(binned(numbers)).tolist() == [100] * BINS
    assert (np.diff(binned(np.sort(numbers))) >= 0).all()
    assert binned(np.array([7, 3, 7, 200], np.uint8)).tolist() == [1, 0, 1, 2]


def test_few_values_of_a_number_share_no_bin_and_leave_none_empty():
    halves = np.repeat([0.5, 1.5], 50)
    assert binned(halves).tolist() == [0] * 50 + [1] * 50


def test_the_entropy_of_even_bins_is_the_logarithm_of_their_number():
    assert entropy(np.arange(40) % 8) == pytest.approx(np.log(8))
    assert entropy(np.zeros(10, int)) == 0


def test_a_code_that_tells_a_class_surely_knows_its_whole_entropy():
    classes = np.arange(2_000) % 4
    mu = np.stack([10.0 * classes, np.zeros(2_000)], 1)
    known = mutual_information(mu, np.zeros_like(mu), classes[:, None], _rng())
    np.testing.assert_allclose(known, [[np.log(4)], [0.0]], atol=1e-3)


def test_of_two_overlapping_clouds_it_is_that_of_the_integral():
    """z = +-1 + noise: I is log 2 less the mean entropy of the class given z, by a fine sum."""
    classes = np.arange(4_000) % 2
    mu = (2.0 * classes - 1.0)[:, None]
    z = np.linspace(-8, 8, 4_001)
    each = np.exp(-0.5 * (z - np.array([[-1.0], [1.0]])) ** 2) / np.sqrt(2 * np.pi)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.nan_to_num(each * np.log(each / each.mean(0)))
    exact = terms.mean(0).sum() * (z[1] - z[0])
    known = mutual_information(mu, np.zeros_like(mu), classes[:, None], _rng())
    assert known[0, 0] == pytest.approx(exact, abs=0.03)


def test_a_code_of_noise_knows_nothing():
    rng = _rng()
    factor = binned(rng.random(3_000))
    mu = 0.1 * rng.standard_normal((3_000, 3))
    known = mutual_information(mu, np.zeros_like(mu), factor[:, None], rng)
    np.testing.assert_allclose(known, 0.0, atol=0.01)


def test_the_gap_is_between_the_first_and_the_second_as_a_share_of_the_entropy():
    information = np.array([[1.0, 0.2], [0.25, 0.2], [0.5, 0.0]])
    np.testing.assert_allclose(gaps(information, np.array([2.0, 0.4])), [0.25, 0.0])
    np.testing.assert_allclose(gaps(np.array([[0.3]]), np.array([0.6])), [0.5])


def test_a_factor_without_entropy_is_refused():
    with pytest.raises(ConfigError, match="the same in all images"):
        gaps(np.ones((2, 1)), np.zeros(1))
