"""Which way round a picture is, and what its paper does under changing light."""

import numpy as np
import pytest

from vae_core.errors import ImageError
from vae_core.images.photo.background import find_background

ACROSS = np.linspace(0.0, 1.0, 120)


@pytest.fixture
def ink():
    """A ring, 1 on 0, (120, 120), away from the edge."""
    y, x = np.mgrid[0:120, 0:120] - 59.5
    radius = np.hypot(x, y)
    return ((radius > 25) & (radius < 37)).astype(float)


@pytest.mark.parametrize(("paper", "pen"), [(1.0, 0.0), (0.0, 1.0), (0.45, 0.2), (0.5, 0.8)])
def test_the_background_is_the_frame_and_the_ink_what_departs_from_it(ink, paper, pen):
    ground = find_background(paper + (pen - paper) * ink, has_shades=False, photo=True)
    assert ground.level == paper
    assert ground.dark == (pen < paper)
    assert np.allclose(ground.d, abs(pen - paper) * ink)
    assert (ground.low, ground.high) == pytest.approx((0.0, abs(pen - paper)))


def test_light_that_falls_off_to_one_side_is_followed(ink):
    ground = find_background(0.3 + 0.6 * ACROSS - 0.25 * ink, has_shades=False, photo=False)
    assert ground.dark
    assert np.allclose(ground.d, 0.25 * ink, atol=0.02)


def test_a_digit_cut_at_its_edges_is_no_tilted_light(ink):
    """Its frame holds ink on some sides only, yet the paper is level."""
    cut = 1.0 - ink[22:98, 30:]
    assert find_background(cut, has_shades=False, photo=True).level == 1.0
    assert np.allclose(find_background(cut, has_shades=False, photo=True).d, 1.0 - cut)


@pytest.mark.parametrize("pen", [-0.8, 0.4])
def test_a_shadow_across_a_photograph_is_evened_out(ink, pen):
    light = 0.45 + 0.25 * (ACROSS + 0.3 * ACROSS[:, None] > 0.8)
    picture = light + pen * light * ink
    ground = find_background(picture, has_shades=False, photo=True)
    assert ground.dark == (pen < 0)
    level = (ground.d > (ground.low + ground.high) / 2).astype(float)
    assert np.abs(level - ink).mean() < 0.03
    drawn = find_background(picture, has_shades=False, photo=False)
    assert np.abs(drawn.d[ink == 0]).max() == pytest.approx(0.25)  # A drawing has no shadows.


def test_noise_lies_below_low(ink):
    noise = np.random.default_rng(0).normal(0.0, 0.05, ink.shape)
    ground = find_background(0.8 - 0.6 * ink + noise, has_shades=False, photo=True)
    assert ground.low == pytest.approx(0.15, abs=0.01)
    assert (ground.d[ink == 0] > ground.low).mean() < 0.01


@pytest.mark.parametrize("shades", [False, True])
@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_one_shade_is_blank(shades, value):
    with pytest.raises(ImageError, match="blank"):
        find_background(np.full((40, 50), value), has_shades=shades, photo=True)


def test_things_with_shades_lie_on_what_is_plain(ink):
    shirt = 1.0 - 0.3 * ink
    ground = find_background(shirt, has_shades=True, photo=True)
    assert ground.plain
    assert (ground.level, ground.high) == (1.0, 1.0)  # A pale shirt stays pale.
    wallpaper = shirt - 0.5 * (np.arange(120) % 12 < 6)
    assert not find_background(wallpaper, has_shades=True, photo=True).plain
