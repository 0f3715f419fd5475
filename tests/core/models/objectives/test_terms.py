"""The arithmetic everything rests on, against torch.distributions and known likelihoods."""

import math

import pytest
import torch
from torch.distributions import Bernoulli, MultivariateNormal, Normal, kl_divergence

from vae_core.models.objectives import bounds, schedules, terms


def _generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def posterior():
    """(mu, logvar) of 5 images in 3 dimensions."""
    g = _generator(1)
    return torch.randn(5, 3, generator=g), torch.randn(5, 3, generator=g)


def test_kl_is_that_of_torch_distributions(posterior):
    mu, logvar = posterior
    expected = kl_divergence(Normal(mu, (0.5 * logvar).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(terms.kl_per_dim(mu, logvar), expected)
    torch.testing.assert_close(terms.kl_divergence(mu, logvar), expected.sum(1))


def test_kl_of_the_prior_is_zero():
    assert terms.kl_divergence(torch.zeros(4, 2), torch.zeros(4, 2)).eq(0).all()


def test_log_densities_are_those_of_torch_distributions(posterior):
    mu, logvar = posterior
    z = torch.randn(5, 3, generator=_generator(2))
    expected = Normal(mu, (0.5 * logvar).exp()).log_prob(z).sum(1)
    torch.testing.assert_close(terms.log_normal(z, mu, logvar), expected)
    torch.testing.assert_close(terms.log_prior(z), Normal(0.0, 1.0).log_prob(z).sum(1))


def test_monte_carlo_kl_has_the_closed_form_for_its_mean(posterior):
    mu, logvar = posterior
    n = 40_000
    many, many_logvar = mu.repeat(n, 1), logvar.repeat(n, 1)
    z = terms.reparameterize(many, many_logvar, _generator())
    samples = terms.kl_monte_carlo(z, many, many_logvar).view(n, -1)
    error = (samples.mean(0) - terms.kl_divergence(mu, logvar)).abs()
    assert (error < 4 * samples.std(0) / math.sqrt(n)).all()


def test_reparameterize_samples_the_posterior(posterior):
    mu, logvar = (p[:1].repeat(100_000, 1) for p in posterior)
    z = terms.reparameterize(mu, logvar, _generator())
    torch.testing.assert_close(z.mean(0), mu[0], atol=0.03, rtol=0)
    torch.testing.assert_close(z.var(0).log(), logvar[0], atol=0.03, rtol=0)


def test_reparameterize_repeats_with_its_generator_and_has_gradients(posterior):
    mu, logvar = (p.requires_grad_() for p in posterior)
    first, second = (terms.reparameterize(mu, logvar, _generator(7)) for _ in range(2))
    assert torch.equal(first, second)
    first.sum().backward()
    torch.testing.assert_close(mu.grad, torch.ones_like(mu))
    torch.testing.assert_close(logvar.grad, 0.5 * (first - mu).detach())


def test_bce_is_the_bernoulli_likelihood_summed_over_pixels():
    logits = torch.randn(3, 1, 4, 4, generator=_generator())
    x = (logits > 0.3).float()
    expected = -Bernoulli(logits=logits).log_prob(x).sum((1, 2, 3))
    torch.testing.assert_close(terms.recon_bce(logits, x), expected)


def test_bce_of_grey_pixels_has_their_entropy_for_its_floor():
    x = torch.rand(2, 1, 4, 4, generator=_generator())
    floor = Bernoulli(x).entropy().sum((1, 2, 3))
    torch.testing.assert_close(terms.recon_bce(torch.logit(x), x), floor)
    assert (terms.recon_bce(torch.logit(x) + 0.1, x) > floor).all()


def test_bce_stands_extreme_logits():
    logits = torch.tensor([[1e4, -1e4]])
    assert terms.recon_bce(logits, torch.tensor([[0.0, 1.0]])).item() == 2e4


def test_mse_is_summed_squared_error_of_the_picture():
    x = torch.full((2, 1, 2, 2), 0.75)
    torch.testing.assert_close(terms.recon_mse(torch.zeros_like(x), x), torch.full((2,), 0.25))


def test_recon_by_name():
    logits, x = torch.ones(1, 3), torch.zeros(1, 3)
    assert torch.equal(terms.recon(logits, x, "bce"), terms.recon_bce(logits, x))
    assert torch.equal(terms.recon(logits, x, "mse"), terms.recon_mse(logits, x))


def test_elbo_counts_beta():
    recon, kl = torch.tensor([100.0, 90.0]), torch.tensor([7.0, 5.0])
    assert terms.elbo(recon, kl).tolist() == [-107.0, -95.0]
    assert terms.elbo(recon, kl, beta=4.0).tolist() == [-128.0, -110.0]


class _Bernoulli:
    """One latent number, four pixels, and a posterior that is a little off."""

    weight, bias = torch.tensor([[2.0, -1.0, 0.5, 1.5]]), torch.tensor([0.3, 0.1, -0.5, 0.0])

    def encode(self, x):
        return (x - 0.5).sum(1, keepdim=True) * 0.4, torch.full((len(x), 1), -0.2)

    def decode(self, z):
        return z @ self.weight + self.bias

    def log_likelihood(self, x):
        """log p(x) by integrating over z on a fine grid."""
        z = torch.linspace(-9, 9, 4_001, dtype=torch.float64).unsqueeze(1)
        logits = self.decode(z.float()).double()
        log_px = Bernoulli(logits=logits).log_prob(x.double().unsqueeze(1)).sum(2)
        step = math.log((z[1] - z[0]).item())
        return torch.logsumexp(log_px + Normal(0.0, 1.0).log_prob(z[:, 0]) + step, 1).float()


@pytest.fixture
def pixels():
    return torch.bernoulli(torch.full((6, 4), 0.5), generator=_generator(3))


def test_iwae_reaches_the_likelihood_of_a_bernoulli_decoder(pixels):
    model = _Bernoulli()
    bound = bounds.iwae_bound(model, pixels, 20_000, _generator())
    torch.testing.assert_close(bound, model.log_likelihood(pixels), atol=0.02, rtol=0)


def test_iwae_rises_with_the_number_of_samples_and_stays_below_the_likelihood(pixels):
    model, x = _Bernoulli(), pixels.repeat(3_000, 1)
    values = [bounds.iwae_bound(model, x, k, _generator()).mean().item() for k in (1, 3, 10)]
    truth = model.log_likelihood(pixels).mean().item()
    assert values == sorted(values)
    assert values[1] - values[0] > 0.05
    assert truth - 0.1 < values[-1] < truth


def test_one_iwae_sample_is_the_monte_carlo_elbo(pixels):
    model = _Bernoulli()
    one = bounds.iwae_bound(model, pixels, 1, _generator())
    mu, logvar = model.encode(pixels)
    z = terms.reparameterize(mu, logvar, _generator())
    kl = terms.kl_monte_carlo(z, mu, logvar)
    expected = terms.elbo(terms.recon_bce(model.decode(z), pixels), kl)
    torch.testing.assert_close(one, expected)


class _LinearGaussian:
    """x = W z + noise with orthogonal columns: the posterior is diagonal and known, and so is p(x).

    `shift` moves the encoder's mean off the posterior's.
    """

    variance = 0.5
    weight = torch.linalg.qr(torch.randn(6, 2, generator=_generator(4)))[0] * torch.tensor([2, 0.7])

    def __init__(self, shift=0.0):
        self.shift = shift

    def encode(self, x):
        precision = 1.0 + self.weight.square().sum(0) / self.variance
        mu = x @ self.weight / self.variance / precision
        return mu + self.shift, -precision.log().expand_as(mu)

    def decode(self, z):
        return z @ self.weight.T

    def recon(self, x_mean, x):
        """-log p(x|z), in the place of the Bernoulli likelihood."""
        return -Normal(x_mean, math.sqrt(self.variance)).log_prob(x).sum(1)

    def log_likelihood(self, x):
        covariance = self.weight @ self.weight.T + self.variance * torch.eye(6)
        return MultivariateNormal(torch.zeros(6), covariance).log_prob(x)


@pytest.mark.parametrize("k", [1, 2, 50])
def test_iwae_is_exact_at_the_true_posterior_of_a_linear_gaussian(monkeypatch, k):
    model, x = _LinearGaussian(), torch.randn(8, 6, generator=_generator(5))
    monkeypatch.setattr(bounds, "recon_bce", model.recon)
    bound = bounds.iwae_bound(model, x, k, _generator())
    torch.testing.assert_close(bound, model.log_likelihood(x), atol=1e-4, rtol=0)


def test_iwae_of_a_linear_gaussian_tightens_from_a_wrong_posterior(monkeypatch):
    model, x = _LinearGaussian(shift=0.5), torch.randn(8, 6, generator=_generator(5))
    monkeypatch.setattr(bounds, "recon_bce", model.recon)
    truth = model.log_likelihood(x)
    gaps = [
        (truth - bounds.iwae_bound(model, x.repeat(2_000, 1), k, _generator()).view(-1, 8))
        .mean()
        .item()
        for k in (1, 5, 50)
    ]
    mu, logvar = model.encode(x)
    right = mu - 0.5
    # At one sample the gap is KL(q || true posterior).
    expected = (0.5 * (mu - right).square() * torch.exp(-logvar)).sum(1).mean().item()
    assert gaps[0] == pytest.approx(expected, rel=0.05)
    assert gaps[0] > gaps[1] > gaps[2] > 0


def test_iwae_does_not_depend_on_how_it_is_cut_up(pixels):
    model, k = _Bernoulli(), 5_000
    at_once = bounds.iwae_bound(model, pixels, k, _generator())
    ragged = bounds.iwae_bound(model, pixels, k, _generator(), max_rows=6 * 777)
    torch.testing.assert_close(at_once, ragged, atol=0.05, rtol=0)


def test_iwae_of_no_samples_raises(pixels):
    with pytest.raises(ValueError, match="n_samples must be at least 1, not 0"):
        bounds.iwae_bound(_Bernoulli(), pixels, 0)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("constant", [4, 4, 4, 4, 4, 4, 4, 4, 4]),
        ("warm-up", [0, 2, 4, 4, 4, 4, 4, 4, 4]),
        ("cyclical", [0, 4, 0, 4, 0, 4, 0, 4, 4]),
    ],
)
def test_beta_schedules(schedule, expected):
    steps = range(0, 9)
    assert [schedules.beta_at(step, 8, 4.0, schedule) for step in steps] == expected


def test_beta_reaches_its_weight_before_or_at_the_end():
    for schedule in ("constant", "warm-up", "cyclical"):
        values = [schedules.beta_at(step, 37, 2.0, schedule) for step in range(38)]
        assert max(values) == values[-1] == 2.0
        assert min(values) >= 0.0


def test_an_unknown_schedule_raises():
    with pytest.raises(ValueError, match="Unknown schedule 'sudden'"):
        schedules.beta_at(0, 1, 1.0, "sudden")
