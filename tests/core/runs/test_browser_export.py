"""The exported network, read back with nothing but numpy, draws what PyTorch draws."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from vae_core.errors import ConfigError, RunError
from vae_core.models.config import ModelConfig, TrainingConfig
from vae_core.models.layers import Affine, Conv, ConvTranspose, Dense, MaxPool, Reshape
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.networks.build import build
from vae_core.models.presets import PRESETS
from vae_core.models.weights.gates import GATE_TENSORS
from vae_core.runs.browser_export import (
    export_codes,
    export_conditioned,
    export_decoder,
    export_encoder,
    export_layers,
)

IMAGE = Reshape((1, 28, 28))
DECODERS = {
    "dense": (Dense(9), Dense(8, "relu"), Dense(7, "tanh"), Dense(784, "none"), IMAGE),
    "conv": (
        Dense(3 * 7 * 7, "sigmoid"),
        Reshape((3, 7, 7)),
        ConvTranspose(4, 3, 2, 1, 1, activation="relu"),
        Conv(5, 3, padding=1, activation="silu"),
        ConvTranspose(2, 4, 2, 1, activation="tanh"),
        MaxPool(3, 1, 1),
        Conv(1, 1, activation="none"),
    ),
    "conv to dense": (
        Reshape((1, 1, 3)),
        ConvTranspose(4, 3, 3),
        Conv(2, 2, 2),
        Dense(784, "none"),
        IMAGE,
    ),
}


def numpy_decode(manifest, payload, z, beta=1.0):
    """What ui/components/js/shared/network/interpreter.js does, one image at a time."""
    values = np.frombuffer(payload, {"float16": "<f2", "float32": "<f4"}[manifest["dtype"]])
    values = values.astype(np.float32)

    def tensor(offset, *shape):
        return values[offset : offset + int(np.prod(shape))].reshape(shape)

    x = np.asarray(z, np.float32)
    for layer in manifest["layers"]:
        kind = layer["type"]
        k, s, p = (layer.get(name, 0) for name in ("kernel", "stride", "padding"))
        if kind == "dense":
            weight = tensor(layer["weight"], layer["in"], layer["out"])
            x = x @ weight + tensor(layer["bias"], layer["out"])
            if "gate" in layer:
                slope, shift = (tensor(layer["gate"][part], layer["out"]) for part in GATE_TENSORS)
                x = x * 2 / (1 + np.exp(-(slope * np.log(beta) + shift)))
        elif kind == "flatten":
            x = x.ravel()
        elif kind == "affine":
            x = layer["scale"] * x + layer["shift"]
        elif kind == "reshape":
            x = x.reshape(layer["shape"])
        elif kind in ("conv", "max_pool"):
            padded = np.pad(
                x, ((0, 0), (p, p), (p, p)), constant_values=0 if kind == "conv" else -np.inf
            )
            windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), (1, 2))[:, ::s, ::s]
            if kind == "max_pool":
                x = windows.max((3, 4))
            else:
                weight = tensor(layer["weight"], layer["out"], layer["in"], k, k)
                x = np.einsum("chwij,ocij->ohw", windows, weight)
                x += tensor(layer["bias"], layer["out"])[:, None, None]
        elif kind == "conv_transpose":
            weight = tensor(layer["weight"], layer["in"], layer["out"], k, k)
            h, w = ((size - 1) * s + k + layer["output_padding"] for size in x.shape[1:])
            full = np.zeros((layer["out"], h, w), np.float32)
            for i, j in np.ndindex(*x.shape[1:]):
                full[:, i * s : i * s + k, j * s : j * s + k] += np.tensordot(x[:, i, j], weight, 1)
            x = full[:, p : h - p, p : w - p] + tensor(layer["bias"], layer["out"])[:, None, None]
        else:
            raise AssertionError(f"The manifest speaks of {kind!r}.")
        x = {
            "none": lambda v: v,
            "relu": lambda v: np.maximum(v, 0),
            "silu": lambda v: v / (1 + np.exp(-v)),
            "tanh": np.tanh,
            "sigmoid": lambda v: 1 / (1 + np.exp(-v)),
        }[layer.get("activation", "none")](x)
    assert x.size == np.prod(manifest["output"])
    return x.reshape(manifest["output"])


def _network(layers, dim=2, scale=1.0):
    torch.manual_seed(0)
    network, _ = build(layers, (dim,))
    for parameter in network.parameters():
        parameter.data.mul_(scale)
    weights = {f"decoder.{name}": w.numpy() for name, w in network.state_dict().items()}
    return network, weights


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float16", 1 / 255)])
def test_numpy_draws_what_pytorch_draws(name, dtype, tolerance):
    dim = 3 if name == "conv to dense" else 2
    network, weights = _network(DECODERS[name], dim, scale=2.0)
    exported = export_layers(DECODERS[name], (dim,), weights, "decoder", dtype, "a/b")
    manifest = json.loads(json.dumps(exported.manifest))
    for z in np.random.default_rng(0).normal(size=(5, dim)):
        drawn = numpy_decode(manifest, exported.payload, z)
        with torch.no_grad():
            expected = network(torch.tensor(z, dtype=torch.float32)[None])[0]
        assert expected.std() > 0.01
        np.testing.assert_allclose(drawn, expected, atol=tolerance)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_exported_whole(preset):
    layers, dim = PRESETS[preset].model.decoder, PRESETS[preset].model.latent_dim
    network, weights = _network(layers, dim)
    exported = export_layers(layers, (dim,), weights, "decoder", "float16", "a/b")
    assert len(exported.payload) == 2 * sum(p.numel() for p in network.parameters())
    # Fresh gates are 1 at every beta.
    at = [torch.zeros(1, 1)] if PRESETS[preset].model.betas else []
    expected = network(torch.ones(1, dim), *at)[0].detach()
    drawn = numpy_decode(exported.manifest, exported.payload, [1.0] * dim)
    np.testing.assert_allclose(drawn, expected, atol=1e-3)


def test_a_run_is_exported_without_loss(trained):
    exported = export_decoder(trained)
    manifest = exported.manifest
    assert (manifest["format"], manifest["dtype"], manifest["input"]) == (2, "float16", 2)
    assert (manifest["output"], manifest["output_activation"]) == ([1, 28, 28], "sigmoid")
    z = trained.latents.mu[:3]
    with torch.no_grad():
        expected = trained.model().decode(torch.from_numpy(z))
    drawn = [numpy_decode(manifest, exported.payload, row) for row in z]
    np.testing.assert_allclose(drawn, expected, atol=1e-4)


@pytest.mark.parametrize("binarize", ["none", "input", "threshold"])
def test_an_encoder_says_whether_it_wants_cut_images(trained, binarize):
    training = replace(trained.config.training, binarize=binarize)
    run = replace(trained, config=replace(trained.config, training=training))
    assert export_encoder(run).manifest["cut"] == (binarize == "threshold")


ENCODERS = {
    "vae dense": ("vae", (Dense(9, "tanh"),), "logvar"),
    "vae conv": ("vae", (Conv(3, 3, 2, 1), MaxPool(2, 2, 0), Conv(2, 3, 1, 1, "silu")), "logvar"),
    "vae log-sigma": ("vae", (Affine(2, -1), Conv(2, 4, 4), Dense(7)), "log-sigma"),
    "ae with a head": ("ae", (Conv(2, 4, 4),), "logvar"),
    "ae without": ("ae", (Conv(4, 7, 7), Conv(3, 4, 4, 0, "none")), "none"),
}


@pytest.mark.parametrize("name", ENCODERS)
def test_numpy_encodes_as_pytorch_does(name):
    kind, layers, head = ENCODERS[name]
    config = ModelConfig(kind, layers, (Dense(784, "none"), IMAGE), 3, head)
    torch.manual_seed(0)
    model = build_model(config)
    weights = {key: value.numpy() for key, value in model.state_dict().items()}
    whole = SimpleNamespace(model=config, training=TrainingConfig())
    run = SimpleNamespace(id="a/b", weights=weights, config=whole)
    exported = export_encoder(run, "float32")
    manifest = json.loads(json.dumps(exported.manifest))
    assert (manifest["input"], manifest["output_activation"]) == (784, "none")
    x = torch.rand(4, 1, 28, 28)
    with torch.no_grad():
        mu, logvar = model.codes(x)
    for image, m, v in zip(x, mu, mu if logvar is None else logvar, strict=True):
        out = numpy_decode(manifest, exported.payload, image.numpy().ravel())
        np.testing.assert_allclose(out[:3], m, atol=1e-5)
        if kind == "vae":
            np.testing.assert_allclose(manifest["logvar_scale"] * out[3:], v, atol=1e-5)
    assert manifest["output"] == [6 if kind == "vae" else 3]


def test_the_encoder_of_a_run_gives_its_codes(trained, digits):
    exported = export_encoder(trained)
    for image, mu in zip(digits.test.images[:3], trained.latents.mu, strict=False):
        out = numpy_decode(exported.manifest, exported.payload, image.ravel() / 255)
        np.testing.assert_allclose(out[:2], mu, atol=2e-3)


def test_codes_are_mu_and_then_labels(trained):
    payload, latents = export_codes(trained), trained.latents
    n = len(latents.label)
    assert len(payload) == 5 * n
    np.testing.assert_array_equal(np.frombuffer(payload, "<f2", 2 * n).reshape(n, 2), latents.mu)
    np.testing.assert_array_equal(np.frombuffer(payload, "u1", offset=4 * n), latents.label)


def test_weights_that_do_not_fit_raise():
    layers = (Dense(4), Dense(784, "none"), IMAGE)
    _, weights = _network(layers)
    weights["decoder.2.weight"] = weights["decoder.2.weight"].T
    with pytest.raises(RunError) as error:
        export_layers(layers, (2,), weights, "decoder", "float16", "mnist/x")
    assert str(error.value) == (
        "The run mnist/x is damaged: the weights lack decoder.2.weight (784, 4). "
        "Delete its folder to train it again."
    )
    with pytest.raises(RunError, match=r"the weights lack decoder\.0\.weight"):
        export_layers(layers, (2,), {}, "decoder", "float16", "mnist/x")


def _drawn(network, codes, beta=1.0):
    return np.stack([numpy_decode(network.manifest, network.payload, z, beta) for z in codes])


@pytest.mark.parametrize("beta", [0.01, 0.2, 1.0, 20.0])
def test_a_conditioned_decoder_draws_what_pytorch_draws_at_each_beta(conditioned, beta):
    network = export_conditioned(conditioned)
    manifest = json.loads(json.dumps(network.manifest))
    assert manifest["betas"] == [0.01, 20.0]
    dense = [layer for layer in manifest["layers"] if layer["type"] == "dense"]
    assert all(set(layer["gate"]) == {"slope", "shift"} for layer in dense)
    z = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    with torch.no_grad():
        expected = conditioned.model().decode(torch.from_numpy(z), beta)
    np.testing.assert_allclose(_drawn(network, z, beta), expected, atol=1e-3)
    folded = export_decoder(conditioned, "float32", beta)
    np.testing.assert_allclose(_drawn(folded, z), expected, atol=1e-3)


def test_the_betas_of_a_conditioned_run_differ(conditioned):
    z = np.zeros((1, 2), np.float32)
    weak, strong = (_drawn(export_decoder(conditioned, beta=beta), z) for beta in (0.01, 20.0))
    assert np.abs(weak - strong).max() > 0.1


def test_a_conditioned_run_is_exported_as_an_ordinary_one_at_beta_1(conditioned, digits):
    network = export_decoder(conditioned)
    assert "betas" not in network.manifest
    assert all("gate" not in layer for layer in network.manifest["layers"])
    z = conditioned.latents.mu[:3]
    with torch.no_grad():
        expected = conditioned.model().decode(torch.from_numpy(z))
    np.testing.assert_allclose(_drawn(network, z), expected, atol=0.05)
    assert export_decoder(conditioned, beta=1.0) == network
    eye = export_encoder(conditioned)
    for image, mu in zip(digits.test.images[:3], z, strict=True):
        out = numpy_decode(eye.manifest, eye.payload, image.ravel() / 255)
        np.testing.assert_allclose(out[:2], mu, atol=0.02)


@pytest.mark.parametrize("beta", [0.0, -1.0, 30.0, float("nan"), "1"])
def test_a_decoder_at_a_beta_that_was_not_trained_raises(conditioned, beta):
    with pytest.raises(ConfigError, match=r"beta must be a number from 0\.01 to 20, not"):
        export_decoder(conditioned, beta=beta)


def test_a_run_of_one_beta_has_no_gates_to_export(trained):
    for export in (export_conditioned, lambda run: export_decoder(run, beta=1.0)):
        with pytest.raises(ConfigError) as error:
            export(trained)
        assert str(error.value) == "uci-digits/tiny was trained at one beta; it has no gates."
