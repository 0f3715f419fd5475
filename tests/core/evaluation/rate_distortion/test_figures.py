"""The figures of one weight of the KL term."""

import numpy as np
import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.evaluation.rate_distortion.bounds import distortion_bounds
from vae_core.evaluation.rate_distortion.figures import measure_rate_distortion
from vae_core.evaluation.samples.quality import sample_quality
from vae_core.training.train import train


def test_they_are_the_figures_the_run_was_evaluated_with(trained, digits):
    model, kept = trained.model(), trained.metrics["evaluation"]
    rates = measure_rate_distortion(model.codes, model.decode, digits, 4.0, None).to_dict()
    for name in ("n", "recon", "kl", "kl_per_dim", "neg_elbo", "active_units", "pixel_mse"):
        assert rates[name] == pytest.approx(kept[name], rel=1e-6), name
    assert rates["knn_accuracy"] == kept["knn_accuracy"]
    assert rates["beta"] == 4.0
    assert rates["objective"] == pytest.approx(kept["recon"] + 4.0 * kept["kl"])
    sigma = np.exp(0.5 * trained.latents.logvar).mean()
    assert rates["mean_sigma"] == pytest.approx(sigma, rel=1e-3)
    assert (rates["frechet_prior"], rates["recognised_share_prior"]) == (None, None)
    assert rates["recogniser"] is None


@pytest.mark.slow
def test_samples_are_judged_as_quality_judges_them(trained, digits, recogniser):
    model = trained.model()
    rates = measure_rate_distortion(model.codes, model.decode, digits, 1.0, recogniser)
    quality = sample_quality(trained, recogniser)
    assert rates.frechet_prior == pytest.approx(quality.prior.frechet, rel=1e-6)
    assert rates.recogniser == quality.recogniser == recogniser.weights_hash
    assert 0.0 <= rates.recognised_share_prior <= 1.0


def test_an_autoencoder_has_no_rate(tiny_ae, digits, tmp_path):
    model = train(tiny_ae, "plain", root=tmp_path, film="none", iwae_samples=0).model()
    rates = measure_rate_distortion(model.codes, model.decode, digits, None, None)
    assert (rates.kl, rates.neg_elbo, rates.kl_per_dim, rates.mean_sigma) == (None,) * 4
    assert rates.objective == rates.recon > distortion_bounds(digits).floor
    with pytest.raises(ConfigError, match="just where it has a posterior"):
        measure_rate_distortion(model.codes, model.decode, digits, 1.0, None)


def test_a_collapsed_model_has_no_rate_and_the_distortion_of_the_mean_image(digits):
    """Full collapse: q(z|x) is the prior, and every z is decoded to the mean training image."""
    logits = torch.logit(digits.train.x().mean(0, keepdim=True), eps=1e-6)
    rates = measure_rate_distortion(
        lambda x: (torch.zeros(len(x), 2), torch.zeros(len(x), 2)),
        lambda z: logits.expand(len(z), -1, -1, -1),
        digits,
        32.0,
        None,
    )
    assert (rates.kl, rates.active_units, rates.mean_sigma) == (0.0, 0, 1.0)
    assert (
        rates.recon
        == rates.objective
        == pytest.approx(distortion_bounds(digits).collapsed, rel=1e-5)
    )
