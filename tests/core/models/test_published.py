"""The published systems: the numbers their documents give, and protocols as presets."""

import math

import pytest
import torch

from vae_core.data.image_shape import IMAGE_SHAPE
from vae_core.models.layers import shapes
from vae_core.models.networks.autoencoders import build_model, parameter_count
from vae_core.models.objectives.terms import recon_bce, recon_mse
from vae_core.models.presets import PRESETS, make_config
from vae_core.models.published import SYSTEMS

NAMES = [
    "ae-dense-20",
    "vae-dense-10",
    "cvae-2",
    "vae-mse-10",
    "vae-dense-2",
    "ae-dense-3",
    "ae-conv",
    "vae-dense-20",
    "beta-tcvae-10d",
    "vae-gan-20",
    "cvae-label-2d",
]


def test_all_are_there_and_are_presets():
    assert list(SYSTEMS) == NAMES
    for name, system in SYSTEMS.items():
        on = None if system.elsewhere else system.dataset
        assert PRESETS[name].published_on == on
        assert make_config(name, system.dataset).training == system.training


@pytest.mark.parametrize(
    ("name", "count"),
    [("ae-dense-20", 473_636), ("vae-dense-10", 205_604), ("vae-dense-20", 652_824)],
)
def test_published_parameter_counts(name, count):
    assert parameter_count(build_model(SYSTEMS[name].model)) == count


def test_the_code_of_ae_conv_is_8_maps_of_2_by_2():
    model = SYSTEMS["ae-conv"].model
    assert shapes(model.encoder, IMAGE_SHAPE)[1:] == [
        (16, 10, 10),
        (16, 5, 5),
        (8, 3, 3),
        (8, 2, 2),
    ]
    assert model.latent_dim == 8 * 2 * 2
    assert [shape for shape in shapes(model.decoder, (32,)) if len(shape) == 3][:-1] == [
        (8, 2, 2),
        (16, 5, 5),
        (8, 15, 15),
        (1, 28, 28),
    ]


def test_the_way_of_cvae_2_through_its_shapes():
    model = SYSTEMS["cvae-2"].model
    assert shapes(model.encoder, IMAGE_SHAPE) == [(32, 13, 13), (64, 6, 6)]
    assert shapes(model.decoder, (2,))[1:] == [(32, 7, 7), (64, 14, 14), (32, 28, 28), (1, 28, 28)]


@pytest.mark.parametrize("name", ["ae-dense-3", "ae-conv"])
def test_a_tanh_output_costs_four_times_the_squared_error_of_the_image(name):
    """On [-1, 1], where these were published, every difference is twice as large."""
    torch.manual_seed(0)
    model = build_model(SYSTEMS[name].model)
    x = torch.rand(4, 1, 28, 28)
    logits = model(x)
    signed = torch.tanh(logits / 2)
    published = (signed - (2 * x - 1)).square().flatten(1).sum(1)
    assert torch.allclose(published, 4 * recon_mse(logits, x), rtol=1e-4)


def test_784_times_the_mean_is_the_sum():
    """vae-dense-2 was published with 784 times Keras's mean cross-entropy."""
    torch.manual_seed(0)
    x, logits = torch.rand(3, 1, 28, 28), torch.randn(3, 1, 28, 28)
    mean = torch.nn.functional.binary_cross_entropy_with_logits(logits, x)
    assert recon_bce(logits, x).mean().item() == pytest.approx(784 * mean.item(), rel=1e-5)


def test_fresh_models_start_at_log_2_a_pixel():
    """The first published loss, 0.6935, is that of a model that knows nothing: log 2 = 0.6931."""
    torch.manual_seed(0)
    model = build_model(SYSTEMS["ae-dense-20"].model)
    x = torch.rand(128, 1, 28, 28)
    assert recon_bce(model(x), x).mean().item() / 784 == pytest.approx(math.log(2), abs=0.01)


def test_published_ranges_are_ranges():
    for system in SYSTEMS.values():
        for figure in system.figures:
            assert 0 < figure.low <= figure.high
            assert 0 < figure.tolerance <= 0.05
            if figure.values:
                assert sum(figure.values) / len(figure.values) == pytest.approx(figure.low)
