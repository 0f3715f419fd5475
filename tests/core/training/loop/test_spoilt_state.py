"""A state that is spoilt, or that a full disk cut short: it is said, and nothing is lost."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes.cut_off import ALWAYS, RUN, cut_off
from vae_core.errors import ConfigError, RunError
from vae_core.files import atomic
from vae_core.training import train as train_module
from vae_core.training.loop import checkpoint
from vae_core.training.loop.checkpoint import checkpoint_path
from vae_core.training.train import train

ROOT = Path(__file__).parents[4]


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
        train(tiny, on_progress=cut_off(13), film="epochs", keep_every=ALWAYS)
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
