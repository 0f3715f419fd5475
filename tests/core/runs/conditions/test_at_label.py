"""A conditional run at one label: a run like any other."""

import numpy as np
import pytest
import torch

import vae_core as vc
from vae_core.export.formats import FORMATS, export_bytes
from vae_core.models.networks.conditional import at_label
from vae_core.runs.browser_export import export_decoder, export_encoder
from vae_core.runs.conditions.at_label import run_at_label


@pytest.mark.parametrize("label", [0, 7])
def test_its_model_is_the_whole_ones_at_that_label(told, label):
    z, x = torch.randn(6, 2), torch.rand(3, 1, 28, 28)
    own, whole = run_at_label(told, label).model(), told.model()
    assert torch.allclose(own.decode(z), whole.decode(z, label), atol=1e-4)
    assert torch.allclose(own.encode(x)[0], at_label(whole, label).encode(x)[0], atol=1e-4)


def test_each_label_is_another_model_of_the_same_codes(told):
    seven, eight = run_at_label(told, 7), run_at_label(told, 8)
    assert len({seven.weights_hash, eight.weights_hash, told.weights_hash}) == 3
    assert np.array_equal(seven.latents.mu, told.latents.mu)
    assert seven.id == told.id


def test_a_run_without_labels_has_none_to_choose(trained):
    with pytest.raises(vc.ConfigError, match="trained without labels"):
        run_at_label(trained, 0)


def test_the_codes_of_the_test_set_are_those_of_images_with_their_labels(told, digits):
    mu, _logvar = told.model().encode(digits.test.x(), torch.from_numpy(digits.test.labels))
    assert np.allclose(told.latents.mu, mu.numpy(), atol=2e-2)


def test_the_browser_gets_a_bias_for_each_label(told):
    network = export_decoder(told, "float32")
    first = network.manifest["layers"][0]
    values = np.frombuffer(network.payload, "<f4")
    units, labels = first["out"], first["labels"]
    biases = values[labels["bias"] :].reshape(labels["count"], units)
    for label in range(10):
        own = run_at_label(told, label).weights["decoder.0.bias"]
        assert np.array_equal(biases[label], own)
    assert first["in"] == 2


def test_the_encoder_of_a_browser_needs_a_label(told):
    with pytest.raises(vc.ConfigError, match="is conditional: say which label"):
        export_encoder(told)
    assert export_encoder(run_at_label(told, 3)).manifest["input"] == 784


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_export_takes_a_label_or_says_that_it_needs_one(told, name):
    """csv and zip are of all labels; the others of one."""
    form, chosen = FORMATS[name], run_at_label(told, 7)
    if form.missing:
        pytest.skip(f"needs {form.missing}")
    good, bad = (told, chosen) if form.whole else (chosen, told)
    with pytest.raises(vc.ConfigError):
        export_bytes(bad, name)
    assert export_bytes(good, name)
    assert ("label-7" in form.file_name(chosen)) and "label" not in form.file_name(told)
