"""Geometry of the plane against scipy, brute force and what can be worked out by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from vae_core import latent
from vae_core.latent import Support

RNG = np.random.default_rng(0)


def test_normal_quantiles():
    expected = norm.ppf(np.linspace(0.05, 0.95, 20))
    np.testing.assert_allclose(latent.normal_quantiles(20), expected, atol=1e-12)


def test_a_grid_of_one_step_raises():
    with pytest.raises(ValueError, match="A grid needs at least 2 steps a side, not 1"):
        latent.normal_quantiles(1)


def test_the_prior_grid_is_read_like_a_page():
    z = latent.prior_grid(3).reshape(3, 3, 2)
    q = norm.ppf(0.95)
    np.testing.assert_allclose(z[0, 0], [-q, q], rtol=1e-6)
    np.testing.assert_allclose(z[0, 2], [q, q], rtol=1e-6)
    np.testing.assert_allclose(z[2, 0], [-q, -q], rtol=1e-6)
    np.testing.assert_allclose(z[1, 1], [0, 0], atol=1e-6)


@pytest.mark.parametrize("k", [1, 6, 100, 500])
@pytest.mark.parametrize("dim", [2, 5])
def test_nearest_agrees_with_brute_force(k, dim):
    codes, z = RNG.normal(size=(100, dim)).astype(np.float32), np.zeros(dim)
    expected = np.argsort(np.linalg.norm(codes - z, axis=1))[:k]
    np.testing.assert_array_equal(latent.nearest(codes, z, k), expected)


def test_density_of_an_even_square_is_one_over_its_area():
    codes = RNG.uniform(-2, 2, size=(20_000, 2))
    inside = RNG.uniform(-1.5, 1.5, size=(200, 2))
    assert latent.density(codes, inside, k=200).mean() == pytest.approx(1 / 16, rel=0.05)


def test_density_is_k_over_the_disc_of_the_kth_code():
    codes = np.array([[1.0, 0], [2.0, 0], [5.0, 0], [9.0, 0]])
    found = latent.density(codes, np.zeros((1, 2)), k=2)
    assert found[0] == pytest.approx(2 / (4 * np.pi * 2.0**2))


def test_density_stays_finite_where_codes_coincide():
    assert np.isfinite(latent.density(np.zeros((30, 2)), np.zeros((1, 2)), k=5)).all()


def test_support_finds_the_hole_between_two_clusters():
    codes = np.concatenate([RNG.normal(-5, 0.5, (500, 2)), RNG.normal(5, 0.5, (500, 2))])
    thresholds = latent.support(codes)
    at = latent.density(codes, np.array([[-5.0, -5.0], [0.0, 0.0]]), thresholds.k)
    assert [thresholds.word(d) for d in at] == ["supported", "hole"]
    words = [thresholds.word(d) for d in latent._density(codes, codes, thresholds.k, skip=1)]
    assert words.count("hole") == 15
    assert words.count("thin") == 85


def test_the_words_of_support():
    words = Support(20, thin=0.2, hole=0.1)
    assert [words.word(d) for d in (0.05, 0.1, 0.15, 0.2, 0.3)] == [
        "hole",
        "thin",
        "thin",
        "supported",
        "supported",
    ]


def test_home_view_with_a_prior_shows_it_and_grows_with_the_codes():
    codes = RNG.normal(size=(1_000, 2))
    assert latent.home_view(codes, has_prior=True) == latent.View((0.0, 0.0), 4.0)
    assert latent.home_view(10 * codes, has_prior=True).half > 20


def test_home_view_without_a_prior_frames_the_codes():
    codes = RNG.uniform([10, -1], [30, 1], size=(5_000, 2))
    view = latent.home_view(codes, has_prior=False)
    assert view.center == pytest.approx((20, 0), abs=0.2)
    assert view.half == pytest.approx(10.8, abs=0.2)


def test_home_view_of_a_single_place_is_not_empty():
    assert latent.home_view(np.ones((9, 2)), has_prior=False).half > 0


def test_the_start_is_the_heart_of_the_class_in_the_middle():
    middle = np.array([[0.9, 1.1], [1.111, 1.222], [1.2, 1.3]])
    far = np.array([[-8.0, -8.0], [8.0, -8.0]])
    codes = np.concatenate([far, middle]).astype(np.float32)
    label = np.array([0, 1, 2, 2, 2], dtype=np.uint8)
    assert latent.start_point(latent.Latents(codes, None, label)) == [1.11, 1.22]
