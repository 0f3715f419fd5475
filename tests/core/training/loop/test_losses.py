"""The losses of images, and the objective that is made of them."""

from dataclasses import replace

import pytest
import torch

from vae_core.models.networks.autoencoders import build_model
from vae_core.training.loop.step.losses import losses, mean_losses, training_objective


def test_a_small_beta_counts_no_less_for_being_small(any_beta):
    recon, kl = torch.tensor([100.0, 100.0]), torch.tensor([5.0, 5.0])
    betas = torch.tensor([0.21, 3.0])
    expected = torch.tensor([(100 + 5 * 0.21) / 1.1, (100 + 5 * 3.0) / 2.0])
    assert torch.allclose(training_objective(recon, kl, 1.0, any_beta.training, betas), expected)
    assert torch.equal(training_objective(recon, kl, 2.0, any_beta.training), recon + 2 * kl)


@pytest.mark.parametrize("rows", [7, 64, 199])
def test_validation_does_not_depend_on_how_it_is_cut_up(tiny_ae, digits, monkeypatch, rows):
    model, x = build_model(tiny_ae.model), digits.val.x()
    whole = mean_losses(model, x, tiny_ae.training, 0)
    monkeypatch.setattr("vae_core.training.loop.step.losses._EVAL_ROWS", rows)
    assert mean_losses(model, x, tiny_ae.training, 0) == pytest.approx(whole, rel=1e-6)


def test_losses_are_one_value_an_image(tiny, tiny_ae, few):
    x, generator = few.train.x(), torch.Generator().manual_seed(0)
    for config in (tiny, tiny_ae):
        recon, kl = losses(build_model(config.model), x, x, config.training, generator)
        assert recon.shape == kl.shape == (32,)
        assert kl.eq(0).all() == (config.model.kind == "ae")


def test_both_estimators_of_the_kl_agree_on_average(tiny, few):
    model, x = build_model(tiny.model), few.train.x().repeat(400, 1, 1, 1)
    means = []
    for estimator in ("closed-form", "monte-carlo"):
        generator = torch.Generator().manual_seed(0)
        with torch.no_grad():
            _, kl = losses(model, x, x, replace(tiny.training, estimator=estimator), generator)
        means.append(kl.mean().item())
    assert means[1] == pytest.approx(means[0], abs=0.03)
