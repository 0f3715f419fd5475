"""Latent planes turned onto one another."""

import numpy as np
import pytest

from vae_core.latent.alignment import align, align_outward

_DRAWN = np.random.default_rng(0).standard_normal((2, 500, 2))
CODES = _DRAWN[0] * [2.0, 0.5] + 0.3 * _DRAWN[1] ** 2


def turned(angle, mirrored=False):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn @ np.diag([1.0, -1.0]) if mirrored else turn


@pytest.mark.parametrize("angle", [0.0, 1.0, 3.0, -2.0])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_or_mirrored_plane_is_turned_back(angle, mirrored):
    rotation = align(CODES, CODES @ turned(angle, mirrored))
    np.testing.assert_allclose(CODES @ turned(angle, mirrored) @ rotation, CODES, atol=1e-9)


def test_the_scale_of_codes_is_left_alone():
    """Shrinking towards the middle of the prior is what beta does."""
    rotation = align(CODES, 0.1 * CODES @ turned(2.0))
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(0.1 * CODES @ turned(2.0) @ rotation, 0.1 * CODES, atol=1e-9)


def test_codes_are_compared_from_the_middle_of_each():
    """A plain autoencoder's lie anywhere."""
    np.testing.assert_allclose(align(CODES, CODES + np.array([50.0, -80.0])), np.eye(2), atol=1e-9)


def test_codes_of_more_numbers_are_aligned_too(rng):
    codes = rng.standard_normal((300, 5)) * [1, 2, 3, 4, 5]
    other, _ = np.linalg.qr(rng.standard_normal((5, 5)))
    np.testing.assert_allclose(align(codes, codes @ other), other.T, atol=1e-9)


def test_collapsed_codes_still_have_a_rotation():
    rotation = align(CODES, np.zeros_like(CODES))
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(2), atol=1e-12)


def test_a_ladder_is_aligned_outward_and_neighbours_come_closer(rng):
    """Each step a little narrower than the one before, noisy, and turned at random."""
    steps = [
        (CODES * [1.0, 1.0 - 0.15 * i] + 0.03 * rng.standard_normal(CODES.shape))
        @ turned(2.1 * i, mirrored=i % 2 == 1)
        for i in range(6)
    ]
    turns = align_outward(steps, 2)
    np.testing.assert_array_equal(turns[2], np.eye(2))
    planes = [codes @ turn for codes, turn in zip(steps, turns, strict=True)]
    for i in range(5):
        assert np.linalg.norm(planes[i] - planes[i + 1]) < 0.3 * np.linalg.norm(
            steps[i] - steps[i + 1]
        )
    for codes, plane, turn in zip(steps, planes, turns, strict=True):
        np.testing.assert_allclose(plane @ turn.T, codes, atol=1e-12)
