"""Figures: sums over images divided by N, the right ones for each kind of model."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.evaluation import metrics
from vae_core.evaluation.metrics import encode_split, evaluate, knn_accuracy
from vae_core.latent.geometry import Latents
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.objectives.bounds import iwae_bound
from vae_core.models.objectives.terms import kl_per_dim, recon_bce


@pytest.fixture(scope="module")
def figures(trained, digits):
    return evaluate(trained.model(), trained.config, digits, iwae_samples=20)


@pytest.fixture(scope="module")
def ae_model(tiny_ae):
    torch.manual_seed(0)
    return build_model(tiny_ae.model)


def _assert_same(figures, expected, rel):
    assert figures.keys() == expected.keys()
    for name, value in expected.items():
        if isinstance(value, str) or value is None:
            assert figures[name] == value
        else:
            assert figures[name] == pytest.approx(value, rel=rel), name


def test_what_is_kept_with_a_run_is_what_is_measured_again(trained, digits):
    again = evaluate(trained.model(), trained.config, digits).to_dict()
    _assert_same(again, trained.metrics["evaluation"], rel=1e-6)


def test_figures_of_a_vae_hang_together(figures):
    assert figures.n == 500
    assert figures.pixels == "grey"
    assert figures.neg_elbo == pytest.approx(figures.recon + figures.kl)
    assert figures.kl == pytest.approx(sum(figures.kl_per_dim))
    assert len(figures.kl_per_dim) == 2
    assert figures.iwae < figures.neg_elbo
    assert figures.iwae_samples == 20
    assert 0 < figures.pixel_mse < 0.25
    assert 0.1 < figures.knn_accuracy <= 1
    assert -1 <= figures.silhouette <= 1
    assert 0.5 < figures.trustworthiness <= 1


def test_closed_form_figures_are_those_of_the_formulas(trained, digits, figures):
    x = digits.test.x()
    with torch.no_grad():
        mu, logvar = trained.model().encode(x)
        mse = (trained.model().decode(mu).sigmoid() - x).square().mean().item()
    assert figures.kl_per_dim == pytest.approx(kl_per_dim(mu, logvar).mean(0).tolist(), rel=1e-5)
    assert figures.pixel_mse == pytest.approx(mse, rel=1e-5)
    assert figures.active_units == int((mu.var(0) > 0.01).sum())


def test_the_iwae_bound_is_its_mean_over_all_images(trained, digits, figures):
    """500 images go through in batches of 200: the last is ragged."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        bound = iwae_bound(trained.model(), digits.test.x(), 20, generator)
    assert figures.iwae == pytest.approx(-bound.mean().item(), abs=0.1)


def test_an_autoencoder_has_no_bound(ae_model, tiny_ae, digits):
    figures = evaluate(ae_model, tiny_ae, digits, iwae_samples=20)
    assert (figures.kl, figures.neg_elbo, figures.kl_per_dim) == (None, None, None)
    assert (figures.iwae, figures.iwae_samples) == (None, None)
    x = digits.test.x()
    with torch.no_grad():
        expected = recon_bce(ae_model(x), x).mean().item()
    assert figures.recon == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("rows", [7, 64, 499])
def test_a_ragged_last_batch_gives_the_same_figures(ae_model, tiny_ae, digits, monkeypatch, rows):
    whole = evaluate(ae_model, tiny_ae, digits).to_dict()
    monkeypatch.setattr(metrics, "_ROWS_AT_ONCE", rows)
    _assert_same(evaluate(ae_model, tiny_ae, digits).to_dict(), whole, rel=1e-5)


def test_binarised_runs_are_measured_on_binarised_pixels(trained, digits):
    config = replace(trained.config, training=replace(trained.config.training, binarize="both"))
    first, second = (evaluate(trained.model(), config, digits, 0) for _ in range(2))
    assert first.pixels == "binarized"
    assert first == second
    assert first.pixel_mse > trained.metrics["evaluation"]["pixel_mse"]


def test_no_iwae_samples_leave_the_bound_out(trained, digits):
    figures = evaluate(trained.model(), trained.config, digits, iwae_samples=0)
    assert (figures.iwae, figures.iwae_samples) == (None, None)
    assert figures.neg_elbo is not None


def test_a_negative_number_of_samples_raises(trained, digits):
    with pytest.raises(ConfigError) as error:
        evaluate(trained.model(), trained.config, digits, iwae_samples=-1)
    assert str(error.value) == "The number of IWAE samples must not be negative, not -1."


def test_codes_keep_the_order_of_the_images(trained, digits):
    model, x = trained.model(), digits.test.x()
    codes = encode_split(model, x, digits.test.labels)
    with torch.no_grad():
        mu, logvar = model.encode(x[490:])
    np.testing.assert_allclose(codes.mu[490:], mu, atol=1e-5)
    np.testing.assert_allclose(codes.logvar[490:], logvar, atol=1e-5)


def test_knn_accuracy_counts_the_majority_of_20_neighbours():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 50)
    train = Latents(rng.normal(10 * labels[:, None], 1.0, (100, 2)), None, labels)
    test = Latents(np.array([[0.0, 0.0], [10.0, 10.0], [0.0, 0.0]]), None, np.array([0, 1, 1]))
    assert knn_accuracy(train, test) == pytest.approx(2 / 3)


def test_a_device_is_named_as_torch_names_it(trained, digits):
    model = trained.model()
    usual = evaluate(model, trained.config, digits, 0)
    assert evaluate(model, trained.config, digits, 0, device="cpu:0") == usual
    with pytest.raises(ConfigError, match="'cuda:99' is not available"):
        evaluate(model, trained.config, digits, 0, device="cuda:99")
    assert next(model.parameters()).device.type == "cpu"
