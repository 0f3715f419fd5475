"""Named objectives against values worked out by hand, and against where they meet the ELBO."""

import math

import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.objectives import terms
from vae_core.models.objectives.batch import Batch
from vae_core.models.objectives.named.beta_tcvae import kl_parts
from vae_core.models.objectives.named.mmd import squared_mmd
from vae_core.models.objectives.registry import (
    opponent_of,
    register_objective,
    values_of,
)
from vae_core.models.objectives.settings import (
    ObjectiveConfig,
    check_batch_sizes,
    objective_config,
)
from vae_core.models.objectives.table import OBJECTIVES

N, SHAPE = 6, (1, 8, 8)


@pytest.fixture
def model():
    decoder = (Dense(64, "none"), Reshape(SHAPE))
    config = ModelConfig("vae", (Dense(5),), decoder, 3, image_shape=SHAPE)
    torch.manual_seed(0)
    return build_model(config).eval()


def batch_of(model, *, beta=1.0, progress=1.0, likelihood="bce", seed=0, n=N):
    x = torch.rand(n, *SHAPE, generator=torch.Generator().manual_seed(1))
    generator = torch.Generator().manual_seed(seed)
    return Batch(model, x, x, beta, progress, likelihood, "closed-form", 100, generator)


def values(name, batch, **parameters):
    return values_of(ObjectiveConfig(name, tuple(parameters.items())), batch)


def elbo_terms(batch):
    """recon and KL of each image with the codes that a batch of the same seed draws."""
    sample = batch_of(batch.model, likelihood=batch.likelihood).sample()
    return sample.recon, sample.kl, sample


def test_free_bits_are_the_elbo_without_a_floor_and_the_floor_where_it_is_high(model):
    batch = batch_of(model, beta=2.0)
    recon, kl, _sample = elbo_terms(batch)
    none = values("free-bits", batch, nats=0.0)
    torch.testing.assert_close(none, recon + 2.0 * kl.mean())
    high = values("free-bits", batch_of(model, beta=2.0), nats=50.0)
    torch.testing.assert_close(high, recon + 2.0 * 3 * 50.0)


def test_capacity_measures_from_a_target_that_rises(model):
    recon, kl, _sample = elbo_terms(batch_of(model))
    for progress, target in ((0.0, 0.0), (0.25, 5.0), (0.5, 10.0), (1.0, 10.0)):
        got = values("capacity", batch_of(model, beta=3.0, progress=progress), nats=10.0, rise=0.5)
        torch.testing.assert_close(got, recon + 3.0 * (kl - target).abs())


def test_denoising_hides_the_image_from_the_encoder_only(model):
    recon, kl, _sample = elbo_terms(batch_of(model))
    torch.manual_seed(0)
    clean = values("denoising", batch_of(model), noise=0.0)
    # The generator has drawn the noise before the codes: other codes of the same posterior.
    noisy = batch_of(model)
    noisy.noise(noisy.x_in)
    sample = noisy.sample()
    torch.testing.assert_close(clean, sample.recon + sample.kl)
    batch = batch_of(model)
    values("denoising", batch, noise=1.0)
    assert not torch.allclose(batch.first.mu, sample.mu)
    assert torch.equal(batch.x, batch.x_in), "what is to be drawn stays as it is"
    assert recon.shape == kl.shape


def test_gaussian_pixels_have_the_likelihood_of_the_best_variance(model):
    batch = batch_of(model, likelihood="mse")
    got = values("gaussian", batch)
    x, picture = batch.x, torch.sigmoid(batch.first.x_logits)
    scale = (x - picture).square().mean().sqrt()
    log_p = torch.distributions.Normal(picture, scale).log_prob(x).flatten(1).sum(1)
    torch.testing.assert_close(got, -log_p + batch.first.kl)
    for other in (0.9, 1.1):
        wrong = torch.distributions.Normal(picture, scale * other).log_prob(x).flatten(1).sum(1)
        assert wrong.mean() < log_p.mean(), "no other variance is more likely"


