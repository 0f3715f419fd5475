"""Geometry of the plane against scipy, brute force and what can be worked out by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from vae_core.latent import geometry
from vae_core.latent.geometry import Support


def test_normal_quantiles():
    expected = norm.ppf(np.linspace(0.05, 0.95, 20))
    np.testing.assert_allclose(geometry.normal_quantiles(20), expected, atol=1e-12)


def test_a_grid_of_one_step_raises():
    with pytest.raises(ValueError, match="a whole number of steps a side, at least 2, not 1"):
        geometry.normal_quantiles(1)


def test_the_prior_grid_is_read_like_a_page():
    z = geometry.prior_grid(3).reshape(3, 3, 2)
    q = norm.ppf(0.95)
    np.testing.assert_allclose(z[0, 0], [-q, q], rtol=1e-6)
    np.testing.assert_allclose(z[0, 2], [q, q], rtol=1e-6)
    np.testing.assert_allclose(z[2, 0], [-q, -q], rtol=1e-6)
    np.testing.assert_allclose(z[1, 1], [0, 0], atol=1e-6)


@pytest.mark.parametrize("k", [1, 6, 100, 500])
@pytest.mark.parametrize("dim", [2, 5])
def test_nearest_agrees_with_brute_force(k, dim, rng):
    codes, z = rng.normal(size=(100, dim)).astype(np.float32), np.zeros(dim)
    expected = np.argsort(np.linalg.norm(codes - z, axis=1))[:k]
    np.testing.assert_array_equal(geometry.nearest(codes, z, k), expected)


@pytest.mark.parametrize("dim", [1, 2, 3, 4, 64])
def test_reach_is_the_distance_to_the_kth_nearest_code(dim, rng):
    codes, z = rng.normal(size=(60, dim)), rng.normal(size=(7, dim))
    distances = np.sort(np.linalg.norm(codes[None] - z[:, None], axis=2), axis=1)
    np.testing.assert_allclose(geometry.knn_distance(codes, z, k=5), distances[:, 4], rtol=1e-6)


def test_reach_is_finite_where_codes_coincide():
    assert geometry.knn_distance(np.zeros((30, 2)), np.zeros((1, 2)), k=5) == [0.0]


@pytest.mark.parametrize("dim", [1, 2, 3, 10])
def test_support_finds_the_hole_between_two_clusters(dim, rng):
    codes = np.concatenate([rng.normal(c, 0.5, (500, dim)) for c in (-5, 5)])
    rule = geometry.support(codes)
    places = np.stack([np.full(dim, -5.0), np.zeros(dim)])
    assert rule.words(codes, places) == ["supported", "hole"]
    # A code is not its own neighbour: the next but one counts.
    own = [rule.word(distance) for distance in geometry.knn_distance(codes, codes, rule.k + 1)]
    assert own.count("hole") == 15
    assert own.count("thin") == 85


def test_on_a_plane_distances_say_the_same_as_densities(rng):
    codes, z = rng.normal(size=(3_000, 2)), rng.normal(0, 2, size=(500, 2))
    rule = geometry.support(codes)

    def density(distance):
        return rule.k / (len(codes) * np.pi * distance**2)

    for distance in geometry.knn_distance(codes, z, rule.k):
        sparse = [density(distance) < density(limit) for limit in (rule.thin, rule.hole)]
        assert rule.word(distance) == ("supported", "thin", "hole")[sum(sparse)]


def test_the_words_of_support():
    rule = Support(20, thin=0.1, hole=0.2)
    assert [rule.word(d) for d in (0.05, 0.1, 0.15, 0.2, 0.3)] == [
        "supported",
        "supported",
        "thin",
        "thin",
        "hole",
    ]


def test_a_typical_image_is_of_its_class_even_where_others_lie_nearer(rng):
    mu = np.concatenate([rng.normal(0, 0.1, (30, 2)), [[-5, 0], [5, 0.5], [4, 0]]])
    latents = geometry.Latents(mu, None, np.array([0] * 30 + [1] * 3, np.uint8))
    assert geometry.typical_image(latents, 1) == 32
    assert latents.label[geometry.typical_image(latents, 7)] == 0, "no such class: of all"


def test_a_typical_image_is_not_where_its_class_mixes_with_another(rng):
    mixed, pure = rng.normal(0, 0.1, (90, 2)), rng.normal(2, 0.1, (40, 2))
    mu = np.concatenate([mixed, pure])
    label = np.array([0] * 30 + [1] * 60 + [1] * 40, np.uint8)
    latents = geometry.Latents(mu, None, label)
    assert np.abs(np.median(mu[label == 1], axis=0)).max() < 1, "the median is among the mixed"
    assert geometry.typical_image(latents, 1) >= 90
    assert geometry.typical_image(latents, 0) < 30


def test_the_dimensions_of_a_vae_come_by_their_kl(rng):
    mu = np.stack([np.zeros(400), rng.normal(size=400), rng.normal(0, 0.5, 400)], axis=1)
    logvar = np.stack([np.zeros(400), np.full(400, -4.0), np.full(400, -1.0)], axis=1)
    dims = geometry.dimensions(geometry.Latents(mu, logvar, np.zeros(400, np.uint8)))
    assert [d.index for d in dims] == [1, 2, 0]
    assert [d.unused for d in dims] == [False, False, True]
    assert dims[0].information == pytest.approx(0.5 * (mu[:, 1] ** 2 + np.exp(-4) - 1 + 4).mean())
    assert dims[2].information == 0
    assert {(d.center, d.sigma) for d in dims} == {(0.0, 1.0)}


def test_the_dimensions_of_an_autoencoder_come_by_their_width(rng):
    mu = np.stack([np.full(400, 7.0), rng.normal(30, 9, 400), rng.normal(0, 1, 400)], axis=1)
    dims = geometry.dimensions(geometry.Latents(mu, None, np.zeros(400, np.uint8)))
    assert [d.index for d in dims] == [1, 2, 0]
    assert [d.unused for d in dims] == [False, False, True]
    assert dims[0].information == dims[0].sigma == pytest.approx(mu[:, 1].std())
    assert dims[0].center == pytest.approx(mu[:, 1].mean())
    assert dims[2].sigma > 0


def test_dimensions_without_any_width_still_have_a_slider():
    dims = geometry.dimensions(geometry.Latents(np.ones((9, 3)), None, np.zeros(9, np.uint8)))
    assert all(d.unused and d.sigma > 0 for d in dims)


def test_principal_components_agree_with_scikit_learn(rng):
    from sklearn.decomposition import PCA

    codes = rng.normal(size=(300, 6)) @ rng.normal(size=(6, 6)) + 3
    found, expected = geometry.principal_components(codes), PCA(2).fit(codes)
    np.testing.assert_allclose(found.mean, expected.mean_)
    np.testing.assert_allclose(found.shares, expected.explained_variance_ratio_)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(np.abs((found.axes * expected.components_).sum(1)), 1)
    assert all(axis[np.abs(axis).argmax()] > 0 for axis in found.axes)


def test_principal_components_of_one_place_are_still_axes():
    found = geometry.principal_components(np.ones((9, 3)))
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
    assert found.shares == (0, 0)


def test_home_view_frames_any_number_of_dimensions(rng):
    codes = rng.normal(size=(1_000, 5))
    assert geometry.home_view(codes, has_prior=True) == geometry.View((0.0,) * 5, 4.0)
    assert len(geometry.home_view(codes + 40, has_prior=False).center) == 5


def test_home_view_with_a_prior_shows_it_and_grows_with_the_codes(rng):
    codes = rng.normal(size=(1_000, 2))
    assert geometry.home_view(codes, has_prior=True) == geometry.View((0.0, 0.0), 4.0)
    assert geometry.home_view(10 * codes, has_prior=True).half > 20


def test_home_view_without_a_prior_frames_the_codes(rng):
    codes = rng.uniform([10, -1], [30, 1], size=(5_000, 2))
    view = geometry.home_view(codes, has_prior=False)
    assert view.center == pytest.approx((20, 0), abs=0.2)
    assert view.half == pytest.approx(10.8, abs=0.2)


def test_home_view_of_a_single_place_is_not_empty():
    assert geometry.home_view(np.ones((9, 2)), has_prior=False).half > 0


def test_the_start_is_the_heart_of_the_class_in_the_middle():
    middle = np.array([[0.9, 1.1], [1.111, 1.222], [1.2, 1.3]])
    far = np.array([[-8.0, -8.0], [8.0, -8.0]])
    codes = np.concatenate([far, middle]).astype(np.float32)
    label = np.array([0, 1, 2, 2, 2], dtype=np.uint8)
    assert geometry.start_point(geometry.Latents(codes, None, label)) == [1.11, 1.22]
