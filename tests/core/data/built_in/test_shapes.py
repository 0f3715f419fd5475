"""The drawn shapes: the same every time, all of them whole, and made of what is said of them."""

import hashlib

import numpy as np
import pytest

from vae_core.data.built_in.shapes import CLASSES, FACTORS, RANGES, draw_shapes, hue_to_rgb
from vae_core.data.datasets import DATASETS, is_downloaded, load_dataset

PIXELS_OF_FIRST_20 = "fc2dc4702366b6fa"


def _one(**factors):
    """The image of one shape: a large green square in the middle where nothing else is said."""
    row = np.zeros(1, FACTORS)
    for name, value in {"hue": 1 / 3, "size": 10.0, **factors}.items():
        row[name] = value
    return draw_shapes(row)[0].astype(int)


def test_they_are_always_there_with_their_factors(tmp_path):
    shapes = load_dataset("shapes", tmp_path)
    assert is_downloaded("shapes", tmp_path)
    assert shapes.info == DATASETS["shapes"]
    assert shapes.info.image_shape == (3, 32, 32)
    assert shapes.info.classes == CLASSES
    for part, sizes in vars(shapes.info.sizes).items():
        factors = shapes.factors(part)
        assert len(factors) == sizes
        for name, (low, high) in RANGES.items():
            assert low <= factors[name].min() < factors[name].max() <= high
        counts = np.bincount(factors["shape"], minlength=len(CLASSES))
        assert counts.min() > 0.9 * sizes / len(CLASSES)


def test_the_factors_have_nothing_to_do_with_one_another():
    factors = load_dataset("shapes").factors("test")
    columns = np.stack([factors[name].astype(float) for name in FACTORS.names])
    apart = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(apart).max() < 0.04


def test_the_same_pixels_are_drawn_every_time():
    factors = load_dataset("shapes").factors("val")[:20]
    images = draw_shapes(factors)
    assert images.dtype == np.uint8
    assert hashlib.sha256(images.tobytes()).hexdigest()[:16] == PIXELS_OF_FIRST_20
    # Each is drawn by itself, whatever is drawn beside it.
    np.testing.assert_array_equal(draw_shapes(factors[::-1]), images[::-1])


@pytest.mark.parametrize("shape", range(len(CLASSES)))
def test_no_shape_reaches_the_edge(shape):
    ends = {name: (low, high) for name, (low, high) in RANGES.items() if name != "hue"}
    for x in ends["x"]:
        for y in ends["y"]:
            for rotation in ends["rotation"]:
                place = {"x": x, "y": y, "rotation": rotation, "size": ends["size"][1]}
                image = _one(shape=shape, **place)
                edges = (image[0], image[-1], image[:, 0], image[:, -1])
                assert max(edge.max() for edge in edges) == 0
                assert image.max() > 200


@pytest.mark.parametrize(("name", "axis"), [("x", 1), ("y", 0)])
def test_a_shape_moves_by_whole_pixels_unchanged(name, axis):
    for shape in range(len(CLASSES)):
        here, there = _one(shape=shape), _one(shape=shape, **{name: 2.0})
        np.testing.assert_array_equal(np.roll(here, 2, axis), there)


def test_a_larger_shape_covers_more_and_a_turned_one_as_much():
    for shape in range(len(CLASSES)):
        inked = [_one(shape=shape, size=s)[..., 1].sum() / 255 for s in (8.0, 10.0)]
        assert inked[1] / inked[0] == pytest.approx((10 / 8) ** 2, rel=0.06)
        turned = _one(shape=shape, rotation=15.0)[..., 1].sum() / 255
        assert turned == pytest.approx(inked[1], rel=0.06)


def test_rotation_is_clockwise():
    """The tip of a triangle goes to the right."""
    upright, turned = _one(shape=2), _one(shape=2, rotation=20.0)
    top = {
        name: np.argwhere(image[..., 1] > 128)[0]
        for name, image in {"upright": upright, "turned": turned}.items()
    }
    assert top["turned"][1] > top["upright"][1] + 2


def test_hues_are_the_colours_they_are_called():
    red, green, blue = hue_to_rgb(np.array([0.0, 1 / 3, 2 / 3]))
    for number, colour in enumerate((red, green, blue)):
        assert colour.argmax() == number
        assert colour.max() == 1.0
        assert np.sort(colour)[:2] == pytest.approx(0.1)


def test_edges_are_smooth():
    levels = np.unique(_one(shape=1)[..., 1])
    assert 5 < len(levels) <= 10
