"""A training that was cut off goes on to the same end, bit for bit, and nothing blocks it."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from tests.support.processes.cut_off import ALWAYS, RUN, cut_off
from tests.support.runs.fits import with_training
from vae_core.cli.main import main
from vae_core.data.datasets import Split
from vae_core.errors import ConfigError, RunError
from vae_core.jobs.processes import worker
from vae_core.models.layers import BatchNorm, Dense, Dropout
from vae_core.runs.load import list_runs
from vae_core.training.fit import fit
from vae_core.training.loop import checkpoint
from vae_core.training.loop.checkpoint import delete_checkpoint
from vae_core.training.loop.recorder import FilmRecorder
from vae_core.training.train import train

ROOT = Path(__file__).parents[4]


def _history(records):
    return [replace(record, seconds=0.0) for record in records]


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"binarize": "input", "augment": 1.0, "ema": 0.9, "lr_schedule": "one-cycle"},
        {"keep": "last", "estimator": "monte-carlo", "max_grad_norm": 1.0, "weight_decay": 0.1},
    ],
    ids=["plain", "regularised", "last"],
)
@pytest.mark.parametrize("kind", ["tiny", "tiny_ae", "any_beta"])
def test_a_fit_goes_on_from_any_step_bit_for_bit(request, subtests, digits, kind, changes):
    config = with_training(request.getfixturevalue(kind), **changes)
    whole_recorder = FilmRecorder(config, digits, "log")
    kept = {}

    def note(trainer):
        if trainer.step in (1, 9, 14):
            kept[trainer.step] = trainer.state(), whole_recorder.state()

    whole = fit(config, digits, "cpu", None, whole_recorder.record, None, note)
    assert list(kept) == [1, 9, 14]
    for step, (start, frames) in kept.items():
        with subtests.test(f"step {step}"):
            recorder = FilmRecorder(config, digits, "log")
            recorder.restore(frames)
            rest = fit(config, digits, "cpu", None, recorder.record, start)
            one, other = whole.model.state_dict(), rest.model.state_dict()
            assert all(torch.equal(one[name], other[name]) for name in one)
            assert _history(rest.history) == _history(whole.history)
            assert rest.best_epoch == whole.best_epoch
            films = whole_recorder.state(), recorder.state()
            assert films[0].values == films[1].values
            pairs = zip(films[0].tensors.values(), films[1].tensors.values(), strict=True)
            assert all(torch.equal(a, b) for a, b in pairs)


def _first(digits, n):
    """The dataset with n training images."""
    train = Split(digits.train.images[:n], digits.train.labels[:n])
    return SimpleNamespace(train=train, val=digits.val, test=digits.test)


def test_running_statistics_and_dropout_go_on_bit_for_bit(tiny, digits):
    """Of a model with both and a moving average, from the middle of an epoch."""
    few = _first(digits, 96)
    model = replace(tiny.model, encoder=(Dense(16, "none"), BatchNorm(), Dropout(0.3)))
    config = with_training(replace(tiny, model=model), batch_size=32, ema=0.9, augment=1.0)
    kept = []

    def note(trainer):
        torch.rand(1)  # others may draw from torch's global state, too
        if trainer.step == 4:
            kept.append(trainer.state())

    whole = fit(config, few, "cpu", keep=note)
    rest = fit(config, few, "cpu", start=kept[0])
    one, other = whole.model.state_dict(), rest.model.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert _history(rest.history) == _history(whole.history)
    assert not torch.equal(one["encoder.2.running_var"], torch.ones(16))


def test_a_batch_of_one_image_cannot_be_normalised(tiny, digits):
    few = _first(digits, 33)
    model = replace(tiny.model, encoder=(Dense(16), BatchNorm()))
    config = with_training(replace(tiny, model=model), batch_size=32)
    with pytest.raises(ConfigError, match=r"of 33 images in batches of 32 the last has one\."):
        fit(config, few, "cpu")
    fit(with_training(config, batch_size=31, epochs=1), few, "cpu")


def test_a_state_stays_what_it_was_while_the_training_goes_on(tiny, digits):
    states = []
    fit(tiny, digits, "cpu", keep=lambda trainer: states.append(trainer.state()))
    assert [state.values["step"] for state in states] == list(range(1, 19))
    weights = [state.tensors["model.encoder.1.weight"] for state in states]
    assert not any(torch.equal(a, b) for a, b in pairwise(weights))


def test_train_goes_on_where_it_wascut_off(cut, tiny, trained, first_step):
    run = train(tiny, on_progress=first_step, film="epochs", keep_every=ALWAYS)
    assert first_step.seen == [13]  # on_progress of step 13 came before its state was kept
    assert run.metrics["files"] == trained.metrics["files"]
    assert [p.name for p in cut.parent.parent.iterdir()] == ["tiny"]


def test_fresh_starts_over(cut, tiny, trained, first_step):
    run = train(tiny, on_progress=first_step, film="epochs", resume=False)
    assert first_step.seen == [1]
    assert run.metrics["files"] == trained.metrics["files"]


def test_seconds_add_up(cut, tiny):
    tensors, values = checkpoint._unpacked(cut.read_bytes())
    values["fit_values"]["seconds"] = 1000.0
    cut.write_bytes(checkpoint._packed(tensors, values))
    run = train(tiny, film="epochs", on_progress=lambda _: time.sleep(0.05))  # kept to a tenth
    assert 1000.0 < run.metrics["seconds"] < 1060.0


def test_without_an_interval_nothing_is_kept(tiny, checkpoints):
    with pytest.raises(KeyboardInterrupt):
        train(tiny, on_progress=cut_off(13), keep_every=0)
    assert list((checkpoints / "uci-digits").iterdir()) == []


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_an_interval_that_is_none_raises(tiny, checkpoints, seconds):
    with pytest.raises(ConfigError, match="The seconds between two states are 0"):
        train(tiny, keep_every=seconds)


def test_a_state_is_no_run(cut, checkpoints):
    assert cut.exists()
    assert list_runs(checkpoints) == ([], [])


def test_other_settings_are_refused_and_the_state_stays(cut, tiny):
    before = cut.read_bytes()
    with pytest.raises(RunError, match="A training of uci-digits/tiny with other settings was cut"):
        train(with_training(tiny, beta=2.0), keep_every=ALWAYS)
    assert cut.read_bytes() == before


def test_to_forget_what_is_not_there_is_no_error(checkpoints):
    delete_checkpoint(RUN)
    assert not checkpoints.exists()


@pytest.mark.parametrize(
    ("words", "resume", "seconds"),
    [
        ([], True, checkpoint.KEEP_EVERY),
        (["--resume"], True, checkpoint.KEEP_EVERY),
        (["--fresh"], False, checkpoint.KEEP_EVERY),
        (["--save-every", "5"], True, 5.0),
    ],
)
def test_the_command_line_resumes_unless_told_not_to(monkeypatch, trained, words, resume, seconds):
    asked = []

    def note(*_, **options):
        asked.append((options["resume"], options["keep_every"]))
        return trained

    monkeypatch.setattr(worker, "work_here", note)
    assert main(["train", "vae-2d", *words]) == 0
    assert asked == [(resume, seconds)]


@pytest.mark.slow
def test_killed_at_eight_moments_it_ends_the_same():
    words = [sys.executable, "tests/support/processes/killing.py", "8"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        words, check=False, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["kills"] >= 8
    assert seen["states"] >= 4
    assert seen["damaged"] == []
    assert seen["left"] == ["killed"]
    assert all(run == seen["undisturbed"] for run in seen["became"])
