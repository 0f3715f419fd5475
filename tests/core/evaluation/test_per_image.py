"""Single images through a model, and what is usual among the test images."""

import numpy as np
import pytest
import torch

from vae_core.evaluation.per_image import (
    EXTREMES,
    inspect_images,
    mahalanobis_distance,
    percentile_of,
    typical_values,
)
from vae_core.models.objectives import terms


@pytest.fixture(scope="module")
def seen(trained, digits):
    return inspect_images(trained.model(), digits.test.x())


def test_the_mean_over_the_test_set_is_the_figure_of_the_run(trained, seen):
    figures = trained.metrics["evaluation"]
    assert seen.kl.mean() == pytest.approx(figures["kl"], rel=1e-4)
    assert seen.pixel_mse.mean() == pytest.approx(figures["pixel_mse"], rel=1e-4)
    # The run's own figure takes one draw an image.
    assert seen.recon.mean() == pytest.approx(figures["recon"], rel=5e-3)
    np.testing.assert_allclose(seen.neg_elbo, seen.recon + seen.kl)


def test_each_figure_belongs_to_its_image(trained, digits, seen):
    x = digits.test.x()[40:43]
    with torch.no_grad():
        mu, logvar = trained.model().codes(x)
        kl = terms.kl_divergence(mu, logvar)
    some = inspect_images(trained.model(), x)
    np.testing.assert_allclose(some.mu, mu, rtol=1e-5)
    np.testing.assert_allclose(some.kl, kl, rtol=1e-5)
    np.testing.assert_allclose(some.mu, seen.mu[40:43], rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(some.error, some.x_hat - x[:, 0].numpy(), atol=1e-6)


def test_an_image_alone_has_the_figures_it_has_among_others(trained, digits, seen):
    for i in (0, 400):
        alone = inspect_images(trained.model(), digits.test.x()[i : i + 1])
        assert alone.recon[0] == pytest.approx(seen.recon[i], rel=1e-5)
        assert alone.neg_elbo[0] == pytest.approx(seen.neg_elbo[i], rel=1e-5)


def test_an_autoencoder_has_no_bound(tiny_ae, digits):
    from vae_core.models.networks.autoencoders import build_model

    seen = inspect_images(build_model(tiny_ae.model).eval(), digits.test.x()[:2])
    assert (seen.logvar, seen.kl, seen.neg_elbo) == (None, None, None)
    assert seen.recon.shape == (2,)


def test_images_are_cut_for_a_model_that_knows_only_cut_ones(trained, digits):
    x = digits.test.x()[:2]
    cut = inspect_images(trained.model(), x, binarize="threshold")
    again = inspect_images(trained.model(), (x > 0.5).float())
    np.testing.assert_array_equal(cut.recon, again.recon)
    assert not np.array_equal(cut.recon, inspect_images(trained.model(), x).recon)


def test_distance_is_the_same_in_any_units(seen):
    turned = seen.mu @ np.array([[3.0, 1.0], [0.0, 0.5]])
    np.testing.assert_allclose(
        mahalanobis_distance(turned, turned), mahalanobis_distance(seen.mu, seen.mu), rtol=1e-3
    )
    # In D dimensions its square is D on average.
    assert np.square(mahalanobis_distance(seen.mu, seen.mu)).mean() == pytest.approx(2, rel=0.01)


def test_one_number_has_a_distance_too():
    codes = np.array([[-1.0], [1.0]])
    np.testing.assert_allclose(mahalanobis_distance(codes, np.array([[2 * 2**0.5]])), [2.0])


def test_what_is_usual_and_what_is_not(trained, seen, digits):
    usual = typical_values(seen)
    assert percentile_of(usual["recon"], np.median(seen.recon)) == pytest.approx(50, abs=1)
    assert percentile_of(usual["recon"], -1.0) == 0
    assert percentile_of(usual["distance"], 1e9) == 100
    assert len(usual["hardest"]) == len(usual["easiest"]) == EXTREMES
    assert seen.recon[usual["hardest"][0]] == seen.recon.max()
    assert seen.recon[usual["easiest"][0]] == seen.recon.min()
    noise = inspect_images(trained.model(), torch.rand(1, 1, 28, 28))
    assert percentile_of(usual["recon"], noise.recon[0]) == 100


def test_a_run_keeps_what_is_usual_for_it(trained, seen):
    kept = trained.metrics["typical"]
    np.testing.assert_allclose(kept["recon"], typical_values(seen)["recon"], rtol=1e-3)
    assert kept["hardest"][0] == typical_values(seen)["hardest"][0]
