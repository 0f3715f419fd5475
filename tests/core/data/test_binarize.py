"""Which pixels a model is given, and which it is measured on."""

import torch

from vae_core.data.binarize import EVALUATED_PIXELS, evaluation_images, input_and_target
from vae_core.models.config import Binarize

GREY = torch.tensor([0.0, 0.2, 0.5, 0.51, 1.0]).repeat(2000, 1)


def generator():
    return torch.Generator().manual_seed(0)


def test_every_reading_has_a_name():
    assert set(EVALUATED_PIXELS) == set(Binarize.__args__)


def test_grey_pixels_stay_grey():
    x_in, x = input_and_target(GREY, "none", generator())
    assert x_in is x is GREY
    assert evaluation_images(GREY, "none", generator()) is GREY
    assert evaluation_images(GREY, "input", generator()) is GREY


def test_a_sampled_input_has_the_grey_means_and_a_grey_target():
    x_in, x = input_and_target(GREY, "input", generator())
    assert x is GREY
    assert set(x_in.unique().tolist()) == {0.0, 1.0}
    assert torch.allclose(x_in.mean(0), GREY[0], atol=0.04)


def test_dynamic_binarisation_samples_once_for_both_sides():
    x_in, x = input_and_target(GREY, "both", generator())
    assert x_in is x
    assert torch.equal(evaluation_images(GREY, "both", generator()), x)


def test_a_threshold_draws_nothing():
    before = generator()
    state = before.get_state()
    x_in, x = input_and_target(GREY, "threshold", before)
    assert torch.equal(before.get_state(), state)
    assert x_in[0].tolist() == x[0].tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert torch.equal(evaluation_images(GREY, "threshold", before), x)
