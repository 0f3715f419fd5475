"""A training that was cut off goes on to the same end, bit for bit, and nothing blocks it."""

import errno
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

from vae_core.cli.main import main
from vae_core.data.datasets import Split
from vae_core.errors import ConfigError, RunError
from vae_core.files import atomic
from vae_core.jobs import worker
from vae_core.models.layers import BatchNorm, Dense, Dropout
from vae_core.runs.load import list_runs
from vae_core.training import train as train_module
from vae_core.training.fit import fit
from vae_core.training.loop import checkpoint
from vae_core.training.loop.checkpoint import checkpoint_path, delete_checkpoint
from vae_core.training.loop.recorder import FilmRecorder
from vae_core.training.train import train

ROOT = Path(__file__).parents[4]
ALWAYS = 1e-9
RUN = "uci-digits/tiny"


def _with(config, **changes):
    return replace(config, training=replace(config.training, **changes))


def _history(records):
    return [replace(record, seconds=0.0) for record in records]


def _cut_off(step):
    def stop(progress):
        if progress.step == step:
            raise KeyboardInterrupt

    return stop


@pytest.fixture
def cut(tiny, checkpoints):
    """The state of `uci-digits/tiny`, cut off in its second epoch of nine steps."""
    with pytest.raises(KeyboardInterrupt):
        train(tiny, on_progress=_cut_off(13), film="epochs", keep_every=ALWAYS)
    return checkpoint_path(RUN)


@pytest.fixture
def first_step():
    """To be given as `on_progress`: its `seen` is then the first step of the training, alone."""

    def show(progress):
        if not show.seen:
            show.seen.append(progress.step)

    show.seen = []
    return show


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
    config = _with(request.getfixturevalue(kind), **changes)
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
    config = _with(replace(tiny, model=model), batch_size=32, ema=0.9, augment=1.0)
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
    config = _with(replace(tiny, model=model), batch_size=32)
    with pytest.raises(ConfigError, match=r"of 33 images in batches of 32 the last has one\."):
        fit(config, few, "cpu")
    fit(_with(config, batch_size=31, epochs=1), few, "cpu")


def test_a_state_stays_what_it_was_while_the_training_goes_on(tiny, digits):
    states = []
    fit(tiny, digits, "cpu", keep=lambda trainer: states.append(trainer.state()))
    assert [state.values["step"] for state in states] == list(range(1, 19))
    weights = [state.tensors["model.encoder.1.weight"] for state in states]
    assert not any(torch.equal(a, b) for a, b in pairwise(weights))


def test_train_goes_on_where_it_was_cut_off(cut, tiny, trained, first_step):
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
        train(tiny, on_progress=_cut_off(13), keep_every=0)
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
        train(_with(tiny, beta=2.0), keep_every=ALWAYS)
    assert cut.read_bytes() == before


def _garbage(content):
    return b"nothing of the kind"


def _cut_short(content):
    return content[: len(content) // 2]


def _flipped(content):
    return content[:-5] + bytes([content[-5] ^ 1]) + content[-4:]


def _empty(content):
    return b""


def _newer(content):
    tensors, values = checkpoint._unpacked(content)
    return checkpoint._packed(tensors, values | {"format": checkpoint.FORMAT + 1})


def _with_values(**changes):
    """A file that is whole, with other values in it."""

    def spoil(content):
        tensors, values = checkpoint._unpacked(content)
        return checkpoint._packed(tensors, values | changes)

    return spoil


def _fit_values(**changes):
    def spoil(content):
        tensors, values = checkpoint._unpacked(content)
        return checkpoint._packed(tensors, values | {"fit_values": values["fit_values"] | changes})

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        _with_values(film=None),
        _with_values(config=[]),
        _with_values(fit_values={}),
        _with_values(film_values={"frames": [5]}),
        _fit_values(step="3"),
        _fit_values(step=-1),
        _fit_values(history=[{"epoch": 1}]),
        _fit_values(scores={}),
        _fit_values(batches=[[1, None, 2.0]]),
    ],
)
def test_a_whole_state_with_a_value_of_another_type_is_none(cut, spoil):
    content = cut.read_bytes()
    checkpoint._unpacked(content)
    with pytest.raises(ConfigError):
        checkpoint._unpacked(spoil(content))


