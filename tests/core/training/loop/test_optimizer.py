"""The optimiser: which weights decay, which learn faster, and how the learning rate falls."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.support.runs.fits import with_training
from vae_core.models.networks.autoencoders import build_model
from vae_core.training.fit import fit
from vae_core.training.loop.step.optimizer import build_optimizer


@pytest.mark.parametrize("augment", [0.0, 1.0])
def test_a_one_cycle_schedule_ends_near_zero(tiny_ae, few, augment):
    """The last epochs hardly move: the rate has come down."""
    config = with_training(tiny_ae, epochs=40, lr=1e-2, lr_schedule="one-cycle", augment=augment)
    recons = [r.val_recon for r in fit(config, few, "cpu").history]
    steps = [abs(a - b) for a, b in pairwise(recons)]
    assert max(steps[-2:]) < 0.02 * max(steps)


@pytest.mark.parametrize("lr_schedule", ["constant", "one-cycle"])
def test_gates_learn_faster_than_weights_and_nothing_is_left_out(any_beta, tiny, lr_schedule):
    for config, parts in ((any_beta, 3), (tiny, 2)):
        model = build_model(config.model)
        settings = replace(config.training, lr_schedule=lr_schedule, weight_decay=0.1)
        optimizer, _ = build_optimizer(model, settings, 10)
        groups = optimizer.param_groups
        assert len(groups) == parts
        held = [id(parameter) for group in groups for parameter in group["params"]]
        assert sorted(held) == sorted(map(id, model.parameters()))
        assert [group["weight_decay"] for group in groups] == [0.1, 0.0, 0.0][:parts]
        paces = [group["lr"] / groups[0]["lr"] for group in groups]
        assert paces == pytest.approx([1.0, 1.0, 5.0][:parts])
