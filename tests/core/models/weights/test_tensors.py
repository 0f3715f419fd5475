"""The names and shapes of a model's tensors without torch are those that torch has."""

from dataclasses import replace

import pytest

from vae_core.models.networks.autoencoders import build_model
from vae_core.models.presets import PRESETS
from vae_core.models.weights.tensors import tensor_shapes


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_has_the_tensors_that_torch_has(preset):
    _holds(PRESETS[preset].model)


def test_gates_and_heads_are_among_them(any_beta, tiny_ae):
    assert "encoder.1.slope" in tensor_shapes(any_beta.model)
    _holds(any_beta.model)
    _holds(replace(tiny_ae.model, head="none", latent_dim=16))


def test_a_recogniser_has_them_too():
    from vae_core.training.train_recogniser import recogniser_config

    _holds(recogniser_config("mnist").model)


def _holds(model):
    tensors = build_model(model).state_dict()
    assert tensor_shapes(model) == {name: tuple(t.shape) for name, t in tensors.items()}
