"""Pictures from arrays, read back with Pillow."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from ui.widgets.pictures import strips

FRAMES = np.random.default_rng(0).uniform(size=(5, 4, 6)).astype(np.float32)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_pictures_are_laid_out_like_a_page():
    sheet = strips.tiled(FRAMES, columns=3, gap=2)
    assert sheet.shape == (4 + 2 + 4, 3 * 6 + 2 * 2)
    np.testing.assert_array_equal(sheet[:4, 8:14], FRAMES[1])
    np.testing.assert_array_equal(sheet[6:, :6], FRAMES[3])
    assert not sheet[4:6].any() and not sheet[6:, 16:].any()


def test_an_equation_has_its_signs_between_the_pictures():
    pictures = np.zeros((4, 28, 28), np.float32)
    pictures[3] = 0.5
    sheet = strips.equation(pictures, "−+=")
    assert sheet.shape == (28, 4 * 28 + 3 * 11)
    minus, plus, equals = (sheet[:, 28 + k * 39 : 39 + k * 39] for k in range(3))
    assert [sign.any(1).sum() for sign in (minus, plus, equals)] == [1, 5, 2]
    np.testing.assert_array_equal(plus, plus[:, ::-1])
    np.testing.assert_array_equal(sheet[:, -28:], pictures[3])


def test_a_png_is_black_on_white_and_not_smoothed():
    image = opened(strips.png(FRAMES[0], times=3))
    pixels = np.asarray(image)
    assert image.format == "PNG" and pixels.shape == (12, 18)
    np.testing.assert_array_equal(pixels[1::3, 2::3], pixels[::3, ::3])
    np.testing.assert_array_equal(pixels[::3, ::3], 255 - np.round(255 * FRAMES[0]))


def test_values_off_the_scale_are_cut_not_wrapped():
    pixels = np.asarray(opened(strips.png(np.array([[-0.5, 1.5]]))))
    np.testing.assert_array_equal(pixels, [[255, 0]])


def test_a_gif_goes_there_and_back_for_ever():
    frames = np.linspace(0, 1, 5)[:, None, None] * np.ones((5, 28, 28))
    image = opened(strips.there_and_back(frames, times=2))
    greys = []
    for i in range(image.n_frames):
        image.seek(i)
        assert image.info["duration"] == strips.FRAME_MS
        greys.append(image.convert("L").getpixel((0, 0)))
    assert image.format == "GIF" and image.size == (56, 56) and image.info["loop"] == 0
    assert greys == pytest.approx([255, 191, 127, 64, 0, 64, 127, 191], abs=5)


def test_a_mask_holds_the_ink_as_opacity():
    image = opened(strips.ink_png(FRAMES[0]))
    assert image.mode == "LA"
    np.testing.assert_array_equal(np.asarray(image)[..., 1], np.round(255 * FRAMES[0]))


def test_the_html_holds_the_picture_and_says_what_it_is():
    text = strips.picture_html(FRAMES[0], 'a "7" <b>', times=4, times_phone=2)
    assert 'aria-label="a &#34;7&#34; &lt;b&gt;"' in text
    assert "--w:6px;--ratio:6/4;--times:19;--times-large:23;--times-phone:9" in text
    content = base64.b64decode(text.partition("base64,")[2].partition(")")[0])
    assert opened(content).size == (6, 4)
