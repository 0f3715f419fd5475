"""The grid that holds the mass of a density over the plane."""

import math

import numpy as np
import pytest

from vae_core.latent.posterior_grid import find_grid

GUESS = (np.array([0.5, -0.2]), np.array([0.04, 0.05]))


def gaussian(mean, covariance, log_mass=0.0):
    inverse = np.linalg.inv(covariance)
    constant = log_mass - math.log(2 * math.pi) - 0.5 * math.log(np.linalg.det(covariance))

    def log_density(z):
        away = z - mean
        return constant - 0.5 * np.einsum("ni,ij,nj->n", away, inverse, away)

    return log_density


def mixture(*parts):
    return lambda z: np.logaddexp.reduce([part(z) for part in parts])


@pytest.mark.parametrize(
    ("mean", "sigma", "correlation"),
    [
        ((0.5, -0.2), (0.04, 0.05), 0.0),
        ((0.6, -0.1), (0.01, 0.03), 0.7),  # narrow, tilted, beside the guess
        ((0.0, 0.0), (1.0, 1.0), 0.0),  # the prior itself
        ((-2.0, 1.5), (0.1, 0.05), -0.5),  # somewhere else entirely
        ((0.5, -0.2), (0.3, 0.04), 0.0),  # long
    ],
)
def test_the_grid_holds_a_gaussian_wherever_it_lies(mean, sigma, correlation):
    s1, s2 = sigma
    covariance = np.array([[s1 * s1, correlation * s1 * s2], [correlation * s1 * s2, s2 * s2]])
    grid, outside, elsewhere = find_grid(gaussian(np.array(mean), covariance, -150.0), *GUESS)
    assert grid.log_mass == pytest.approx(-150.0, abs=2e-3)
    assert grid.is_fine()
    assert outside < 1e-3
    assert elsewhere is None
    assert len(grid.z) <= 121
    assert grid.z.shape[:2] == grid.log_density.shape
    assert (np.diff(grid.z[0, :, 0]) > 0).all() and (np.diff(grid.z[:, 0, 1]) > 0).all()


def test_two_peaks_near_each_other_share_a_grid():
    small = 0.03**2 * np.eye(2)
    parts = gaussian(GUESS[0], small), gaussian(GUESS[0] + 0.5, small, -1.0)
    grid, outside, elsewhere = find_grid(mixture(*parts), *GUESS)
    assert grid.log_mass == pytest.approx(math.log(1 + math.exp(-1)), abs=2e-3)
    assert (outside < 1e-3, elsewhere) == (True, None)


def test_a_second_peak_too_far_for_small_cells_is_named():
    narrow, there = 0.01**2 * np.eye(2), np.array([-3.0, 3.0])
    parts = gaussian(GUESS[0], narrow), gaussian(there, narrow, -1.0)
    grid, outside, elsewhere = find_grid(mixture(*parts), *GUESS)
    share = math.exp(-1) / (1 + math.exp(-1))
    assert grid.log_mass == pytest.approx(0.0, abs=2e-3)  # of the larger peak alone
    assert outside == pytest.approx(share, abs=0.01)
    np.testing.assert_allclose(elsewhere, there, atol=0.01)


def test_a_mass_too_long_for_small_cells_is_not_called_covered():
    needle = np.diag([0.8**2, 0.01**2])
    grid, outside, _elsewhere = find_grid(gaussian(GUESS[0], needle), *GUESS)
    assert not grid.is_fine() or outside > 1e-3
