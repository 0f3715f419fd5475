"""The triangle filter, held to the formula that JavaScript repeats."""

import numpy as np
import pytest

from vae_core.images.resize import resize, round_half_up, shrink_to


def weights(before, after):
    """(after, before): how much each old pixel counts in each new one."""
    scale = max(before / after, 1.0)
    centres = (np.arange(after) + 0.5) * before / after
    distance = np.abs(np.arange(before) + 0.5 - centres[:, None]) / scale
    triangle = np.maximum(1.0 - distance, 0.0)
    return triangle / triangle.sum(1, keepdims=True)


@pytest.mark.parametrize("size", [(20, 13), (28, 28), (7, 90), (61, 47)])
def test_pillow_does_what_is_written(size):
    v = np.random.default_rng(0).random((47, 61))
    width, height = size
    by_hand = weights(47, height) @ v @ weights(61, width).T
    assert np.abs(resize(v, size) - by_hand).max() < 1e-6


def test_nothing_is_made_larger_or_vanishes():
    assert shrink_to(np.ones((30, 40)), 64).shape == (30, 40)
    assert shrink_to(np.ones((2, 400)), 40).shape == (1, 40)


def test_halves_go_up():
    assert [round_half_up(v) for v in (-0.5, 0.5, 1.5, 2.49)] == [0, 1, 2, 2]
