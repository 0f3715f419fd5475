"""The figures of lesson 8: a decoder's picture is a mean, and the mean is the cheapest guess."""

import numpy as np
import pytest

from tests.support.pages import button, open_page, page_html
from ui.pages.lessons.figures.blur import mean, pixel
from ui.pages.lessons.figures.blur.neighbours import (
    costs,
    nearest_images,
    place_between,
    run_with_images,
    undecided_pixel,
)
from vae_core.latent.geometry import typical_image

PAGE = "pages/7_Lessons.py"
STATE = {"run": "mnist/vae-2d", "without_images": "uci-digits/vae-2d", "classes": [3, 5]}


def test_both_costs_are_least_at_the_mean():
    values = np.array([0.0, 0.0, 0.25, 1.0, 0.9])
    greys = np.linspace(0.01, 0.99, 99)
    for cost in costs(greys, values):
        assert greys[cost.argmin()] == pytest.approx(values.mean(), abs=0.006)
    entropy, square = costs(0.5, np.array([0.0, 1.0]))
    assert float(entropy) == pytest.approx(np.log(2)) and float(square) == pytest.approx(0.25)


def test_the_undecided_pixel_varies_most_and_is_none_of_the_rim():
    images = np.zeros((4, 28, 28), np.float32)
    images[:2, 12, 7] = 1
    images[:3, 20, 9] = 0.5
    images[::2, 0, 0] = 1
    assert undecided_pixel(images) == (12, 7)


def test_a_picture_is_compared_with_single_images_and_with_their_mean():
    near = np.zeros((2, 28, 28), np.float32)
    near[0, 10, 10], near[1, 11, 11] = 1, 1
    assert mean.nearest_to(near.mean(0), near) == 2
    assert mean.nearest_to(near[1], near) == 1


def test_small_test_sets_give_means_of_fewer_images():
    assert mean.counts(10_000) == (5, 50, 500) and mean.counts(360) == (2, 5, 50)


def test_it_begins_between_two_classes_with_the_images_that_are_there():
    run, images = run_with_images(STATE)
    z = place_between(run, (3, 5))
    ends = run.latents.mu[[typical_image(run.latents, label) for label in (3, 5)]]
    assert np.allclose(z, ends.mean(0))
    near = nearest_images(run, images, z, 5)
    assert near.shape == (5, 28, 28) and 0 <= near.min() < near.max() <= 1


def test_without_the_images_of_mnist_the_digits_of_scikit_learn_are_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    run, images = run_with_images(STATE)
    assert run.id == "uci-digits/vae-2d" and len(images) == len(run.latents.mu)


def test_the_means_wait_for_the_guess():
    app = open_page(PAGE, lesson="blur", step="1")
    assert "Mean of" not in page_html(app)
    app.button("choice 1 of blur mean").click().run()
    button(app, "Show the answer").click().run()
    assert page_html(app).count("Mean of") == 6, "three pictures, each with its name twice"


def test_the_cheapest_grey_is_the_task():
    app = open_page(PAGE, lesson="blur", step="2")
    text = lambda: " ".join(m.value for m in app.markdown)  # noqa: E731
    assert "**Done:**" not in text()
    run, images = run_with_images(STATE)
    near = nearest_images(run, images, place_between(run, (3, 5)), mean.counts(len(images))[1])
    row, column = undecided_pixel(near)
    at = round(float(near[:, row, column].mean()) / 0.02) * 0.02
    app.slider[0].set_value(round(at, 2)).run()
    assert "**Done:**" in text()
    assert "nats" in " ".join(c.value for c in app.caption)
    assert pixel._down(0) > pixel._down(1)
