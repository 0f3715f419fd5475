"""The scene of the bound: what is sent of a posterior, an image and a gallery."""

import base64
from dataclasses import replace

import numpy as np
import pytest

from ui.components.lessons.bound import still
from ui.components.lessons.bound.image_scene import gallery_of, has_bound, image_scene
from ui.services.caches.posterior import exact_posterior
from vae_core.data.datasets import load_dataset
from vae_core.runs.load import load_run


@pytest.fixture(scope="module")
def run():
    return load_run("uci-digits/vae-2d")


@pytest.fixture(scope="module")
def images():
    return load_dataset("uci-digits").test.images


def test_a_scene_is_of_its_image(run, images):
    scene = image_scene(run, images[2] / 255.0, "test image 2")
    assert base64.b64decode(scene.image) == images[2].tobytes()
    np.testing.assert_allclose(scene.posterior.mu, run.latents.mu[2], atol=5e-3)
    assert scene.posterior.covered
    assert scene.reading.startswith("reads as ")


def test_the_gallery_has_the_gap_of_each_image(run, images):
    gallery = gallery_of(run, images, [2, 3])
    assert [other.image.index for other in gallery] == [2, 3]
    for other in gallery:
        exact = exact_posterior(run, images[other.image.index] / 255.0)
        assert other.gap == exact.encoder_bound()[1] > 0


def test_only_a_vae_of_two_dimensions_has_a_bound(run):
    assert has_bound(run)
    assert not has_bound(load_run("uci-digits/ae-2d"))
    assert not has_bound(load_run("mnist/vae-dense-20"))


def test_an_image_is_cut_for_a_run_that_knows_only_cut_ones(run, images):
    training = replace(run.config.training, binarize="threshold")
    cut = replace(run, config=replace(run.config, training=training))
    grey = images[5] / 255.0
    of_cut = exact_posterior(run, (grey > 0.5).astype(float)).log_px
    assert exact_posterior(cut, grey).log_px == pytest.approx(of_cut)


def test_the_still_picture_is_dark_at_the_peak(run, images):
    exact = exact_posterior(run, images[2] / 255.0)
    picture = still(exact)
    assert picture.shape == (4 * len(exact.z),) * 2
    row, column = divmod(int(exact.log_joint.argmax()), len(exact.z))
    assert picture[4 * (len(exact.z) - 1 - row), 4 * column] == 0
    assert picture.max() > 150
