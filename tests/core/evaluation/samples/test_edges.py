"""The mean gradient of images."""

import numpy as np
import pytest

from vae_core.evaluation.samples.edges import mean_gradient


def test_a_slope_has_its_slope_and_a_plain_area_none():
    rows, columns = np.mgrid[:5, :6]
    slope = (0.03 * rows + 0.04 * columns).astype(np.float32)[None, None]
    assert mean_gradient(slope) == pytest.approx(0.05, abs=1e-7)
    assert mean_gradient(np.full((2, 1, 5, 6), 0.7, np.float32)) == 0.0


def test_a_blurred_stroke_has_less_of_it():
    stroke = np.zeros((1, 1, 9, 9), np.float32)
    stroke[..., 4] = 1.0
    blurred = (np.roll(stroke, 1, -1) + stroke + np.roll(stroke, -1, -1)) / 3
    assert 0 < mean_gradient(blurred) < mean_gradient(stroke)
