"""The parts of the KL, against sums over a whole tiny dataset and against known Gaussians."""

import math

import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.models.objectives.named.beta_tcvae import kl_parts
from vae_core.models.objectives.terms import kl_divergence, kl_monte_carlo, log_normal


def _posteriors(n=6, dim=3, seed=0):
    generator = torch.Generator().manual_seed(seed)
    mu = torch.randn(n, dim, generator=generator, dtype=torch.float64)
    logvar = torch.randn(n, dim, generator=generator, dtype=torch.float64) - 1.0
    noise = torch.randn(n, dim, generator=generator, dtype=torch.float64)
    return mu + noise * (0.5 * logvar).exp(), mu, logvar


def test_the_parts_add_up_to_the_kl_of_every_sample():
    z, mu, logvar = _posteriors()
    parts = kl_parts(z, mu, logvar)
    torch.testing.assert_close(sum(parts), kl_monte_carlo(z, mu, logvar))


def test_in_the_mean_they_add_up_to_the_kl_in_closed_form():
    _, mu, logvar = _posteriors(dim=2)
    closed = kl_divergence(mu, logvar).mean().item()
    generator = torch.Generator().manual_seed(1)
    total = torch.zeros(3, dtype=torch.float64)
    for _ in range(2_000):
        noise = torch.randn(mu.shape, generator=generator, dtype=torch.float64)
        parts = kl_parts(mu + noise * (0.5 * logvar).exp(), mu, logvar)
        total += torch.stack([part.mean() for part in parts])
    assert (total.sum() / 2_000).item() == pytest.approx(closed, rel=0.02)
    assert (total[0] / 2_000).item() < math.log(len(mu))  # no code tells more than which image


def test_a_batch_of_all_images_gives_the_sums_over_the_dataset():
    z, mu, logvar = _posteriors()
    n, dim = mu.shape
    log_q_z = torch.stack(
        [
            torch.logsumexp(torch.stack([log_normal(z[i], mu[b], logvar[b]) for b in range(n)]), 0)
            - math.log(n)
            for i in range(n)
        ]
    )
    log_q_zj = torch.zeros(n, dtype=torch.float64)
    for i in range(n):
        for j in range(dim):
            one = slice(j, j + 1)
            density = sum(log_normal(z[i, one], mu[b, one], logvar[b, one]).exp() for b in range(n))
            log_q_zj[i] += torch.log(density / n)
    parts = kl_parts(z, mu, logvar)
    torch.testing.assert_close(parts.total_correlation, log_q_z - log_q_zj)
    torch.testing.assert_close(parts.index_code_mi, log_normal(z, mu, logvar) - log_q_z)


def test_dimensions_that_repeat_one_another_have_the_total_correlation_of_the_gaussian():
    """Codes (a, a + noise), wide of their posteriors: TC = -1/2 log(1 - r^2)."""
    generator = torch.Generator().manual_seed(0)
    a = torch.randn(4_000, 1, generator=generator)
    both = torch.cat([a, 0.8 * a + 0.6 * torch.randn(4_000, 1, generator=generator)], 1)
    logvar = torch.full_like(both, 2 * math.log(0.3))
    z = both + 0.3 * torch.randn(both.shape, generator=generator)
    measured = kl_parts(z, both, logvar).total_correlation.mean().item()
    r = 0.8 / (1 + 0.3**2)
    assert measured == pytest.approx(-0.5 * math.log(1 - r * r), abs=0.05)


def test_independent_dimensions_have_none():
    generator = torch.Generator().manual_seed(0)
    mu = torch.randn(4_000, 2, generator=generator)
    z = mu + 0.3 * torch.randn(mu.shape, generator=generator)
    parts = kl_parts(z, mu, torch.full_like(mu, 2 * math.log(0.3)))
    assert parts.total_correlation.mean().item() == pytest.approx(0.0, abs=0.05)


def test_a_batch_of_one_is_refused():
    with pytest.raises(ConfigError, match="at least two images"):
        kl_parts(torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(1, 2))
