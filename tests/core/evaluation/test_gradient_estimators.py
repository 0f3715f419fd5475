"""Both estimators of the gradient of one image's loss: the same mean, another spread."""

import numpy as np
import pytest
import torch

from vae_core.evaluation.gradient_estimators import descend_on_mu, throws_of_image
from vae_core.models.objectives import terms

N = 4_000


@pytest.fixture(scope="module")
def x(digits):
    return digits.test.x()[3]


@pytest.fixture(scope="module")
def throws(trained, x):
    return throws_of_image(trained.model(), x, n=N, seed=1)


def test_the_reparameterised_gradient_is_that_of_the_loss(trained, x, throws):
    """Each throw alone, through the encoder's own output, against the batch of all."""
    model = trained.model()
    for i in (0, 17):
        mu, logvar = (v.detach().requires_grad_() for v in model.encode(x[None]))
        z = mu + torch.exp(0.5 * logvar) * torch.from_numpy(throws.eps[i : i + 1])
        logits = model.decode(z)
        recon = terms.recon_bce(logits, x[None])
        (recon + terms.kl_divergence(mu, logvar)).sum().backward()
        np.testing.assert_allclose(throws.at_mu[i], mu.grad[0], rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(throws.at_logvar[i], logvar.grad[0], rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(throws.pictures[i], logits.sigmoid()[0, 0].detach(), atol=1e-5)
        assert throws.recon[i] == pytest.approx(recon.item(), rel=1e-5)


def test_what_each_station_passes_on(throws):
    """The gradient at mu is that at z, at log sigma^2 it is that times eps sigma / 2; then the
    KL's own."""
    sigma = np.exp(0.5 * throws.logvar)
    np.testing.assert_allclose(throws.at_mu, throws.at_z + throws.kl_at_mu, atol=1e-4)
    np.testing.assert_allclose(
        throws.at_logvar, throws.at_z * throws.eps * sigma / 2 + throws.kl_at_logvar, atol=1e-4
    )
    np.testing.assert_allclose(throws.kl_at_mu, throws.mu, atol=1e-5)
    np.testing.assert_allclose(throws.kl_at_logvar, (sigma**2 - 1) / 2, atol=1e-5)
    np.testing.assert_allclose(throws.z, throws.mu + sigma * throws.eps, atol=1e-5)


def test_all_three_have_the_same_mean_and_the_baseline_takes_most_of_the_spread(throws):
    for axis in (0, 1):
        values = [e[:, axis] for e in (throws.at_mu, throws.score, throws.score_baseline)]
        means, spreads = [v.mean() for v in values], [v.std() for v in values]
        for other in (1, 2):
            error = np.hypot(spreads[0], spreads[other]) / N**0.5
            assert abs(means[0] - means[other]) < 4 * error
        assert spreads[0] < spreads[2] < spreads[1] / 3


def test_the_same_seed_throws_the_same_and_one_throw_has_no_baseline(trained, x, throws):
    again = throws_of_image(trained.model(), x, n=N, seed=1)
    np.testing.assert_array_equal(again.eps, throws.eps)
    with pytest.raises(ValueError, match="at least 2"):
        throws_of_image(trained.model(), x, n=1)


def test_a_step_on_mu_goes_against_the_mean_gradient_and_lowers_the_loss(trained, x, digits):
    """From the place of another image; the gradient is that of the mean loss, by differences."""
    model = trained.model()
    with torch.no_grad():
        mu, logvar = (v[0] for v in model.encode(digits.test.x()[:1]))
    walk = descend_on_mu(model, x, (mu, logvar), steps=5, rate=0.02)
    np.testing.assert_allclose(walk.mu[1], walk.mu[0] - 0.02 * walk.gradient[0], atol=1e-5)
    loss = walk.recon + walk.kl
    assert (np.diff(loss) < 0).all()

    def mean_loss(place):
        throws = throws_of_image(model, x, posterior=(place, logvar))
        return throws.recon.mean(dtype=np.float64) + throws.kl

    assert mean_loss(mu) == pytest.approx(loss[0], rel=1e-5)
    for axis in (0, 1):
        ahead, behind = mu.clone(), mu.clone()
        ahead[axis] += 0.02
        behind[axis] -= 0.02
        slope = (mean_loss(ahead) - mean_loss(behind)) / 0.04
        assert walk.gradient[0, axis] == pytest.approx(slope, rel=0.05, abs=0.3)
