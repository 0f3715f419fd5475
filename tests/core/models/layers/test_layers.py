"""Layer descriptions: their shapes are PyTorch's, and what does not fit says so."""

import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.models.layers import (
    MAX_UNITS,
    Activate,
    Affine,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    LayerNorm,
    MaxPool,
    Reshape,
    Residual,
    Softmax,
    layer_from_dict,
    layer_to_dict,
    shapes,
    ungated,
)
from vae_core.models.networks.build import build

LAYERS = [
    (Dense(5), (7,)),
    (Dense(5, "none"), (2, 3, 4)),
    (Conv(4, kernel=3, stride=2, padding=1), (3, 28, 28)),
    (Conv(2, kernel=5, stride=3, activation="tanh"), (1, 11, 17)),
    (ConvTranspose(3, kernel=4, stride=2, padding=1), (2, 7, 7)),
    (ConvTranspose(3, kernel=3, stride=2, padding=1, output_padding=1), (2, 7, 9)),
    (MaxPool(2, 1), (2, 3, 5)),
    (MaxPool(3, 2, 1), (2, 28, 28)),
    (Reshape((2, 3, 4)), (24,)),
    (Reshape((24,)), (2, 3, 4)),
    (Affine(2.0, -1.0), (1, 4, 5)),
    (Activate("gelu"), (2, 3)),
    (BatchNorm(eps=1e-3), (7,)),
    (BatchNorm(momentum=0.5), (3, 4, 5)),
    (LayerNorm(), (3, 4, 5)),
    (Dropout(0.2), (7,)),
    (Softmax(), (7,)),
    (Residual((Conv(2, padding=1), Residual((BatchNorm(), Activate("relu"))))), (2, 5, 4)),
]


@pytest.mark.parametrize(("layer", "start"), LAYERS)
def test_shapes_are_those_of_pytorch(layer, start):
    network, end = build([layer], start)
    assert network(torch.zeros(3, *start)).shape == (3, *end)
    assert shapes([layer], start) == [end]


@pytest.mark.parametrize("layer", [layer for layer, _ in LAYERS])
def test_dict_round_trip(layer):
    assert layer_from_dict(layer_to_dict(layer)) == layer


def _nested(depth):
    layer = Dropout()
    for _ in range(depth):
        layer = Residual((layer,))
    return layer


def test_json_that_is_nested_without_end_is_refused():
    values = {"type": "dropout"}
    for _ in range(5000):
        values = {"type": "residual", "layers": [values]}
    with pytest.raises(ConfigError, match="at most 4 deep"):
        layer_from_dict(values)


def test_a_residual_block_adds_to_its_input():
    torch.manual_seed(0)
    network, _ = build([Residual((Dense(4, "gelu"), Dense(6, "none")))], (6,))
    x = torch.randn(3, 6)
    first, last = network[0][0], network[0][2]
    expected = x + last(torch.nn.functional.gelu(first(x)))
    torch.testing.assert_close(network(x), expected)


def test_a_gated_layer_there_and_back_and_without_its_gates():
    layers = (Dense(5, "tanh", gated=True), Reshape((1, 5)))
    assert tuple(layer_from_dict(layer_to_dict(layer)) for layer in layers) == layers
    assert ungated(layers) == (Dense(5, "tanh"), Reshape((1, 5)))


def test_a_layer_written_before_there_were_gates_has_none():
    assert layer_from_dict({"type": "dense", "units": 5, "activation": "relu"}) == Dense(5, "relu")


