"""From where to where the slider of a latent number goes."""

import numpy as np
import pytest

from ui.components.planes.explorer.spans import span
from vae_core.latent.geometry import Latents, dimensions


def spans(codes: np.ndarray) -> dict[int, tuple[float, float]]:
    """Of an autoencoder with these codes, by number."""
    latents = Latents(codes, None, np.zeros(len(codes), np.uint8))
    return {d.index: span(d, codes, has_prior=False) for d in dimensions(latents)}


def test_with_a_prior_it_is_three_sigma_whatever_the_codes():
    mu = np.linspace(0.0, 0.5, 20, dtype=np.float32)[:, None]
    latents = Latents(mu, np.zeros_like(mu), np.zeros(20, np.uint8))
    assert span(dimensions(latents)[0], mu, has_prior=True) == (-3.0, 3.0)


def test_without_one_it_ends_with_the_codes_where_they_end_first():
    rng = np.random.default_rng(0)
    codes = np.maximum(rng.normal(0.5, 1, (1000, 2)), 0).astype(np.float32)
    codes[:, 1] = rng.normal(0, 1, 1000)  # has codes beyond 3 sigma both ways
    codes[:2, 1] = -5, 5
    found = spans(codes)
    mean, sigma = codes[:, 0].mean(), codes[:, 0].std()
    assert found[0][0] == 0 and found[0][0] > mean - 3 * sigma
    assert found[0][1] == pytest.approx(min(codes[:, 0].max(), mean + 3 * sigma), rel=1e-5)
    mean, sigma = codes[:, 1].mean(dtype=float), codes[:, 1].std(dtype=float)
    np.testing.assert_allclose(found[1], (mean - 3 * sigma, mean + 3 * sigma), rtol=1e-5)


def test_a_number_that_never_varies_still_has_a_way_to_go():
    codes = np.random.default_rng(0).normal(0, 1, (50, 2)).astype(np.float32)
    codes[:, 1] = 0
    low, high = spans(codes)[1]
    assert low < 0 < high
