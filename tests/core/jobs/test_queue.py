"""The queue: who asks gets in line once, within limits; a supervisor works it off, and recovers."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from vae_core.cli.main import main
from vae_core.errors import ConfigError, RunError
from vae_core.jobs import queue, records
from vae_core.jobs.limits import Limits, QueueLimits, TrainingLimits
from vae_core.jobs.queue import Asked, ask, places, set_pace, want
from vae_core.jobs.records import Job, Status, Wish
from vae_core.runs import layout
from vae_core.runs.locks import held, is_held
from vae_core.runs.store import list_runs, load_run
from vae_core.training.train import train

ROOT = Path(__file__).parents[3]
RUN = "uci-digits/tiny"


def _with(config, **changes):
    return replace(config, training=replace(config.training, **changes))


@pytest.fixture
def alone(checkpoints, monkeypatch):
    """A queue that nobody works off."""
    monkeypatch.setattr(queue, "ensure_supervisor", lambda root=None: None)
    return checkpoints


def test_who_asks_gets_in_line(alone, tiny):
    for seed in range(3):
        ask(_with(tiny, seed=seed), f"seed-{seed}", title="Mine", visitor="ab")
    assert places() == {"uci-digits/seed-0": 1, "uci-digits/seed-1": 2, "uci-digits/seed-2": 3}
    job = records.read_job("uci-digits/seed-1")
    assert (job.title, job.by, job.config) == ("Mine", ("ab",), _with(tiny, seed=1))


def test_the_same_config_is_trained_once(alone, tiny):
    assert ask(tiny, visitor="ab") == Asked(RUN)
    again = replace(tiny, preset="other")  # The recipe it came from is no part of it
    assert ask(again, "another-name", visitor="cd") == Asked(RUN, joined=True)
    assert ask(tiny, visitor="ab") == Asked(RUN, joined=True)
    assert records.read_job(RUN).by == ("ab", "cd")
    assert places() == {RUN: 1}


def test_a_config_that_is_trained_already_is_not_trained_again(alone, tiny):
    train(tiny, "there", film="none", iwae_samples=0)
    assert ask(tiny) == Asked("uci-digits/there", there=True)
    assert records.jobs() == []


def test_a_run_that_was_stopped_does_not_count_as_trained(alone, tiny):
    train(tiny, film="none", iwae_samples=0, watch=lambda trainer: trainer.finish())
    assert ask(tiny) == Asked(RUN)


def test_a_title_that_is_too_long_is_refused(alone, tiny):
    with pytest.raises(ConfigError, match="A title has at most 60 characters"):
        ask(tiny, title="x" * 61)
    assert records.jobs() == []


def test_a_name_that_is_taken_gets_a_number(alone, tiny):
    assert ask(tiny).id == RUN
    assert ask(_with(tiny, seed=1)).id == f"{RUN}-2"
    train(_with(tiny, seed=2), "tiny-3", film="none", iwae_samples=0)
    assert ask(_with(tiny, seed=3)).id == f"{RUN}-4"
    long = "x" * 64
    assert [ask(_with(tiny, seed=s), long).id for s in (4, 5)] == [
        f"uci-digits/{long}",
        f"uci-digits/{long[:-2]}-2",
    ]


@pytest.mark.parametrize("name", ["../x", "A b", "", "x" * 65])
def test_a_name_is_never_a_path(alone, tiny, name):
    if name:
        with pytest.raises(ConfigError, match="cannot name a run"):
            ask(tiny, name)
    else:
        assert ask(tiny, name).id == RUN


def test_a_visitor_has_a_few_places_and_all_together_more(alone, tiny):
    limits = Limits(queue=QueueLimits(per_visitor=2, in_all=3))
    for seed in (1, 2):
        ask(_with(tiny, seed=seed), visitor="ab", limits=limits)
    with pytest.raises(RunError, match="You have 2 trainings in the queue"):
        ask(_with(tiny, seed=3), visitor="ab", limits=limits)
    ask(_with(tiny, seed=3), visitor="cd", limits=limits)
    with pytest.raises(RunError, match="The queue is full: 3 trainings"):
        ask(_with(tiny, seed=4), visitor="ef", limits=limits)
    want(f"{RUN}-2", "discard")
    assert ask(_with(tiny, seed=4), visitor="ab", limits=limits).id == f"{RUN}-2"


@pytest.mark.parametrize(
    ("most", "said"),
    [
        ({"epochs": 1}, "2 epochs are too many here: at most 1"),
        ({"batch_size": 100}, "128 images in a batch are too many"),
        ({"latent_dim": 1}, "2 numbers in a code are too many"),
        ({"parameters": 10_000}, "[0-9,]+ parameters are too many here: at most 10,000"),
    ],
)
def test_a_visitor_keeps_to_the_limits_and_the_command_line_need_not(alone, tiny, most, said):
    limits = Limits(training=TrainingLimits(**most))
    with pytest.raises(ConfigError, match=said):
        ask(tiny, visitor="ab", limits=limits)
    assert records.jobs() == []
    assert ask(tiny, limits=limits).id == RUN


def test_who_leaves_before_it_begins_leaves_nothing_to_train(alone, tiny):
    ask(tiny)
    want(RUN, "stop")  # There is nothing yet to keep
    assert records.status(RUN).state == "discarded"
    assert places() == {}
    assert ask(tiny) == Asked(RUN)


def test_what_was_put_aside_goes_on_when_that_is_wished(alone, tiny):
    ask(tiny)
    queue._asking(alone, "sqlite")[0].dequeue()
    records.write_status(RUN, Status("aside", 5, 18, message="It made room."))
    assert places() == {}
    want(RUN, "go")
    assert (places(), records.status(RUN).state, records.status(RUN).message) == (
        {RUN: 1},
        "waiting",
        "",
    )


def test_a_wish_leaves_the_pace_and_a_pace_the_wish(alone, tiny):
    ask(tiny)
    set_pace(RUN, 3.0)
    want(RUN, "pause")
    assert records.wish(RUN) == Wish("pause", 3.0)
    set_pace(RUN, None)
    assert records.wish(RUN) == Wish("pause", None)
    for wrong in (0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ConfigError, match="A pace is"):
            set_pace(RUN, wrong)


def test_nobody_wishes_for_what_is_not_there(alone):
    with pytest.raises(RunError, match="is not being trained"):
        want(RUN, "go")


def test_an_engine_that_is_none_is_said(alone, tiny, monkeypatch, tmp_path):
    file = tmp_path / "limits.toml"
    monkeypatch.setenv("VAE_LIMITS", str(file))
    for engine, said in (
        ("rabbit", "The engine of the queue is 'sqlite' or 'redis"),
        ("redis://localhost:1/0", r"pip install redis|cannot be reached"),
    ):
        file.write_text(f'[queue]\nengine = "{engine}"\n', encoding="utf-8")
        with pytest.raises((ConfigError, RunError), match=said):
            ask(tiny)


def test_a_queue_that_is_damaged_is_said(alone, tiny):
    folder = alone / ".queue"
    folder.mkdir(parents=True)
    (folder / "queue.db").write_bytes(b"no database" * 1000)
    with pytest.raises(RunError, match=r"The queue of trainings .* cannot be reached"):
        ask(tiny)


def test_messages_are_json(alone, tiny):
    ask(tiny)
    (message,) = queue._asking(alone, "sqlite")[0].storage.enqueued_items()
    assert b"uci-digits/tiny" in message
    assert message.startswith(b"[")


# From here on with processes.


@pytest.fixture
def served(checkpoints, monkeypatch):
    """A queue that is worked off, and whoever does it ended afterwards."""
    monkeypatch.setattr(queue, "_started", {})
    checkpoints.mkdir()
    yield checkpoints
    lock = queue._supervisor_lock(checkpoints)
    for _ in range(100):
        if not is_held(lock):
            break
        _kill_supervisor(checkpoints, signal.SIGTERM)
        time.sleep(0.1)
    assert not is_held(lock)


def _kill_supervisor(root, number):
    os.kill(_holder(queue._supervisor_lock(root)), number)


def _holder(lock):
    import json

    return json.loads(lock.read_text(encoding="utf-8"))["pid"]


def _until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def _state(run_id=RUN):
    return records.status(run_id).state


@pytest.mark.slow
def test_what_is_asked_for_is_trained_in_turn(served, tiny):
    first, second = (ask(_with(tiny, seed=seed)).id for seed in (1, 2))
    _until(lambda: (_state(first), _state(second)) == ("done", "done"))
    made = [load_run(i).metrics["made"] for i in (first, second)]
    assert made == sorted(made)
    assert list_runs()[1] == []


@pytest.mark.slow
def test_a_worker_that_is_killed_is_noticed_and_its_job_goes_on(served, tiny):
    """In slow motion, so that it is met at work."""
    config = _with(tiny, epochs=4)
    ask(config)
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
    ask(_with(tiny, epochs=4))
    set_pace(RUN, 5.0)
    _until(lambda: records.status(RUN).step > 3)
    worker = _holder(layout.lock_path(RUN))
    _kill_supervisor(served, signal.SIGKILL)
    _until(lambda: _state() == "lost", 5)
    assert not is_held(layout.lock_path(RUN))
    step = records.status(RUN).step
    queue._started.clear()
    queue.ensure_supervisor()
    set_pace(RUN, None)
    _until(lambda: _state() == "done")
    assert records.status(RUN).points[0][0] == 1
    assert step > 3
    assert not Path(f"/proc/{worker}").exists()


def test_one_machine_has_one_supervisor(served, tiny):
    with held(queue._supervisor_lock(served)):
        words = [sys.executable, "-m", "vae_core", "queue", "serve"]
        done = subprocess.run(words, cwd=ROOT, check=False, timeout=30)
    assert done.returncode == 0


def test_without_work_no_supervisor_is_started(served, tiny):
    queue.ensure_supervisor()
    records.write_job(Job(RUN, tiny, "2026-01-02"))
    records.write_status(RUN, Status("done"))
    queue.ensure_supervisor()
    assert not (served / ".queue").exists()


@pytest.mark.slow
def test_the_command_line_asks_shows_and_follows(served, tiny, capsys, monkeypatch):
    from vae_core.models.presets import PRESETS, Preset

    recipe = Preset("tiny", "Tiny", "A tiny VAE.", tiny.model, tiny.training, epochs_small=2)
    monkeypatch.setitem(PRESETS, "tiny", recipe)
    assert main(["train", "tiny", "--queue"]) == 0
    assert "'python -m vae_core watch uci-digits/tiny' follows it" in capsys.readouterr().out
    assert main(["watch", RUN]) == 0
    assert capsys.readouterr().out.startswith(f"{RUN} ")
    assert main(["queue"]) == 0
    assert capsys.readouterr().out.split()[:2] == [RUN, "done"]
    assert main(["train", "tiny", "--queue"]) == 0
    assert "is there already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["queue", "stop"], "Write 'queue'"),
        (["queue", "list", RUN], "Write 'queue'"),
        (["queue", "stop", RUN], "is not being trained"),
        (["watch", RUN], "is not being trained"),
        (["watch", "../x"], "names no run"),
    ],
)
def test_the_command_line_refuses_in_a_sentence(alone, words, said, capsys):
    assert main(words) == 1
    assert said in capsys.readouterr().err


def test_following_what_failed_says_why(alone, tiny, capsys):
    ask(tiny)
    records.write_status(RUN, Status("failed", message="The disk is full."))
    assert main(["watch", RUN]) == 1
    assert capsys.readouterr().err.endswith("error: The disk is full.\n")


@pytest.mark.slow
def test_a_supervisor_ends_with_its_folder(served, tiny):
    """Also where the folder is made anew at once: that one gets another supervisor."""
    import shutil

    ask(_with(tiny, epochs=50))
    set_pace(RUN, 5.0)
    _until(lambda: records.status(RUN).step > 1)
    worker = _holder(layout.lock_path(RUN))
    shutil.rmtree(served)
    served.mkdir()
    _until(lambda: not Path(f"/proc/{worker}").exists(), 20)
