"""What a training keeps is never worse than what it learned: the moving average, or the weights."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from vae_core.data.datasets import Split
from vae_core.models.presets import PRESETS, make_config
from vae_core.runs.load import load_run
from vae_core.training.fit import fit
from vae_core.training.loop.step import objective
from vae_core.training.loop.step.losses import mean_losses
from vae_core.training.loop.step.objective import AutoencoderObjective
from vae_core.training.loop.step.optimizer import average_decay
from vae_core.training.train import train


@pytest.fixture(scope="module")
def some(digits):
    """192 training images, and a few others to measure."""
    parts = (digits.train, 192), (digits.val, 64), (digits.test, 64)
    return SimpleNamespace(
        **{
            name: Split(split.images[:n], split.labels[:n])
            for name, (split, n) in zip(("train", "val", "test"), parts, strict=True)
        }
    )


@pytest.mark.parametrize("epochs", [1, 4])
@pytest.mark.parametrize("name", PRESETS)
def test_no_preset_keeps_less_than_it_learned(some, name, epochs):
    config = make_config(name, "uci-digits", epochs=epochs, batch_size=32)
    trainers = []
    result = fit(config, some, "cpu", keep=trainers.append)
    held_out = AutoencoderObjective(config, some, torch.device("cpu"))
    *_, kept = held_out.validate(result.model)
    *_, learned = held_out.validate(trainers[-1].model)
    assert kept <= learned + 1e-3 * abs(learned)


@pytest.mark.parametrize("ema", [0.9, 0.999])
@pytest.mark.parametrize("steps", [1, 18, 360, 25_800])
def test_the_average_forgets_its_start_and_reaches_back_over_a_twentieth(ema, steps):
    """The share of the untrained weights in it, and the steps that it is an average of."""
    decays = [average_decay(n, ema, steps) for n in range(1, steps)]
    assert all(0.0 <= decay <= ema for decay in decays)
    assert np.prod([0.0 if steps == 1 else 1.0, *decays]) < 0.05
    assert 1 / (1 - average_decay(steps, ema, steps)) <= max(1.0, 0.05 * steps) * (1 + 1e-9)


def test_a_long_training_has_the_average_that_was_asked_for():
    assert average_decay(10_000, 0.999, 25_800) == 0.999


@pytest.mark.slow
def test_ten_epochs_of_a_slow_average_keep_digits(digits):
    """180 steps: an average that keeps 0.999 of itself would hardly have left where it began."""
    config = make_config("vae-2d", "uci-digits", epochs=10)
    result = fit(config, digits, "cpu")
    assert sum(mean_losses(result.model, digits.test.x(), config.training, 0)) < 230


def test_the_film_ends_with_the_weights_that_are_kept(tiny, tmp_path, monkeypatch):
    """The second epoch of three is best: what was learned afterwards is not on the film."""
    scores = iter([3.0, 2.0, 1.0, 2.0, 3.0, 3.0])  # of the weights and their average, in turn
    monkeypatch.setattr(objective, "mean_losses", lambda *_: (next(scores), 0.0))
    training = replace(tiny.training, epochs=3, ema=0.99)
    made = train(replace(tiny, training=training), root=tmp_path, film="log", iwae_samples=0)
    run = load_run(made.id, tmp_path)
    assert (run.metrics["best_epoch"], run.metrics["kept"]) == (2, "weights")
    assert [record["kept"] for record in run.metrics["history"]] == [
        "average",
        "weights",
        "weights",
    ]
    film = run.film
    assert film.steps[-1] == 18
    assert (np.diff(film.steps) > 0).all()
    n = len(film.label)
    assert film.codes[-1] == pytest.approx(run.latents.mu[:n], abs=2e-3)
