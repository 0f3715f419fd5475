"""The true posterior of one image under a VAE with two latent dimensions."""

import math

import numpy as np
import pytest
import torch

import vae_core as vc
from vae_core.evaluation.plane.posterior import exact_posterior
from vae_core.models.objectives import bounds, terms


@pytest.fixture(scope="module")
def vae():
    return vc.load_run("uci-digits/vae-2d").model()


@pytest.fixture(scope="module")
def x(digits):
    return digits.test.x()


class Fitted:
    """A decoder with the posterior's own moments as proposal, half as wide again."""

    def __init__(self, vae, exact):
        share = np.exp(exact.log_posterior)[..., None] * exact.step**2
        mean = (share * exact.z).sum((0, 1))
        variance = (share * (exact.z - mean) ** 2).sum((0, 1))
        self.mu, self.logvar = (
            torch.from_numpy(v).float()[None] for v in (mean, np.log(1.5**2 * variance))
        )
        self.decode = vae.decode

    def encode(self, x):
        return self.mu, self.logvar


@pytest.mark.slow
def test_log_px_is_what_importance_weighting_comes_to(vae, x):
    # With the encoder's guess as proposal, 5,000 draws are too few where that guess is off.
    generator = torch.Generator().manual_seed(0)
    for image in x[:10]:
        exact = vc.exact_posterior(vae, image)
        with torch.no_grad():
            bound = bounds.iwae_bound(Fitted(vae, exact), image[None], 5000, generator)
        assert exact.covered
        assert exact.log_px == pytest.approx(float(bound), abs=0.1)


def test_elbo_and_kl_add_up_to_log_px_for_any_gaussian(vae, x):
    exact = exact_posterior(vae, x[3])
    tilted = np.array([[0.01, 0.004], [0.004, 0.005]])
    for mean, covariance in ((exact.mu, np.diag(exact.sigma**2)), (exact.peak, tilted)):
        elbo, kl = exact.bound(mean, covariance)
        assert elbo + kl == pytest.approx(exact.log_px, abs=1e-9)
        assert kl > 0
    assert exact.encoder_bound()[0] < exact.log_px


def test_the_elbo_on_the_grid_is_the_one_that_samples_estimate(vae, x):
    exact = exact_posterior(vae, x[3])
    mu, logvar = (
        torch.from_numpy(v).float().expand(4000, 2) for v in (exact.mu, 2 * np.log(exact.sigma))
    )
    z = terms.reparameterize(mu, logvar, torch.Generator().manual_seed(0))
    with torch.no_grad():
        recon = terms.recon_bce(vae.decode(z), x[3].expand(4000, 1, 28, 28))
    kl = terms.kl_divergence(mu[:1], logvar[:1])
    assert exact.encoder_bound()[0] == pytest.approx(-float(recon.mean() + kl), abs=0.1)


def test_the_joint_is_that_of_the_decoder_and_the_prior(vae, x):
    for likelihood, constant in (("bce", 0.0), ("mse", -392 * math.log(math.pi))):
        exact = exact_posterior(vae, x[0], likelihood)
        z = torch.from_numpy(exact.z[7, 40:42]).float()
        with torch.no_grad():
            recon = terms.recon(vae.decode(z), x[:1].expand(2, 1, 28, 28), likelihood)
        expected = constant - recon + terms.log_prior(z)
        np.testing.assert_allclose(exact.log_joint[7, 40:42], expected, rtol=1e-5)
        assert np.exp(exact.log_posterior).sum() * exact.step**2 == pytest.approx(1.0)


def test_only_one_image_and_a_vae_of_two_dimensions_will_do(vae, x, tiny_ae):
    for images in (x[:2], x[0, 0], 255 * x[0]):
        with pytest.raises(vc.ConfigError, match="image"):
            exact_posterior(vae, images)
    with pytest.raises(vc.ConfigError, match="two latent dimensions"):
        exact_posterior(vc.build_model(tiny_ae.model), x[0])
    with pytest.raises(vc.ConfigError, match="likelihood"):
        exact_posterior(vae, x[0], "l1")