def test_gates_multiply_before_the_activation():
    torch.manual_seed(0)
    network, _ = build([Dense(5, "tanh", gated=True), Dense(3, "none")], (2,))
    x, slope, shift = torch.randn(4, 2), torch.randn(5), torch.randn(5)
    hidden, last = network[0], network[2]
    assert torch.equal(
        network(x, torch.full((1, 1), 0.7)), last(torch.tanh(x @ hidden.weight.T + hidden.bias))
    )
    hidden.slope.data, hidden.shift.data = slope, shift
    log_beta = torch.tensor([[0.7], [-2.0], [0.0], [1.0]])
    gates = 2 / (1 + torch.exp(-(slope * log_beta + shift)))
    expected = last(torch.tanh((x @ hidden.weight.T + hidden.bias) * gates))
    torch.testing.assert_close(network(x, log_beta), expected)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Dense(0), "units of a Dense layer must be a whole number from 1 to 16384, not 0."),
        (lambda: Dense(2.0), "units of a Dense layer must be a whole number"),
        (lambda: Dense(MAX_UNITS + 1), "units of a Dense layer must be a whole number"),
        (lambda: Dense(True), "units of a Dense layer must be a whole number"),
        (
            lambda: Dense(3, "swish"),
            "activation of a Dense layer must be one of none, relu",
        ),
        (lambda: Dense(3, gated=1), "gated of a Dense layer must be true or false, not 1."),
        (lambda: Conv(4, stride=0), "stride of a Conv layer must be a whole number"),
        (lambda: Conv(4, padding=-1), "padding of a Conv layer must be a whole number from 0 to"),
        (lambda: ConvTranspose(4, output_padding="1"), "output_padding of a ConvTranspose layer"),
        (lambda: MaxPool(kernel=None), "kernel of a MaxPool layer must be a whole number"),
        (lambda: Reshape(()), "shape of a Reshape layer must be a list of 1 to 8, not ()."),
        (lambda: Activate("none"), "function of an Activate layer must be one of relu, silu, gelu"),
        (lambda: BatchNorm(eps=0), "eps of a BatchNorm layer must be a number above 0"),
        (lambda: Dropout(1.0), "p of a Dropout layer must be a number"),
        (lambda: Residual(()), "layers of a Residual layer must be a list of layers, not ()."),
        (lambda: Residual(("relu",)), "layers of a Residual layer must be layers, not 'relu'."),
        (lambda: Residual((Dense(3, gated=True),)), "A gated layer cannot stand inside a Residual"),
        (lambda: _nested(5), "Residual layers go at most 4 deep into each other."),
        (lambda: Reshape((3, -1)), "shape[1] of a Reshape layer must be a whole number from 1"),
    ],
)
def test_bad_values_raise(make, sentence):
    with pytest.raises(ConfigError) as error:
        make()
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("layer", "start", "sentence"),
    [
        (Conv(4), (784,), "A conv layer needs an input of shape (channels, height, width)"),
        (MaxPool(), (784,), "A max_pool layer needs an input of shape"),
        (Conv(4, kernel=9), (1, 4, 4), "A conv layer would leave no pixels"),
        (ConvTranspose(1, kernel=1, padding=3), (1, 2, 2), "A conv_transpose layer would leave no"),
        (Reshape((2, 3)), (7,), "A reshape cannot turn (7,) into (2, 3)."),
        (BatchNorm(), (7, 2), "A batch_norm layer needs an input of shape (units,) or (channels"),
        (
            Residual((Dense(5), Dense(6))),
            (7,),
            "A residual block is added to its input, so it must keep the shape (7,); its layers "
            "end in (6,).",
        ),
    ],
)
def test_misfits_raise(layer, start, sentence):
    with pytest.raises(ConfigError) as error:
        build([layer], start)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    "values",
    [None, [], "dense", {}, {"type": "attention"}, {"type": []}, {"type": {}}, {"units": 3}],
)
def test_what_is_no_layer_raises(values):
    with pytest.raises(ConfigError, match="A layer needs a type out of dense, conv"):
        layer_from_dict(values)


def test_an_affine_layer_makes_tanh_an_image():
    """(tanh(u) + 1) / 2, what a Tanh output shows, is the sigmoid of Affine(2)'s logits."""
    network, _ = build([Affine(2.0)], (5,))
    u = torch.linspace(-3, 3, 5)
    assert torch.allclose(network(u).sigmoid(), (u.tanh() + 1) / 2)
    assert torch.equal(
        build([Affine(2.0, -1.0)], (2,))[0](torch.tensor([0.0, 1.0])), torch.tensor([-1.0, 1.0])
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "2", True, None])
def test_an_affine_layer_needs_numbers(value):
    with pytest.raises(ConfigError, match="scale of an Affine layer must be a number"):
        Affine(value)
