"""A training on a named objective: it learns, is kept in config.json, and goes on bit for bit."""

import math
from dataclasses import replace
from functools import partial

import pytest
import torch

from vae_core.cli.main import main
from vae_core.errors import ConfigError
from vae_core.models.config import RunConfig, TrainingConfig
from vae_core.models.objectives.settings import ObjectiveConfig
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.runs.load import load_run
from vae_core.training.fit import fit
from vae_core.training.loop.result import DivergedError
from vae_core.training.loop.trainer import Trainer


def with_objective(config, name, **changes):
    likelihood = OBJECTIVES[name].likelihood or config.training.likelihood
    training = replace(config.training, objective=name, likelihood=likelihood, **changes)
    return replace(config, training=training)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_it_learns_and_goes_on_bit_for_bit(tiny, few, name):
    augment = 0.0 if OBJECTIVES[name].has_opponent else 0.5
    config = with_objective(tiny, name, epochs=4, batch_size=8, augment=augment, ema=0.5)
    states = []
    whole = fit(config, few, "cpu", keep=lambda t: states.append(t.state()))
    first, *_, last = whole.history
    if OBJECTIVES[name].has_opponent:
        assert last.terms["adversarial"] < first.terms["adversarial"], "the opponent learns"
    else:
        assert last.val_recon < first.val_recon
    resumed = fit(config, few, "cpu", start=states[5])
    for one, other in zip(
        whole.model.state_dict().values(), resumed.model.state_dict().values(), strict=True
    ):
        assert torch.equal(one, other)
    assert [(r.loss, r.terms) for r in whole.history] == [
        (r.loss, r.terms) for r in resumed.history
    ]


def test_the_weights_are_kept_that_score_best_by_the_objective(tiny, few):
    config = with_objective(tiny, "capacity", epochs=3, batch_size=8, beta=100.0)
    trainer = Trainer(config, few, "cpu")
    while trainer.step < trainer.total_steps:
        trainer.train_batch()
        if trainer.step % trainer.steps_per_epoch == 0:
            trainer.end_epoch()
    assert trainer.result().best_epoch == 1 + trainer.scores.index(min(trainer.scores))
    last = trainer.history[-1]
    assert trainer.scores[-1] > last.val_recon + 100.0, "far from 25 nats of KL"


def test_a_configuration_without_one_says_nothing_of_it(tiny):
    assert "objective" not in tiny.to_dict()["training"]
    config = with_objective(tiny, "iwae")
    values = config.to_dict()
    assert values["training"]["objective"] == {"name": "iwae", "samples": 5}
    assert RunConfig.from_dict(values) == config


def test_settings_that_do_not_go_together_are_refused(tiny, tiny_ae, any_beta):
    for make, words in (
        (lambda: with_objective(tiny_ae, "free-bits"), "needs a VAE"),
        (lambda: with_objective(any_beta, "mmd"), "every beta"),
        (lambda: TrainingConfig(objective=ObjectiveConfig("gaussian")), "needs the likelihood"),
        (lambda: with_objective(tiny, "iwae", reconstruct=False), "needs the reconstruction"),
        (lambda: with_objective(tiny, "adversarial", augment=1.0), "leave out augment"),
    ):
        with pytest.raises(ConfigError, match=words):
            make()
    assert with_objective(tiny_ae, "denoising").training.objective is not None


def test_an_adversarial_training_that_diverges_keeps_its_last_good_epoch(tiny, few):
    trainer = Trainer(with_objective(tiny, "adversarial", epochs=3, batch_size=8), few, "cpu")
    while trainer.step < trainer.steps_per_epoch:
        trainer.train_batch()
    trainer.end_epoch()
    good = {name: tensor.clone() for name, tensor in trainer.best().state_dict().items()}
    broken = trainer.state()
    weight = broken.tensors["opponent.network.judge.1.weight"]
    broken.tensors["opponent.network.judge.1.weight"] = torch.full_like(weight, torch.nan)
    trainer.restore(broken)
    with pytest.raises(
        DivergedError, match=r"became nan in epoch 2, step \d+; try a lower learning rate"
    ) as caught:
        trainer.train_batch()
    kept = caught.value.last_good
    assert kept is not None and kept.best_epoch == 1
    for name, tensor in kept.model.state_dict().items():
        assert torch.equal(tensor, good[name])


def test_a_last_batch_of_one_image_is_refused_before_the_training(tiny, few):
    with pytest.raises(ConfigError, match="at least 2 images"):
        Trainer(with_objective(tiny, "mmd", batch_size=31), few, "cpu")


def test_the_command_line_takes_a_name_and_parameters(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))
    words = ["train", "vae-dense-2", "--dataset", "uci-digits", "--epochs", "1"]
    words += ["--objective", "free-bits", "--set", "training.objective.nats=0.25", "--name", "bits"]
    assert main(words) == 0
    capsys.readouterr()
    objective = load_run("uci-digits/bits", root=tmp_path).config.training.objective
    assert objective is not None and objective.to_dict() == {"name": "free-bits", "nats": 0.25}
    for settings, said in (
        (["--objective", "free-bits", "--set", "training.objective.nats=-1"], "at least 0"),
        (["--set", "training.objective.nats=1"], "training.objective"),
    ):
        assert main([*words[:6], *settings]) == 1
        assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", OBJECTIVES)
def test_a_batch_of_one_image_learns_or_is_refused_with_a_sentence(tiny, few, name):
    config = with_objective(tiny, name, epochs=1, batch_size=1)
    if OBJECTIVES[name].least_images > 1:
        with pytest.raises(ConfigError, match="at least 2 images in a batch"):
            fit(config, few, "cpu")
        return
    (record,) = fit(config, few, "cpu").history
    assert math.isfinite(record.loss) and math.isfinite(record.val_recon)


@pytest.mark.parametrize("weight", [-1.0, math.nan, math.inf])
def test_a_weight_that_is_negative_or_no_number_is_refused(tiny, weight):
    for make in (
        lambda: replace(tiny.training, beta=weight),
        *(
            partial(ObjectiveConfig, name, ((key, weight),))
            for name, info in OBJECTIVES.items()
            for key in info.parameters
        ),
    ):
        with pytest.raises(ConfigError, match=r"must be a (whole )?number"):
            make()
