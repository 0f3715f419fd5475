"""What a browser says was drawn on the pad is an image, or nothing."""

import base64

import numpy as np
import pytest

from ui.components.drawing.pad import drawn_image

SHAPE = (1, 28, 28)
PIXELS = np.arange(784, dtype=np.uint32).astype(np.uint8)


def sent(content: bytes) -> dict:
    return {"x": base64.b64encode(content).decode(), "empty": False}


def test_a_drawing_comes_out_as_it_was_sent():
    np.testing.assert_array_equal(
        drawn_image(sent(PIXELS.tobytes()), SHAPE), PIXELS.reshape(28, 28)
    )


@pytest.mark.parametrize(
    "state",
    [
        None,
        "text",
        {},
        {"x": "", "empty": True},
        sent(PIXELS[:783].tobytes()),
        {"x": "not base64", "empty": False},
        {"x": None, "empty": False},
    ],
)
def test_anything_else_is_no_drawing(state):
    assert drawn_image(state, SHAPE) is None


def test_a_drawing_has_the_shape_of_the_models_images_and_no_colours():
    bars = PIXELS[:96]
    drawn = drawn_image(sent(bars.tobytes()), (1, 8, 12))
    np.testing.assert_array_equal(drawn, bars.reshape(8, 12))
    assert drawn_image(sent(PIXELS[:192].tobytes()), (3, 8, 8)) is None