def test_one_importance_sample_is_the_monte_carlo_elbo_and_more_are_tighter(model):
    one = batch_of(model)
    got = values("iwae", one, samples=1)
    sample = one.first
    kl = terms.kl_monte_carlo(sample.z, sample.mu, sample.logvar)
    torch.testing.assert_close(got, sample.recon + kl)
    means = [values("iwae", batch_of(model, n=400), samples=k).mean().item() for k in (1, 5, 50)]
    assert means == sorted(means, reverse=True)


def test_the_mmd_of_two_points_is_worked_out_by_hand():
    a, b = torch.tensor([[0.0], [1.0]]), torch.tensor([[0.0], [2.0]])

    def k(distance):
        return 2.0 / (2.0 + distance**2)

    between = (k(0) + k(2) + k(1) + k(1)) / 4
    assert squared_mmd(a, b).item() == pytest.approx(k(1) + k(2) - 2 * between, abs=1e-6)


def test_the_mmd_is_near_zero_for_draws_from_the_prior_and_grows_with_the_distance():
    g = torch.Generator().manual_seed(0)
    a, b = torch.randn(2_000, 2, generator=g), torch.randn(2_000, 2, generator=g)
    near, far, farther = (squared_mmd(a + shift, b).item() for shift in (0.0, 1.0, 2.0))
    assert abs(near) < 1e-3 < far < farther


def test_the_mmd_has_no_kl_of_single_images(model):
    batch = batch_of(model, beta=7.0)
    recon, _kl, _sample = elbo_terms(batch)
    torch.testing.assert_close(values("mmd", batch, weight=0.0), recon)
    added = values("mmd", batch_of(model), weight=10.0) - recon
    torch.testing.assert_close(added, added.mean().expand(N))


def test_beta_tcvae_weighs_the_total_correlation_and_at_1_is_the_elbo(model):
    recon, kl, sample = elbo_terms(batch_of(model))
    torch.testing.assert_close(values("beta-tcvae", batch_of(model)), recon + kl)
    heavier = values("beta-tcvae", batch_of(model, beta=5.0))
    correlation = kl_parts(sample.z, sample.mu, sample.logvar).total_correlation
    torch.testing.assert_close(heavier, recon + kl + 4.0 * correlation)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_each_is_named_explained_and_has_a_gradient(model, name):
    info = OBJECTIVES[name]
    assert info.title and info.summary.endswith(".") and info.source
    assert all(parameter.meaning for parameter in info.parameters.values())
    batch = batch_of(model, likelihood=info.likelihood or "bce")
    batch.opponent = opponent_of(ObjectiveConfig(name), model.config)
    got = values(name, batch)
    got.mean().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_settings_say_what_is_wrong_with_them():
    assert objective_config(None) is None
    assert objective_config("free-bits").to_dict() == {"name": "free-bits", "nats": 0.5}
    for value, words in (
        ({"name": "free-bits", "nats": -1}, "objective.nats must be a number at least 0"),
        ({"name": "free-bits", "nats": math.nan}, "objective.nats"),
        ({"name": "free-bits", "bits": 1}, "has no parameter 'bits'; it has nats"),
        ({"name": "iwae", "samples": 2.5}, "objective.samples must be a whole number"),
        ({"name": "mmd", "weight": "much"}, "objective.weight must be a number"),
        ({"weight": 1}, "objective must be a name"),
        (["mmd"], "objective must be a name"),
        ("no such/name", "name"),
    ):
        with pytest.raises(ConfigError, match=words):
            objective_config(value)


def test_a_batch_of_one_is_refused_where_an_objective_compares_images():
    mmd = ObjectiveConfig("mmd")
    check_batch_sizes(mmd, 100, 10)
    check_batch_sizes(ObjectiveConfig("iwae"), 101, 10)
    for n, size in ((101, 10), (100, 1), (1, 10)):
        with pytest.raises(ConfigError, match="at least 2 images in a batch"):
            check_batch_sizes(mmd, n, size)