@pytest.mark.parametrize(
    "spoil", [_garbage, _cut_short, _flipped, _empty, _newer, _fit_values(step="3")]
)
def test_a_spoilt_state_is_said_and_the_training_starts_afresh(
    cut, tiny, trained, first_step, caplog, spoil
):
    cut.write_bytes(spoil(cut.read_bytes()))
    run = train(tiny, on_progress=first_step, film="epochs")
    assert caplog.messages == [
        f"The state kept of {RUN} is cut short or is not what was written. "
        "The training starts from the beginning."
    ]
    assert first_step.seen == [1]
    assert run.metrics["files"] == trained.metrics["files"]


def test_a_state_of_another_film_is_not_used(cut, tiny, first_step, caplog):
    train(tiny, on_progress=first_step, film="none")
    assert "was made with another plan for the film" in caplog.text
    assert first_step.seen == [1]


def test_a_full_disk_costs_no_training_and_the_last_state_stays(
    tiny, trained, checkpoints, monkeypatch, caplog
):
    write, sizes = atomic.write_new, []

    def full(path, content, **_):
        if ".state" not in path.name:
            return write(path, content)
        sizes.append(len(content))
        if len(sizes) % 3 == 0:
            path.write_bytes(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(KeyboardInterrupt):
        train(tiny, on_progress=_cut_off(13), film="epochs", keep_every=ALWAYS)
    _, values = checkpoint._unpacked(checkpoint_path(RUN).read_bytes())
    assert values["fit_values"]["step"] == 11  # the twelfth could not be written
    assert not list(checkpoint_path(RUN).parent.glob(".*.state.*"))
    assert set(caplog.messages) == {
        f"The state of {RUN} could not be kept (No space left on device). "
        "The training goes on without."
    }
    run = train(tiny, film="epochs", keep_every=ALWAYS)
    assert run.metrics["files"] == trained.metrics["files"]


@pytest.mark.slow
def test_a_disk_full_at_the_end_loses_nothing(tiny, trained, checkpoints, monkeypatch, first_step):
    def refuse(*_):
        raise RunError("The run could not be written.")

    with monkeypatch.context() as patch:
        patch.setattr(train_module, "save_run", refuse)
        with pytest.raises(RunError, match="could not be written"):
            train(tiny, film="epochs", keep_every=ALWAYS)
    run = train(tiny, film="epochs", on_progress=first_step)
    assert first_step.seen == []
    assert run.metrics["files"] == trained.metrics["files"]


_ON_A_SMALL_DISK = """
mount -t tmpfs -o size=400k none "$1" || exit 77
VAE_CHECKPOINTS_DIR="$1" "$2" -m vae_core train vae-2d --epochs 1 --save-every 0.001 --film none
echo "status $?"
find "$1" -type f
"""


@pytest.mark.slow
def test_a_disk_that_is_really_full_leaves_no_run(tmp_path):
    words = ["unshare", "-rm", "sh", "-c", _ON_A_SMALL_DISK, "sh", str(tmp_path), sys.executable]
    try:
        done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if "status" not in done.stdout:
        pytest.skip("mounting is not allowed here")
    assert done.stdout.splitlines() == ["status 1"]
    assert "could not be kept (No space left on device)" in done.stderr
    assert "could not be written" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


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
def test_killed_at_20_moments_it_ends_the_same():
    words = [sys.executable, "tests/support/killing.py", "20"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        words, check=False, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["kills"] >= 20
    assert seen["states"] >= 10
    assert seen["damaged"] == []
    assert seen["left"] == ["killed"]
    assert all(run == seen["undisturbed"] for run in seen["became"])
