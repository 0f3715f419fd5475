"""Pictures as images of a shape, without rules of a dataset."""

import io

import numpy as np
import pytest
from PIL import Image

from vae_core.errors import ImageError
from vae_core.images.plain import fit_image


def picture(size, ground="white", ink="black", mode="RGB"):
    """A bar of ink in the left quarter of a ground."""
    made, content = Image.new(mode, size, ground), io.BytesIO()
    made.paste(ink, (0, 0, size[0] // 4, size[1]))
    made.save(content, "PNG")
    return content.getvalue()


def used(image):
    return [step.name for step in image.steps if step.used]


def test_a_wide_picture_is_shown_whole_on_the_colour_of_its_edge():
    image = fit_image(picture((80, 40), "red", "blue"), (3, 32, 32))
    assert image.x.shape == (3, 32, 32) and image.x.dtype == np.float32
    np.testing.assert_array_equal(image.x[:, 0, 20], [1, 0, 0])
    np.testing.assert_array_equal(image.x[:, 16, 2], [0, 0, 1])
    assert used(image) == ["read", "scale"]


def test_or_its_middle_is_cut_out():
    image = fit_image(picture((80, 40), "red", "blue"), (3, 32, 32), cut=True)
    assert (image.x[0] == 1).all()  # the bar lies beyond the middle
    cut = next(step for step in image.steps if step.name == "cut")
    assert cut.note["box"] == (20, 0, 60, 40)


def test_light_and_dark_are_exchanged_where_the_dataset_has_the_other_ground():
    content = picture((24, 16))
    kept, turned = (fit_image(content, (1, 8, 12), on_dark=dark) for dark in (False, True))
    assert kept.x[0, 4, 0] == 0 and kept.x[0, 4, 11] == 1
    np.testing.assert_allclose(turned.x, 1 - kept.x, atol=1 / 255)
    assert "turn" in used(turned) and "turn" not in used(kept)
    as_it_is = fit_image(content, (1, 8, 12), on_dark=True, turn=False)
    np.testing.assert_array_equal(as_it_is.x, kept.x)


def test_a_region_alone_and_what_is_transparent():
    left = fit_image(picture((40, 40), "red", "blue"), (3, 16, 16), region=(0.0, 0.0, 0.25, 1.0))
    np.testing.assert_array_equal(left.x[:, 8, 8], [0, 0, 1])
    clear = fit_image(picture((40, 40), (0, 0, 0, 0), "blue", "RGBA"), (3, 16, 16))
    np.testing.assert_array_equal(clear.x[:, 8, 12], [1, 1, 1])
    assert "flatten" in used(clear)


def test_what_is_no_picture_is_refused():
    with pytest.raises(ImageError):
        fit_image(b"nothing", (3, 16, 16))
