"""The supervisor trains what is in the queue, each job in a process, and recovers from a death."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.runs.fits import with_training
from vae_core.cli.main import main
from vae_core.files.locks import held, is_held
from vae_core.jobs import engine, records
from vae_core.jobs.processes import supervisor
from vae_core.jobs.queue import enqueue, set_pace
from vae_core.jobs.records import Job, Status
from vae_core.models.presets import PRESETS, Preset
from vae_core.runs import layout
from vae_core.runs.load import list_runs, load_run
from vae_core.training.train import train

ROOT = Path(__file__).parents[4]
RUN = "uci-digits/tiny"


@pytest.fixture
def served(checkpoints, monkeypatch):
    """A queue that is worked off, and whoever does it ended afterwards."""
    monkeypatch.setattr(supervisor, "_last_start", {})
    checkpoints.mkdir()
    yield checkpoints
    lock = supervisor.supervisor_lock(checkpoints)
    for _ in range(100):
        if not is_held(lock):
            break
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            _kill_supervisor(checkpoints, signal.SIGTERM)
        time.sleep(0.1)
    assert not is_held(lock)


def _kill_supervisor(root, number):
    os.kill(_holder(supervisor.supervisor_lock(root)), number)


def _holder(lock):
    return json.loads(lock.read_text(encoding="utf-8"))["pid"]


def _until(condition, seconds=180):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def _state(run_id=RUN):
    return records.status(run_id).state


@pytest.mark.slow
def test_what_is_asked_for_is_trained_in_turn(served, tiny):
    first, second = (enqueue(with_training(tiny, seed=seed)).id for seed in (1, 2))
    _until(lambda: (_state(first), _state(second)) == ("done", "done"))
    made = [load_run(i).metrics["made"] for i in (first, second)]
    assert made == sorted(made)
    assert list_runs()[1] == []


@pytest.mark.slow
def test_a_worker_that_is_killed_is_noticed_and_its_job_goes_on(served, tiny):
    """In slow motion, so that it is met at work."""
    config = with_training(tiny, epochs=4)
    enqueue(config)
    set_pace(RUN, 5.0)
    _until(lambda: records.status(RUN).step > 3)
    os.kill(_holder(layout.lock_path(RUN)), signal.SIGKILL)
    _until(lambda: _state() == "lost", 2)
    _until(lambda: records.status(RUN).restarts == 1, 2)
    assert "was killed (signal 9)" in records.status(RUN).message
    set_pace(RUN, None)
    _until(lambda: _state() == "done")
    undisturbed = train(config, root=served / "other", film="none", iwae_samples=0)
    assert load_run(RUN).weights.keys() == undisturbed.weights.keys()


@pytest.mark.slow
def test_a_supervisor_that_is_killed_leaves_its_job_to_the_next(served, tiny):
    """Its worker notices, keeps its state and ends; who looks starts another supervisor."""
    enqueue(with_training(tiny, epochs=4))
    set_pace(RUN, 5.0)
    _until(lambda: records.status(RUN).step > 3)
    worker = _holder(layout.lock_path(RUN))
    _kill_supervisor(served, signal.SIGKILL)
    _until(lambda: _state() == "lost", 5)
    assert not is_held(layout.lock_path(RUN))
    step = records.status(RUN).step
    supervisor._last_start.clear()
    supervisor.ensure_supervisor()
    set_pace(RUN, None)
    _until(lambda: _state() == "done")
    assert records.status(RUN).points[0][0] == 1
    assert step > 3
    assert not Path(f"/proc/{worker}").exists()


def test_one_machine_has_one_supervisor(served, tiny):
    with held(supervisor.supervisor_lock(served)):
        words = [sys.executable, "-m", "vae_core", "queue", "serve"]
        done = subprocess.run(words, cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0


def test_without_work_no_supervisor_is_started(served, tiny):
    supervisor.ensure_supervisor()
    records.write_job(Job(RUN, tiny, "2026-01-02"))
    records.write_status(RUN, Status("done"))
    supervisor.ensure_supervisor()
    assert not (served / ".queue").exists()


@pytest.mark.slow
def test_the_command_line_asks_shows_and_follows(served, tiny, capsys, monkeypatch):
    preset = Preset("tiny", "Tiny", "A tiny VAE.", tiny.model, tiny.training, epochs_small=2)
    monkeypatch.setitem(PRESETS, "tiny", preset)
    assert main(["train", "tiny", "--queue"]) == 0
    assert "'python -m vae_core watch uci-digits/tiny' follows it" in capsys.readouterr().out
    assert main(["watch", RUN]) == 0
    assert capsys.readouterr().out.startswith(f"{RUN} ")
    assert main(["queue"]) == 0
    assert capsys.readouterr().out.split()[:2] == [RUN, "done"]
    assert main(["train", "tiny", "--queue"]) == 0
    assert "is there already" in capsys.readouterr().out


@pytest.mark.slow
def test_a_supervisor_ends_with_its_folder(served, tiny):
    """Also where the folder is made anew at once: that one gets another supervisor."""
    enqueue(with_training(tiny, epochs=50))
    set_pace(RUN, 5.0)
    _until(lambda: records.status(RUN).step > 1)
    worker = _holder(layout.lock_path(RUN))
    # In one step: files come and go in it while it is deleted.
    gone = served.rename(served.with_name("gone"))
    served.mkdir()
    shutil.rmtree(gone, ignore_errors=True)
    _until(lambda: not Path(f"/proc/{worker}").exists(), 20)


@pytest.mark.slow
def test_workers_end_together_and_the_one_that_does_not_is_killed():
    """They are all asked at once, and have one deadline between them."""
    program = (
        "import signal, sys, time;"
        "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(float(sys.argv[1])), sys.exit(3)));"
        "print('ready', flush=True);"
        "time.sleep(60)"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, delay], stdout=subprocess.PIPE)
        for delay in ("60", "0.3", "60", "0.3")
    ]
    for process in processes:
        assert process.stdout.readline() == b"ready\n"
    began = time.monotonic()
    supervisor.end_all(processes, 4.0)
    assert time.monotonic() - began < 8  # one after the other they take at least that
    assert [process.returncode for process in processes] == [-9, 3, -9, 3]


def test_the_log_is_appended_to_by_all_and_set_aside_when_it_is_long(checkpoints, monkeypatch):
    with engine.open_log() as one, engine.open_log() as other:
        one.write(b"one\n")
        other.write(b"other\n")
        other.flush()
    folder = engine.queue_folder()
    assert sorted((folder / "log.txt").read_text(encoding="utf-8").split()) == ["one", "other"]
    monkeypatch.setattr(engine, "_LONG_LOG", 5)
    with engine.open_log() as late:
        late.write(b"late\n")
    assert (folder / "log.txt").read_text(encoding="utf-8") == "late\n"
    assert len((folder / "log.old.txt").read_text(encoding="utf-8").split()) == 2
