"""The empty area between codes, of clouds whose area is known."""

import numpy as np
import pytest

from vae_core.evaluation.codes.distribution import empty_share


@pytest.mark.slow
def test_empty_is_the_room_between_the_codes():
    side = np.linspace(-3, 3, 201)
    full = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    ring = full[np.linalg.norm(full, axis=1) > 2]
    assert empty_share(full, has_prior=True) == 0.0
    # The inner circle, less a rim of 1.6 % of the plane's width of 8; the hull is the square.
    rim = 0.016 * 8
    expected = np.pi * (2 - rim) ** 2 / 36
    assert empty_share(ring, has_prior=True) == pytest.approx(expected, abs=0.01)


def test_a_stray_code_off_the_plane_makes_no_area():
    side = np.linspace(-3, 3, 61)
    full = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    stray = np.concatenate([full, [[50.0, 50.0]]])
    assert empty_share(stray, has_prior=True) == 0.0


def test_codes_on_a_line_or_of_other_dimensions_have_no_area():
    line = np.linspace(-1, 1, 50)
    assert empty_share(np.stack([line, line], axis=1), has_prior=True) is None
    assert empty_share(np.zeros((50, 2)), has_prior=True) is None
    assert empty_share(np.zeros((50, 3)), has_prior=True) is None
