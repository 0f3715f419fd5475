"""Autoencoder and VAE: shapes, determinism, and networks that do not fit."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Conv, Dense, Reshape
from vae_core.models.networks.autoencoders import (
    VAE,
    AnyBetaVAE,
    Autoencoder,
    build_model,
    fold,
    parameter_count,
)
from vae_core.models.presets import PRESETS

X = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.name)
@pytest.mark.parametrize("dim", [1, 2, 20])
def test_every_preset_builds_at_any_latent_dimension(preset, dim):
    if preset.model.head == "none":
        dim = preset.model.latent_dim
    model = build_model(replace(preset.model, latent_dim=dim))
    x = torch.rand(3, *preset.model.image_shape)
    mu, logvar = model.given(1).codes(x)
    assert model.latent_dim == dim
    assert mu.shape == (3, dim)
    assert (logvar is None) == (preset.model.kind == "ae")
    assert model.given(1).decode(mu).shape == x.shape


def test_a_vae_encodes_to_mu_and_logvar_and_decodes_a_sample(tiny):
    model = build_model(tiny.model)
    assert isinstance(model, VAE)
    mu, logvar = model.encode(X)
    assert mu.shape == logvar.shape == (3, 2)
    outputs = [model(X, torch.Generator().manual_seed(1)) for _ in range(2)]
    assert torch.equal(outputs[0][0], outputs[1][0])
    assert torch.equal(outputs[0][1], mu)
    assert not torch.equal(outputs[0][0], model.decode(mu))


@pytest.mark.parametrize("training", [True, False])
def test_reparameterize_has_no_hidden_switch(tiny, training):
    model = build_model(tiny.model).train(training)
    mu, logvar = model.encode(X)
    generator = torch.Generator().manual_seed(1)
    assert not torch.equal(model.reparameterize(mu, logvar, generator), mu)


def test_an_autoencoder_encodes_to_z(tiny_ae):
    model = build_model(tiny_ae.model)
    assert type(model) is Autoencoder
    z = model.encode(X)
    assert z.shape == (3, 2)
    assert torch.equal(model(X), model.decode(z))


@pytest.mark.parametrize("kind", ["ae", "vae"])
def test_images_and_codes_may_be_arrays(tiny, kind):
    model = build_model(replace(tiny.model, kind=kind))
    mu, _ = model.codes(X)
    for images in (X.numpy(), X[:, 0].numpy(), X[:, 0], X.double().numpy()):
        assert torch.equal(model.codes(images)[0], mu)
    assert torch.equal(model.codes(X[0].numpy())[0], model.codes(X[:1])[0])
    assert torch.equal(model.decode(mu.detach().numpy()), model.decode(mu))


def test_a_vae_of_every_beta_takes_arrays_too(any_beta):
    model = build_model(any_beta.model)
    mu, _ = model.encode(X, 4.0)
    assert torch.equal(model.encode(X[:, 0].numpy(), 4.0)[0], mu)
    assert torch.equal(model.decode(mu.detach().numpy(), 4.0), model.decode(mu, 4.0))


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (torch.rand(28, 28), r"of shape \(N, 1, 28, 28\) or \(N, 28, 28\), not \(28, 28\)."),
        (torch.rand(2, 3, 28, 28), r"not \(2, 3, 28, 28\)."),
        (np.random.rand(5, 784), r"not \(5, 784\)."),
        (np.zeros(()), r"not \(\)."),
        (np.zeros((2, 28, 28), np.uint8), "Images must be floating-point numbers, not uint8."),
        (np.full((2, 28, 28), 255.0), "divide pixels of 0 to 255 by 255"),
        (np.full((2, 28, 28), np.nan), "Images are numbers from 0 to 1"),
        (np.full((2, 28, 28), None), "Images must be floating-point numbers, not object."),
    ],
)
def test_what_is_no_batch_of_images_is_a_sentence(tiny, images, sentence):
    with pytest.raises(ConfigError, match=sentence):
        build_model(tiny.model).encode(images)


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (np.zeros((4, 3), np.float32), r"Codes must be of shape \(N, 2\), not \(4, 3\)."),
        (torch.zeros(2), r"Codes must be of shape \(N, 2\), not \(2,\)."),
        (np.zeros((4, 2), int), "Codes must be floating-point numbers, not int64."),
    ],
)
def test_what_is_no_batch_of_codes_is_a_sentence(tiny, codes, sentence):
    with pytest.raises(ConfigError, match=sentence):
        build_model(tiny.model).decode(codes)


def test_decoders_return_logits(tiny):
    model = build_model(tiny.model)
    far = model.decode(1e3 * torch.randn(50, 2, generator=torch.Generator().manual_seed(0)))
    assert far.min() < 0.0
    assert far.max() > 1.0


def test_the_numbers_of_the_public_pytorch_example():
    """784-400-(20,20), 20-400-784 has 652,824 parameters in pytorch/examples/vae."""
    layers = (Dense(400, "relu"), Dense(784, "none"), Reshape((1, 28, 28)))
    model = build_model(ModelConfig("vae", (Dense(400, "relu"),), layers, latent_dim=20))
    assert parameter_count(model) == 652_824


@pytest.mark.parametrize(
    ("encoder", "decoder", "sentence"),
    [
        ((Dense(4),), (Dense(784, "none"),), r"The decoder ends in shape \(784,\)"),
        ((Dense(4),), (Dense(10), Reshape((1, 28, 28))), "A reshape cannot turn"),
        ((Dense(4), Conv(2)), (Dense(784), Reshape((1, 28, 28))), "A conv layer needs an input"),
        ((Dense(4),), (), r"The decoder ends in shape \(2,\)"),
    ],
)
def test_networks_that_do_not_fit_raise(encoder, decoder, sentence):
    with pytest.raises(ConfigError, match=sentence):
        build_model(ModelConfig("vae", encoder, decoder))


def test_a_head_that_gives_log_sigma_is_read_as_half_of_logvar(tiny):
    model = build_model(tiny.model)
    mu, logvar = model.encode(X)
    model.config = replace(tiny.model, head="log-sigma")
    same_mu, doubled = model.encode(X)
    assert torch.equal(same_mu, mu)
    assert torch.equal(doubled, 2 * logvar)


def test_without_a_head_the_encoders_last_values_are_the_code(tiny_ae):
    bare = replace(tiny_ae.model, encoder=(Conv(2, 28),), latent_dim=2, head="none")
    model = build_model(bare)
    assert parameter_count(model.encoder) == 2 * 28 * 28 + 2
    convolution = model.encoder[0]
    assert torch.equal(model.encode(X), convolution(X).relu().flatten(1))


def test_glorot_weights_have_keras_variance_and_no_bias(tiny):
    torch.manual_seed(0)
    wide = replace(tiny.model, encoder=(Dense(400, "relu"),), init="glorot")
    first = build_model(wide).encoder[1]
    assert first.weight.var().item() == pytest.approx(2 / (784 + 400), rel=0.02)
    assert first.weight.abs().max().item() <= (6 / (784 + 400)) ** 0.5
    assert not first.bias.any()


@pytest.fixture
def gated(any_beta):
    """A model of every beta whose gates have moved."""
    torch.manual_seed(0)
    model = build_model(any_beta.model)
    for name, parameter in model.named_parameters():
        if name.endswith(("slope", "shift")):
            parameter.data.normal_(std=0.5)
    return model


def test_fresh_gates_leave_every_beta_the_same(any_beta, tiny):
    model = build_model(any_beta.model)
    assert isinstance(model, AnyBetaVAE)
    assert torch.equal(model.encode(X, 0.01)[0], model.encode(X, 20.0)[0])
    plain = parameter_count(build_model(tiny.model))
    assert parameter_count(model) == plain + 2 * (16 + 4 + 16 + 784)


def test_without_a_beta_it_is_a_vae_at_one(gated):
    mu, logvar = gated.encode(X)
    for other in (gated.encode(X, beta=1.0), gated.encode(X, torch.ones(3)), gated.codes(X)):
        assert torch.equal(other[0], mu)
        assert torch.equal(other[1], logvar)
    assert torch.equal(gated.decode(mu), gated.decode(mu, beta=1))
    assert gated(X, torch.Generator().manual_seed(0))[0].shape == X.shape
    assert not torch.equal(gated.encode(X, 4.0)[0], mu)
    assert not torch.equal(gated.decode(mu, 4.0), gated.decode(mu))


def test_every_row_can_have_its_own_beta(gated):
    betas = torch.tensor([0.01, 1.0, 20.0])
    mu, logvar = gated.encode(X, betas)
    pictures = gated.decode(mu, betas)
    for i, beta in enumerate(betas.tolist()):
        alone = gated.encode(X[i : i + 1], beta)
        torch.testing.assert_close(mu[i : i + 1], alone[0])
        torch.testing.assert_close(logvar[i : i + 1], alone[1])
        torch.testing.assert_close(pictures[i : i + 1], gated.decode(mu[i : i + 1], beta))


BAD_BETAS = [0, -1.0, 0.009, 21.0, float("nan"), float("inf"), "1", None, True]


@pytest.mark.parametrize("beta", BAD_BETAS)
def test_a_beta_it_was_not_trained_at_raises(gated, beta):
    sentence = rf"beta must be a number from 0\.01 to 20, not {beta!r}\."
    with pytest.raises(ConfigError, match=sentence):
        gated.encode(X, beta=beta)
    with pytest.raises(ConfigError, match=sentence):
        gated.decode(torch.zeros(3, 2), beta=beta)
    with pytest.raises(ConfigError, match=sentence):
        fold(gated, beta)


@pytest.mark.parametrize("bad", [0.0, -1.0, 21.0, float("nan")])
def test_one_bad_beta_among_good_ones_raises(gated, bad):
    with pytest.raises(ConfigError, match="beta must be a number from"):
        gated.encode(X, beta=torch.tensor([1.0, bad, 2.0]))


def test_as_many_betas_as_rows(gated):
    with pytest.raises(ConfigError, match=r"one for each of 3 rows, not of shape \(2,\)\."):
        gated.encode(X, beta=torch.ones(2))


def test_a_model_of_one_beta_takes_none(tiny):
    model = build_model(tiny.model)
    with pytest.raises(TypeError):
        model.encode(X, beta=1.0)
    with pytest.raises(TypeError):
        model.decode(torch.zeros(3, 2), beta=1.0)


@pytest.mark.parametrize("beta", [0.01, 0.3, 1, 20.0])
def test_folded_it_is_an_ordinary_vae(gated, tiny, beta):
    folded = fold(gated, beta)
    assert type(folded) is VAE
    assert folded.config == tiny.model
    assert parameter_count(folded) == parameter_count(build_model(tiny.model))
    for got, expected in zip(folded.encode(X), gated.encode(X, beta), strict=True):
        torch.testing.assert_close(got, expected, atol=1e-5, rtol=1e-5)
    z = torch.randn(3, 2)
    torch.testing.assert_close(folded.decode(z), gated.decode(z, beta), atol=1e-5, rtol=1e-5)
    assert all(parameter.requires_grad for parameter in folded.parameters())
    frozen = fold(gated.requires_grad_(False), beta)
    assert not any(parameter.requires_grad for parameter in frozen.parameters())
