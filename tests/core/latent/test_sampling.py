"""Draws, paths and sums of codes against what can be worked out by hand."""

import numpy as np
import pytest

from vae_core.errors import ConfigError
from vae_core.latent import sampling
from vae_core.latent.geometry import Latents

T = np.linspace(0, 1.5, 16)


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("dim", [1, 2, 64])
def test_draws_from_the_prior_are_as_wide_as_the_temperature(dim):
    z = sampling.prior_samples(20_000, dim, 0.5, rng())
    assert z.shape == (20_000, dim) and z.dtype == np.float32
    np.testing.assert_allclose(z.mean(0), 0, atol=0.02)
    np.testing.assert_allclose(z.std(0), 0.5, atol=0.02)


def test_temperature_scales_the_same_draws():
    cold, warm = (sampling.prior_samples(9, 3, t, rng(5)) for t in (0.5, 2.0))
    np.testing.assert_allclose(warm, 4 * cold, rtol=1e-6)
    assert not sampling.prior_samples(9, 3, 0.0, rng()).any()


def test_fitted_draws_have_the_mean_and_covariance_of_the_codes():
    mixing = np.array([[3.0, 0, 0], [1.0, 0.5, 0]]).T
    codes = rng().standard_normal((5_000, 3)) @ mixing + [10, -2]
    z = sampling.fitted_samples(codes.astype(np.float32), 50_000, 1.0, rng(1))
    np.testing.assert_allclose(z.mean(0), codes.mean(0), atol=0.06)
    np.testing.assert_allclose(np.cov(z.T), np.cov(codes.T), atol=0.15)
    colder = sampling.fitted_samples(codes, 50_000, 0.5, rng(1))
    np.testing.assert_allclose(np.cov(colder.T), np.cov(codes.T) / 4, atol=0.05)


def test_fitted_draws_of_one_dimension_and_of_one_that_does_not_vary():
    assert sampling.fitted_samples(rng().normal(3, 2, (500, 1)), 7, 1.0, rng()).shape == (7, 1)
    codes = np.stack([rng().normal(size=500), np.full(500, 4.0)], axis=1)
    z = sampling.fitted_samples(codes, 50, 1.0, rng())
    np.testing.assert_allclose(z[:, 1], 4.0)
    assert z[:, 0].std() > 0.5


def test_draws_from_a_mixture_stay_in_the_clumps_of_the_codes():
    codes = np.concatenate([rng(i).normal(20 * i, 1, (200, 2)) for i in range(3)])
    z = sampling.mixture_samples(codes.astype(np.float32), 3_000, 1.0, rng())
    assert z.shape == (3_000, 2) and z.dtype == np.float32
    clump = np.round(z[:, 0] / 20)
    assert np.abs(z - 20 * clump[:, None]).max() < 6
    np.testing.assert_allclose(np.bincount(clump.astype(int)) / 3_000, 1 / 3, atol=0.05)
    # In no order: any part of the draws is a draw.
    assert len(set(clump[:20])) == 3
    np.testing.assert_array_equal(
        z, sampling.mixture_samples(codes.astype(np.float32), 3_000, 1.0, rng())
    )


def test_a_mixture_needs_ten_codes():
    assert sampling.mixture_samples(rng().normal(size=(10, 1)), 5, 1.0, rng()).shape == (5, 1)
    with pytest.raises(ConfigError, match="needs as many codes, not 9"):
        sampling.mixture_samples(rng().normal(size=(9, 1)), 5, 1.0, rng())


@pytest.mark.parametrize("way", [sampling.interpolate, sampling.slerp])
@pytest.mark.parametrize("dim", [1, 2, 3, 64])
def test_both_ways_go_through_a_and_b(way, dim):
    a, b = rng().normal(size=(2, dim))
    z = way(a, b, T)
    assert z.shape == (16, dim) and z.dtype == np.float32
    np.testing.assert_allclose(z[0], a, rtol=1e-5)
    np.testing.assert_allclose(z[10], b, rtol=1e-5)
    assert np.isfinite(z).all()


def test_the_straight_way_goes_on_by_half():
    z = sampling.interpolate(np.array([1.0, 2]), np.array([3.0, 2]), np.array([0.5, 1.5]))
    np.testing.assert_allclose(z, [[2, 2], [4, 2]])


def test_the_arc_keeps_the_length_and_turns_evenly():
    z = sampling.slerp(np.array([2.0, 0, 0]), np.array([0, 2.0, 0]), T)
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 2, rtol=1e-6)
    np.testing.assert_allclose(np.arctan2(z[:, 1], z[:, 0]), T * np.pi / 2, atol=1e-6)


def test_the_length_along_the_arc_changes_linearly_and_stops_at_zero():
    z = sampling.slerp(np.array([1.0, 0]), np.array([0, 3.0]), T)
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1 + 2 * T, rtol=1e-6)
    shrinking = sampling.slerp(np.array([8.0, 0]), np.array([0, 1.0]), np.array([1.5]))
    np.testing.assert_array_equal(shrinking, [[0, 0]])


def test_the_arc_stays_in_the_plane_of_its_ends():
    a, b, other = np.linalg.qr(rng().normal(size=(10, 3)))[0].T
    assert np.abs(sampling.slerp(2 * a, 3 * b, T) @ other).max() < 1e-6


@pytest.mark.parametrize(
    ("a", "b"),
    [([0, 0], [1, 2]), ([1, 2], [0, 0]), ([1, 1], [3, 3]), ([1, 0], [-2, 0]), ([5], [-1])],
)
def test_without_an_arc_the_way_is_straight(a, b):
    a, b = np.array(a, dtype=float), np.array(b, dtype=float)
    np.testing.assert_array_equal(sampling.slerp(a, b, T), sampling.interpolate(a, b, T))


def test_class_means_and_their_sums():
    mu = np.array([[0, 0], [2, 0], [1, 1], [4, 8]], dtype=np.float32)
    means = sampling.class_means(Latents(mu, None, np.array([0, 0, 1, 3], dtype=np.uint8)))
    np.testing.assert_array_equal(means[[0, 1, 3]], [[1, 0], [1, 1], [4, 8]])
    assert np.isnan(means[2]).all()
    np.testing.assert_array_equal(sampling.arithmetic(means, 3, 1, 0), [4, 7])
    np.testing.assert_array_equal(sampling.arithmetic(means, 1, 1, 3), means[3])
