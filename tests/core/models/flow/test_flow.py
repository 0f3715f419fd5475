"""The flow: an exact density, an exact inverse, a fit near known truths, refusals in a sentence."""

import numpy as np
import pytest
import torch

import vae_core as vc
from vae_core.errors import ConfigError
from vae_core.models.flow import fit

DRAWN = np.random.default_rng(0).random((30, 2))
MEANS = np.array([[-3.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
SIGMA = 0.6


def three_clumps(n: int, rng: np.random.Generator) -> np.ndarray:
    codes = MEANS[rng.integers(3, size=n)] + SIGMA * rng.standard_normal((n, 2))
    return codes.astype(np.float32)


def log_density(z: np.ndarray) -> np.ndarray:
    squares = np.square(z[:, None] - MEANS).sum(2)
    each = np.exp(-0.5 * squares / SIGMA**2) / (2 * np.pi * SIGMA**2)
    return np.log(each.mean(1))


@pytest.fixture(scope="module")
def fitted():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "STEPS", 500)
        return vc.fit_flow(three_clumps(5_000, np.random.default_rng(1)))


def stirred(dim: int) -> vc.Flow:
    """A flow with weights of its own everywhere, as after a training."""
    flow = vc.Flow(dim, seed=3).requires_grad_(False)
    generator = torch.Generator().manual_seed(0)
    for parameter in flow.parameters():
        parameter.add_(0.03 * torch.randn(parameter.shape, generator=generator))
    flow.root += 0.3 * torch.tril(torch.rand(dim, dim, generator=generator))
    return flow


@pytest.mark.parametrize("dim", [1, 2, 3, 20, 64])
def test_noise_becomes_codes_and_noise_again(dim, rng):
    flow, u = stirred(dim).double(), torch.from_numpy(rng.standard_normal((50, dim)))
    z = flow.from_noise(u)
    assert not torch.allclose(z, u, atol=0.1)
    torch.testing.assert_close(flow.to_noise(z)[0], u, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_the_stretch_is_the_determinant_of_the_map(dim, rng):
    flow = stirred(dim).double()
    z = torch.from_numpy(rng.standard_normal((4, dim)))
    for row, stretch in zip(z, flow.to_noise(z)[1], strict=True):
        jacobian = torch.autograd.functional.jacobian(lambda r: flow.to_noise(r[None])[0][0], row)
        assert float(stretch) == pytest.approx(float(torch.linalg.slogdet(jacobian)[1]), abs=1e-6)


def test_until_it_is_fitted_it_is_the_standard_normal(rng):
    z = rng.standard_normal((10, 3)).astype(np.float32)
    expected = -0.5 * (z**2 + np.log(2 * np.pi)).sum(1)
    np.testing.assert_allclose(vc.Flow(3).requires_grad_(False).log_prob(z), expected, rtol=1e-5)


@pytest.mark.slow
def test_a_fitted_density_sums_to_one(fitted):
    axis = torch.linspace(-9, 9, 226)
    z = torch.cartesian_prod(axis, axis)
    assert float(fitted.log_prob(z).double().exp().sum()) * 0.08**2 == pytest.approx(1, abs=0.01)


@pytest.mark.slow
def test_a_fit_of_a_known_mixture_comes_near_its_entropy(fitted):
    """The mean log-density of new points is at most minus the entropy; a Gaussian is far off."""
    z = three_clumps(4_000, np.random.default_rng(2))
    best, own = log_density(z).mean(), float(fitted.log_prob(z).mean())
    gaussian = -np.log(2 * np.pi * np.e) - 0.5 * np.linalg.slogdet(np.cov(z.T))[1]
    assert best - 0.15 < own < best + 0.01
    assert gaussian < best - 0.5


@pytest.mark.slow
def test_draws_lie_where_the_codes_lie_and_temperature_calms_them(fitted):
    z = fitted.sample(2_000, 1.0, np.random.default_rng(0))
    assert z.shape == (2_000, 2) and z.dtype == np.float32
    near = np.linalg.norm(z[:, None] - MEANS, axis=2)
    assert (near.min(1) < 4 * SIGMA).mean() > 0.95
    np.testing.assert_allclose(np.bincount(near.argmin(1)) / 2_000, 1 / 3, atol=0.06)
    again = fitted.sample(2_000, 1.0, np.random.default_rng(0))
    np.testing.assert_array_equal(z, again)
    still = fitted.sample(5, 0.0, np.random.default_rng(0))
    np.testing.assert_array_equal(still, still[[0] * 5])


@pytest.mark.slow
def test_the_same_seed_gives_the_same_flow_and_another_seed_another(monkeypatch, rng):
    monkeypatch.setattr(fit, "STEPS", 100)
    mu = rng.standard_normal((100, 4)).astype(np.float32)
    logvar, shares = np.full_like(mu, -2.0), []
    torch.manual_seed(1)
    one = vc.fit_flow(mu, logvar, on_progress=shares.append)
    torch.manual_seed(2)
    same, other = vc.fit_flow(mu, logvar), vc.fit_flow(mu, logvar, seed=1)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), same.parameters(), strict=True))
    assert not torch.equal(one.log_prob(mu), other.log_prob(mu))
    assert shares == [1.0]


def test_one_dimension_gets_its_gaussian(monkeypatch, rng):
    monkeypatch.setattr(fit, "STEPS", 100)
    flow = vc.fit_flow(rng.normal(3, 2, (2_000, 1)))
    z = flow.sample(4_000, 1.0, np.random.default_rng(0))
    assert (z.mean(), z.std()) == pytest.approx((3, 2), abs=0.2)


@pytest.mark.parametrize(
    ("mu", "logvar", "sentence"),
    [
        (np.zeros((1, 2)), None, "at least 20 codes, not 1"),
        (np.zeros(30), None, "codes \\(N, D\\)"),
        (np.zeros((30, 65)), None, "1 to 64 dimensions"),
        (np.full((30, 2), np.nan), None, "without NaN"),
        (DRAWN, np.full((30, 2), np.inf), "without NaN or infinity"),
        (DRAWN, np.zeros((30, 3)), "shape of mu"),
        (DRAWN * [1, 0], None, "z2 is the same in all codes"),
        (DRAWN[:, :1] * np.ones(2), None, "do not fill their dimensions"),
    ],
)
def test_codes_without_a_density_are_refused_in_a_sentence(mu, logvar, sentence):
    with pytest.raises(ConfigError, match=sentence):
        vc.fit_flow(mu, logvar)


def test_other_shapes_are_refused():
    with pytest.raises(ConfigError, match="1 to 64 dimensions, not 0"):
        vc.Flow(0)
    with pytest.raises(ConfigError, match=r"\(N, 2\), not \(5, 3\)"):
        vc.Flow(2).log_prob(np.zeros((5, 3)))
