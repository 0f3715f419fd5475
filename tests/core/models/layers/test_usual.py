"""Networks for images of any shape: the presets fit, and published layers where they can."""

import math
from itertools import product

import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Conv, ConvTranspose, Dense, Reshape, shapes
from vae_core.models.layers.usual import conv_channels, conv_decoder, conv_encoder, resized
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.presets import PRESETS
from vae_core.models.published import SYSTEMS

SIDES = (8, 9, 12, 28, 33, 48, 64)
OWN = [name for name in PRESETS if name not in SYSTEMS and not name.startswith("vae-dense")]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", OWN)
def test_our_presets_fit_every_shape(name, channels):
    for height, width in product(SIDES, SIDES):
        shape = (channels, height, width)
        model = PRESETS[name].model_for(shape)  # checks its own layers
        assert model.image_shape == shape
        assert (model.kind, model.latent_dim) == (
            PRESETS[name].model.kind,
            PRESETS[name].model.latent_dim,
        )


@pytest.mark.parametrize(
    ("shape", "smallest"),
    [((1, 28, 28), (7, 7)), ((3, 32, 32), (4, 4)), ((3, 64, 64), (4, 4)), ((3, 64, 8), (32, 4))],
)
def test_convolutions_halve_both_sides_while_they_can_be(shape, smallest):
    channels = conv_channels(shape)
    inner = shapes(conv_encoder(*channels, shape=shape), shape)[len(channels) - 1]
    assert inner == (channels[-1], *smallest)
    decoder = conv_decoder(*reversed(channels), shape=shape)
    assert shapes(decoder, (2,))[2] == inner
    assert shapes(decoder, (2,))[-1] == shape


def test_an_image_that_cannot_be_halved_keeps_its_sides():
    shape = (3, 9, 31)
    model = PRESETS["vae-conv-2d"].model_for(shape)
    (conv,) = (layer for layer in model.encoder if isinstance(layer, Conv))
    assert conv.stride == 1
    assert build_model(model).decode(torch.zeros(2, 2)).shape == (2, *shape)


@pytest.mark.parametrize("name", SYSTEMS)
def test_published_layers_fit_another_shape_or_say_that_they_do_not(name):
    preset, shape = PRESETS[name], (3, 32, 32)
    if name == "ae-conv":
        with pytest.raises(ConfigError) as error:
            preset.model_for(shape)
        assert str(error.value) == (
            "The layers of this model are made for images of shape (1, 28, 28) and cannot be "
            "fitted to (3, 32, 32)."
        )
        return
    model = preset.model_for(shape)
    assert shapes(model.decoder, (model.latent_dim,))[-1] == shape
    assert [type(layer) for layer in model.decoder] == [type(part) for part in preset.model.decoder]


def test_only_the_ends_of_a_model_are_fitted():
    decoder = (Dense(5), Dense(2 * 14 * 14), Reshape((2, 14, 14)), ConvTranspose(1, 2, 2))
    model = ModelConfig("ae", (Conv(2),), decoder)
    fitted = resized(model, (3, 16, 24))
    assert fitted.encoder == model.encoder
    assert fitted.decoder == (
        Dense(5),
        Dense(2 * 8 * 12),
        Reshape((2, 8, 12)),
        ConvTranspose(3, 2, 2),
    )
    assert resized(model, (1, 28, 28)) is model
    with pytest.raises(ConfigError, match="cannot be fitted"):
        resized(model, (1, 9, 9))


def test_the_presets_of_shapes_are_quick_enough_for_a_browser():
    """Products for one picture: MNIST's convolutional preset takes 0.9 million."""
    for name in ("vae-2d", "ae-2d", "vae-10d"):
        model, _ = PRESETS[name].made_for["shapes"]
        products, shape = 0, (model.latent_dim,)
        for layer in model.decoder:
            if isinstance(layer, Dense):
                products += math.prod(shape) * layer.units
            if isinstance(layer, ConvTranspose):
                products += math.prod(shape) * layer.channels * layer.kernel**2
            shape = layer.output(shape)
        assert products < 1_500_000