def test_an_objective_of_ones_own_has_a_name(model, monkeypatch):
    monkeypatch.setattr("vae_core.models.objectives.registry._FUNCTIONS", {})

    def squared_codes(batch, *, weight=2.0):
        """The reconstruction, and codes near the middle."""
        sample = batch.sample()
        return sample.recon + weight * sample.mu.square().sum(1)

    with pytest.raises(ConfigError, match="not registered here"):
        values("squared-codes", batch_of(model))
    try:
        register_objective("squared-codes", squared_codes)
        batch = batch_of(model)
        got = values("squared-codes", batch, weight=3.0)
        torch.testing.assert_close(got, batch.first.recon + 3 * batch.first.mu.square().sum(1))
        assert (
            OBJECTIVES["squared-codes"].summary == "The reconstruction, and codes near the middle."
        )
    finally:
        OBJECTIVES.pop("squared-codes", None)
    with pytest.raises(ConfigError, match="of this library"):
        register_objective("mmd", squared_codes)
    with pytest.raises(ConfigError, match="needs a number for a default"):
        register_objective("mine", lambda batch, weight: weight)


def test_an_objective_that_gives_something_else_is_a_sentence(model):
    try:
        register_objective("mean-only", lambda batch: batch.sample().recon.mean())
        with pytest.raises(ConfigError, match=r"one number for each of 6 images.*not \(\)"):
            values("mean-only", batch_of(model))
    finally:
        OBJECTIVES.pop("mean-only", None)


class _HandMade(torch.nn.Module):
    """A discriminator whose feature is the sum of the pixels, and whose logit is that times w."""

    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.tensor(0.01))

    def forward(self, x):
        total = x.flatten(1).sum(1, keepdim=True)
        return total, self.w * total.squeeze(1)


def _adversarial(model, gamma):
    batch = batch_of(model, beta=2.0)
    batch.opponent = _HandMade()
    return batch, values("adversarial", batch, gamma=gamma)


def test_adversarial_adds_up_the_three_losses_of_a_discriminator_made_by_hand(model):
    batch, result = _adversarial(model, 0.5)
    _recon, kl, sample = elbo_terms(batch)
    generator = torch.Generator().manual_seed(0)
    torch.empty(N, 3).normal_(generator=generator)  # the codes of the images
    drawn = model.decode(torch.empty(N, 3).normal_(generator=generator))
    sums = [torch.sigmoid(logits).flatten(1).sum(1) for logits in (sample.x_logits, drawn)]
    real = batch.x.flatten(1).sum(1)
    features = 0.5 * (real - sums[0]).square()
    passing = sum(-torch.log(torch.sigmoid(0.01 * total)) for total in sums)
    torch.testing.assert_close(result, 2.0 * kl + 0.5 * features + passing)
    caught = sum(-torch.log(1.0 - torch.sigmoid(0.01 * total)) for total in sums)
    gan = caught - torch.log(torch.sigmoid(0.01 * real))
    torch.testing.assert_close(batch.opponent_loss, gan.mean())
    torch.testing.assert_close(batch.noted, {"features": features, "adversarial": gan})


def test_adversarial_teaches_each_network_what_algorithm_1_says(model):
    """Encoder: KL + features, whatever gamma is. Decoder: gamma features + generator, which is a
    straight line in gamma. The discriminator's loss is its own."""

    def gradients(gamma):
        model.zero_grad()
        batch, result = _adversarial(model, gamma)
        result.mean().backward()
        flat = [
            torch.cat([p.grad.flatten() for p in part.parameters()])
            for part in (model.encoder, model.decoder)
        ]
        return batch, *flat

    (batch, encoder, one), (_, again, two), (_, _, three) = map(gradients, (1.0, 2.0, 3.0))
    torch.testing.assert_close(encoder, again)
    assert encoder.abs().max() > 0
    torch.testing.assert_close(two - one, three - two, rtol=1e-3, atol=1e-3)
    assert (two - one).abs().max() > 0
    model.zero_grad()
    sample = batch_of(model, beta=2.0).sample()
    rebuilt = torch.sigmoid(sample.x_logits).flatten(1).sum(1)
    features = 0.5 * (batch.x.flatten(1).sum(1) - rebuilt).square()
    (2.0 * sample.kl + features).mean().backward()
    torch.testing.assert_close(
        encoder, torch.cat([p.grad.flatten() for p in model.encoder.parameters()])
    )
