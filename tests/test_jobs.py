"""Jobs as files: what is written is read, what is damaged is passed over, the dead are noticed."""

import os
import socket
import time
from dataclasses import replace

import numpy as np
import pytest

from vae_core import jobs
from vae_core.errors import ConfigError, RunError
from vae_core.glimpse import Glimpse, glimpse_bytes
from vae_core.jobs import Job, Status, Wish
from vae_core.locks import held

RUN = "uci-digits/tiny"
HERE = socket.gethostname()


@pytest.fixture
def job(tiny, checkpoints):
    one = Job(RUN, tiny, "2026-01-02T03:04:05.678+00:00", "Mine & <b>", ("ab", "cd"))
    jobs.write_job(one)
    return one


@pytest.fixture
def look():
    return Glimpse(
        step=3,
        epoch=0.5,
        codes=np.arange(8, dtype=np.float32).reshape(4, 2),
        label=np.array([0, 1, 1, 2], np.uint8),
        axes="latent",
        shows="manifold",
        tiles=b"tiles",
        rows=2,
        columns=3,
        originals=b"originals",
        rebuilt=b"",
        names=(0, 1, 2),
    )


def test_a_job_is_read_as_it_was_written(job):
    assert jobs.read_job(RUN) == job
    assert jobs.jobs() == [job]
    assert jobs.status(RUN) == Status()
    assert jobs.wish(RUN) == Wish()
    assert jobs.glimpse(RUN) is None


def test_jobs_come_in_the_order_they_were_asked_for(job, tiny):
    for name, asked in (("a", "2026-01-03"), ("z", "2026-01-01")):
        jobs.write_job(Job(f"uci-digits/{name}", tiny, asked))
    assert [one.id for one in jobs.jobs()] == ["uci-digits/z", RUN, "uci-digits/a"]


def test_a_status_is_read_as_it_was_written(job):
    state = Status(
        "done", 5, 10, 5, 1, 2.5, 4.0, ((1, 9.0, 8.0, 1.0),), ({"epoch": 1},), "Done.", RUN, "cpu"
    )
    jobs.write_status(RUN, state)
    assert jobs.status(RUN) == state
    assert jobs.change(RUN, message="Once more.") == replace(state, message="Once more.")
    assert state.left == 5 / 4.0
    assert Status().left is None


def test_a_wish_is_read_as_it_was_written(job):
    jobs.write_wish(RUN, Wish("pause", 2.5))
    assert jobs.wish(RUN) == Wish("pause", 2.5)


def test_a_glimpse_is_read_as_it_was_written(job, look):
    jobs.write_glimpse(RUN, glimpse_bytes(look))
    back = jobs.glimpse(RUN)
    assert np.array_equal(back.codes, look.codes)
    assert np.array_equal(back.label, look.label)
    values = {name: value for name, value in vars(back).items() if name not in ("codes", "label")}
    assert all(getattr(look, name) == value for name, value in values.items())


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": 1}', b'{"format": 2}', b"\xff"])
@pytest.mark.parametrize("ending", ["job", "status", "wish", "glimpse"])
def test_a_damaged_file_stands_for_nothing(job, ending, content):
    path = jobs.training_file(RUN, ending)
    path.write_bytes(content)
    assert (jobs.status(RUN), jobs.wish(RUN), jobs.glimpse(RUN)) == (Status(), Wish(), None)
    assert jobs.jobs() == ([] if ending == "job" else [job])


@pytest.mark.parametrize("wrong", ['"want": "fly", "pace": null', '"want": "go", "pace": -1'])
def test_a_wish_that_is_none_is_to_go_on(job, wrong):
    jobs.training_file(RUN, "wish").write_text(f'{{"format": 1, {wrong}}}')
    assert jobs.wish(RUN) == Wish()


def test_who_is_at_work_holds_the_lock_or_is_lost(job):
    jobs.write_status(RUN, Status("training", host=HERE))
    assert jobs.status(RUN).state == "lost"
    with held(jobs.lock_path(RUN)):
        assert jobs.status(RUN).state == "training"
    assert jobs.status(RUN).state == "lost"


def test_another_machine_is_lost_when_it_is_silent(job):
    jobs.write_status(RUN, Status("measuring", host="elsewhere"))
    assert jobs.status(RUN).state == "measuring"
    path, long_ago = jobs.training_file(RUN, "status"), time.time() - 20
    os.utime(path, (long_ago, long_ago))
    assert jobs.status(RUN).state == "lost"
    jobs.mark(RUN)
    assert jobs.status(RUN).state == "measuring"


def test_a_job_that_ended_is_forgotten_after_a_day(job):
    jobs.write_status(RUN, Status("done"))
    yesterday = time.time() - 25 * 3600
    os.utime(jobs.training_file(RUN, "status"), (yesterday, yesterday))
    assert jobs.jobs() == []
    assert not jobs.training_file(RUN, "job").parent.exists()


def test_a_job_that_waits_is_never_forgotten(job):
    jobs.write_status(RUN, Status("waiting"))
    long_ago = time.time() - 1e6
    os.utime(jobs.training_file(RUN, "status"), (long_ago, long_ago))
    assert jobs.jobs() == [job]


def test_discarding_leaves_no_state(job):
    jobs.training_file(RUN, "state").write_bytes(b"x")
    jobs.discard(RUN)
    assert jobs.status(RUN).state == "discarded"
    assert not jobs.training_file(RUN, "state").exists()


@pytest.mark.parametrize("name", ["../tiny", "uci-digits/../x", "uci-digits/", "nowhere/tiny", "x"])
def test_an_id_is_never_a_path(checkpoints, name):
    for act in (jobs.status, jobs.discard, lambda i: jobs.training_file(i, "job")):
        with pytest.raises(ConfigError):
            act(name)
    assert jobs.read_job(name) is None


def test_a_disk_that_is_full_is_said_and_leaves_the_old_file(job, monkeypatch):
    jobs.write_wish(RUN, Wish("pause"))

    def full(path, _content):
        path.touch()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.write_bytes", full)
        with pytest.raises(RunError, match="No space left on device"):
            jobs.write_wish(RUN, Wish("go"))
        jobs.write_glimpse(RUN, b"lost")
    assert jobs.wish(RUN) == Wish("pause")
    left = {path.name for path in jobs.training_file(RUN, "job").parent.iterdir()}
    assert left == {"tiny.job", "tiny.wish"}
