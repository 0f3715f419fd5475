"""A conditional VAE: what it is told, and what it is once a label is chosen."""

import numpy as np
import pytest
import torch

import vae_core as vc
from vae_core.data import datasets
from vae_core.models.config import ModelConfig, RunConfig
from vae_core.models.layers import Conv, Dense, Reshape
from vae_core.models.networks.conditional import ConditionalVAE, at_label

CONFIG = ModelConfig(
    "vae",
    (Dense(16),),
    (Dense(16), Dense(64, "none"), Reshape((1, 8, 8))),
    image_shape=(1, 8, 8),
    n_labels=3,
)


@pytest.fixture
def model():
    torch.manual_seed(1)
    return vc.build_model(CONFIG).eval().requires_grad_(False)


def test_the_label_changes_the_posterior_and_the_picture(model):
    assert isinstance(model, ConditionalVAE)
    x, z = torch.rand(5, 1, 8, 8), torch.randn(5, 2)
    assert not torch.allclose(model.encode(x, 0)[0], model.encode(x, 1)[0])
    assert not torch.allclose(model.decode(z, 0), model.decode(z, 1))


def test_a_label_a_row_is_one_label_for_each_row(model):
    x, z, label = torch.rand(3, 1, 8, 8), torch.randn(3, 2), torch.tensor([2, 0, 1])
    mu, _logvar = model.encode(x, label)
    logits = model.decode(z, label.numpy())
    for row, y in enumerate(label.tolist()):
        assert torch.allclose(mu[row], model.encode(x[row : row + 1], y)[0][0], atol=1e-6)
        assert torch.allclose(logits[row], model.decode(z[row : row + 1], y)[0], atol=1e-6)


@pytest.mark.parametrize("label", range(3))
def test_at_one_label_it_is_an_ordinary_vae(model, label):
    x, z = torch.rand(4, 1, 8, 8), torch.randn(4, 2)
    plain = at_label(model, label)
    assert type(plain) is vc.VAE
    for own, told in zip(plain.encode(x), model.encode(x, label), strict=True):
        assert torch.allclose(own, told, atol=1e-6)
    assert torch.allclose(plain.decode(z), model.decode(z, label), atol=1e-5)


def test_with_labels_given_it_decodes_several_codes_an_image(model):
    label, z = torch.tensor([1, 2]), torch.randn(6, 2)
    expected = model.decode(z, torch.tensor([1, 2, 1, 2, 1, 2]))
    assert torch.equal(model.given(label).decode(z), expected)


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        (None, "This model is conditional: say which label, a whole number from 0 to 2."),
        (3, "A label is a whole number from 0 to 2, not 3."),
        (-1, "A label is a whole number from 0 to 2, not -1."),
        (1.0, "A label is a whole number from 0 to 2, not 1.0."),
        (True, "A label is a whole number from 0 to 2, not True."),
        (np.zeros(2, int), "one label, or one for each of 4 rows, not an array of shape (2,)"),
    ],
)
def test_a_label_that_there_is_not_gets_a_sentence(model, label, sentence):
    for ask in (
        lambda: model.encode(torch.rand(4, 1, 8, 8), label),
        lambda: model.decode(torch.zeros(4, 2), label),
    ):
        with pytest.raises(vc.ConfigError) as error:
            ask()
        assert sentence in str(error.value)


def test_labels_are_asked_only_of_a_dataset_that_has_them(monkeypatch):
    monkeypatch.setattr(datasets, "_registered", {})
    x = np.random.default_rng(0).integers(0, 256, (24, 8, 8), dtype=np.uint8)
    datasets.register_dataset(vc.Dataset.from_arrays(x, name="unlabelled"))
    assert vc.make_config("cvae-label-2d", "uci-digits").model.n_labels == 10
    with pytest.raises(vc.ConfigError, match="has no labels: a conditional VAE is told which"):
        vc.make_config("cvae-label-2d", "unlabelled")


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "ae"},
        {"encoder": (Conv(4, 3, 1, 1), Dense(16))},
        {"n_labels": 1},
    ],
)
def test_a_model_that_cannot_be_told_labels_is_refused(changed):
    from dataclasses import replace

    with pytest.raises(vc.ConfigError):
        replace(CONFIG, **changed)


def test_the_number_of_labels_is_kept_and_absent_where_there_are_none():
    plain = vc.make_config("vae-2d", "uci-digits")
    assert "n_labels" not in plain.to_dict()["model"]
    told = vc.make_config("cvae-label-2d", "uci-digits")
    assert RunConfig.from_dict(told.to_dict()) == told
