"""A decoder without its silent units draws what it drew with them."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_core.models.config import ModelConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.weights.silent import without_silent_units

LAYERS = (Dense(8), Dense(12), Dense(9), Dense(784, "none"), Reshape((1, 28, 28)))
MU = np.random.default_rng(0).standard_normal((500, 2)).astype(np.float32)


def decoder(layers=LAYERS, latent_dim=2):
    """Weights of a decoder, float16."""
    torch.manual_seed(0)
    config = ModelConfig("vae", (Dense(5),), layers, latent_dim)
    state = build_model(config).decoder.state_dict()
    return {f"decoder.{name}": value.numpy().astype(np.float16) for name, value in state.items()}


def quieted(weights, number, units):
    """The same with units that no z makes speak: weights of 0 behind a low bias."""
    changed = {name: value.copy() for name, value in weights.items()}
    changed[f"decoder.{number}.weight"][units] = 0
    changed[f"decoder.{number}.bias"][units] = -60
    return changed


def sizes(weights):
    return [weights[f"decoder.{number}.weight"].shape for number in (0, 2, 4, 6)]


def test_silent_units_are_left_out_and_their_columns_with_them():
    weights = quieted(quieted(decoder(), 2, [1, 5, 11]), 4, [0])
    layers, kept = without_silent_units(LAYERS, weights, MU)
    assert layers == (Dense(8), Dense(9), Dense(8), *LAYERS[3:])
    assert sizes(kept) == [(8, 2), (9, 8), (8, 9), (784, 8)]
    assert np.array_equal(kept["decoder.2.bias"], np.delete(weights["decoder.2.bias"], [1, 5, 11]))
    columns = np.delete(weights["decoder.6.weight"], [0], axis=1)
    assert np.array_equal(kept["decoder.6.weight"], columns)
    assert sizes(weights)[1:] == [(12, 8), (9, 12), (784, 9)]  # what was given is as it was


def test_those_of_relu_too():
    layers = (LAYERS[0], Dense(12, "relu"), *LAYERS[2:])
    kept = without_silent_units(layers, quieted(decoder(), 2, [4]), MU)[0]
    assert kept[1].units <= 11


def test_units_that_speak_somewhere_stay():
    """Even where only a far corner of the plane hears them."""
    weights = quieted(decoder(), 2, [3])
    weights["decoder.0.weight"][0], weights["decoder.0.bias"][0] = (1, 1), 0
    weights["decoder.2.weight"][3, 0] = 2  # loud from z = (20, 20) on
    layers, kept = without_silent_units(LAYERS, weights, MU)
    assert layers == LAYERS
    assert kept.keys() == weights.keys()


@pytest.mark.parametrize(
    "layers",
    [
        (Dense(8, gated=True), *LAYERS[1:]),
        (Dense(8, "tanh"), *LAYERS[1:]),
        (Dense(8, "none"), *LAYERS[1:]),
    ],
)
def test_other_layers_are_left_alone(layers):
    """What is not 0 far below 0 is never silent, and a gate depends on beta."""
    weights = quieted(decoder(), 2, [1])
    assert without_silent_units(layers, weights, MU)[0] == layers


def test_more_than_two_dimensions_are_no_plane():
    weights = quieted(decoder(latent_dim=3), 2, [1])
    mu = np.zeros((9, 3), np.float32)
    assert without_silent_units(LAYERS, weights, mu)[0] == LAYERS


def test_a_unit_that_one_label_makes_speak_stays():
    weights = quieted(quieted(decoder(), 2, [1]), 2, [2])
    weights["decoder.0.weight"][0] = 0
    weights["decoder.0.bias"][0] = 0
    weights["decoder.2.weight"][1, 0] = 1
    biases = np.stack([weights["decoder.0.bias"]] * 3)
    biases[2, 0] = 100  # of the third label
    layers, kept = without_silent_units(LAYERS, weights, MU, biases)
    assert layers == (LAYERS[0], Dense(11), *LAYERS[2:])
    assert np.array_equal(kept["decoder.2.bias"], np.delete(weights["decoder.2.bias"], 2))


def test_damaged_weights_are_the_readers_to_tell_of():
    weights = decoder()
    del weights["decoder.4.bias"]
    assert without_silent_units(LAYERS, weights, MU)[1] == weights
    other = decoder((replace(LAYERS[0], units=7), *LAYERS[1:]))
    assert without_silent_units(LAYERS, other, MU)[1].keys() == other.keys()
