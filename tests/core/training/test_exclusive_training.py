"""One process at a time trains a run."""

import errno
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vae_core.errors import RunError
from vae_core.files import locks
from vae_core.training.loop.checkpoint import checkpoint_path, exclusive_training
from vae_core.training.train import train

ROOT = Path(__file__).parents[3]


RUN = "uci-digits/tiny"


def test_a_second_training_is_told_who_is_at_it(tiny, checkpoints):
    with exclusive_training(RUN), pytest.raises(RunError) as error:
        train(tiny)
    said = str(error.value)
    assert said.startswith(f"{RUN} is being trained already, by process {os.getpid()} on ")
    assert train(tiny, film="none", iwae_samples=0).id == RUN


def test_another_run_is_not_locked(tiny, checkpoints):
    with exclusive_training(RUN):
        assert train(tiny, "other", film="none", iwae_samples=0).name == "other"


@pytest.mark.slow
def test_the_lock_of_a_killed_process_blocks_nobody(checkpoints):
    program = f"""
import time
from vae_core.training.loop.checkpoint import exclusive_training
with exclusive_training({RUN!r}):
    print("locked", flush=True)
    time.sleep(60)
"""
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as holder:
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(RunError, match=f"by process {holder.pid} on "), exclusive_training(RUN):
            pass
        holder.send_signal(signal.SIGKILL)
    assert checkpoint_path(RUN).with_suffix(".lock").exists()
    with exclusive_training(RUN):
        pass
    assert list((checkpoints / "uci-digits").iterdir()) == []


def test_where_nothing_can_be_locked_it_is_said(checkpoints, monkeypatch, caplog):
    def refuse(*_, **__):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locks, "lock_descriptor", refuse)
    with caplog.at_level(logging.WARNING), exclusive_training(RUN):
        assert "tiny.lock cannot be locked here (No locks available)" in caplog.text


def test_what_a_kill_left_of_a_run_is_swept_away(checkpoints):
    dataset = checkpoints / "uci-digits"
    for name in (".tiny.ab_12cd9", ".tiny.x.ab_12cd9", ".other.ab_12cd9", "tiny.ab_12cd9"):
        (dataset / name).mkdir(parents=True)
    with exclusive_training(RUN):
        pass
    assert sorted(p.name for p in dataset.iterdir()) == [
        ".other.ab_12cd9",
        ".tiny.x.ab_12cd9",
        "tiny.ab_12cd9",
    ]
