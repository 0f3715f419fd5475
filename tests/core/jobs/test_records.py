"""Jobs as files: what is written is read, what is damaged is passed over, the dead are noticed."""

import json
import os
import socket
import time
from dataclasses import asdict, replace

import numpy as np
import pytest

from vae_core.errors import ConfigError, RunError
from vae_core.files.locks import held
from vae_core.jobs import records
from vae_core.jobs.records import Job, Status, Wish
from vae_core.runs import layout
from vae_core.runs.recording.snapshot import Snapshot, snapshot_bytes

RUN = "uci-digits/tiny"
HERE = socket.gethostname()


@pytest.fixture
def job(tiny, checkpoints):
    one = Job(RUN, tiny, "2026-01-02T03:04:05.678+00:00", "Mine & <b>", ("ab", "cd"))
    records.write_job(one)
    return one


@pytest.fixture
def look():
    return Snapshot(
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
    assert records.read_job(RUN) == job
    assert records.jobs() == [job]
    assert records.status(RUN) == Status()
    assert records.wish(RUN) == Wish()
    assert records.snapshot(RUN) is None


def test_jobs_come_in_the_order_they_were_asked_for(job, tiny):
    for name, asked in (("a", "2026-01-03"), ("z", "2026-01-01")):
        records.write_job(Job(f"uci-digits/{name}", tiny, asked))
    assert [one.id for one in records.jobs()] == ["uci-digits/z", RUN, "uci-digits/a"]


def test_a_status_is_read_as_it_was_written(job):
    names = ("beta", "loss", "recon", "kl", "val_recon", "val_kl", "seconds")
    epoch = dict.fromkeys(names, 1.0) | {"epoch": 1, "batches": []}
    state = Status(
        "done", 5, 10, 5, 1, 2.5, 4.0, ((1, 9.0, 8.0, 1.0),), (epoch,), "Done.", RUN, "cpu"
    )
    records.write_status(RUN, state)
    assert records.status(RUN) == state
    assert records.change(RUN, message="Once more.") == replace(state, message="Once more.")
    assert state.left == 5 / 4.0
    assert Status().left is None


def test_a_wish_is_read_as_it_was_written(job):
    records.write_wish(RUN, Wish("pause", 2.5))
    assert records.wish(RUN) == Wish("pause", 2.5)


def test_a_snapshot_is_read_as_it_was_written(job, look):
    records.write_snapshot(RUN, snapshot_bytes(look))
    back = records.snapshot(RUN)
    assert np.array_equal(back.codes, look.codes)
    assert np.array_equal(back.label, look.label)
    values = {name: value for name, value in vars(back).items() if name not in ("codes", "label")}
    assert all(getattr(look, name) == value for name, value in values.items())


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"format": 1}', b'{"format": 2}', b"\xff", b"[" * 100_000]
)
@pytest.mark.parametrize("ending", ["job", "status", "wish", "snapshot"])
def test_a_damaged_file_stands_for_nothing(job, ending, content):
    path = layout.training_file(RUN, ending)
    path.write_bytes(content)
    assert (records.status(RUN), records.wish(RUN), records.snapshot(RUN)) == (
        Status(),
        Wish(),
        None,
    )
    assert records.jobs() == ([] if ending == "job" else [job])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "flying"), ("state", ["training"]), ("step", "5"), ("step", -1), ("step", 1.5),
        ("total_steps", None), ("seconds", "long"), ("rate", []), ("message", 5), ("host", {}),
        ("points", [[1, 2.0]]), ("points", [["a", 1.0, 1.0, 1.0]]), ("points", {}),
        ("history", [{"epoch": 1}]), ("history", [5]), ("restarts", True), ("colour", "red"),
    ],
)  # fmt: skip
def test_a_status_with_a_value_of_another_type_stands_for_nothing(job, field, value):
    path = layout.training_file(RUN, "status")
    whole = {"format": 1, **asdict(Status("done", 5, 10))}
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert records.status(RUN) == Status("done", 5, 10)
    path.write_text(json.dumps(whole | {field: value}), encoding="utf-8")
    assert records.status(RUN) == Status()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asked", 5), ("title", None), ("by", "ab"), ("by", [5]), ("film", []), ("config", "x"),
        ("foreground", 1), ("followers", {}), ("address", 3), ("colour", "red"),
    ],
)  # fmt: skip
def test_a_job_with_a_value_of_another_type_is_none(job, field, value):
    path = layout.training_file(RUN, "job")
    values = json.loads(path.read_text(encoding="utf-8"))
    assert records.jobs() == [job]
    path.write_text(json.dumps(values | {field: value}), encoding="utf-8")
    assert records.jobs() == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{}", "is not of format 1"),
        ("no JSON", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"format": 1}', "config"),
        ('{"format": 1, "config": [], "asked": "2026"}', "must be an object"),
    ],
)
def test_a_damaged_job_is_named_and_the_others_stand(job, content, why):
    assert records.damaged_jobs() == []
    layout.training_file("uci-digits/bad", "job").write_text(content, encoding="utf-8")
    assert records.jobs() == [job]
    [problem] = map(str, records.damaged_jobs())
    assert problem.startswith("The job uci-digits/bad is damaged and is not trained: ")
    assert why in problem
    assert problem.endswith("or remove its file from uci-digits/.training.")


def test_a_job_file_whose_name_is_none_is_named(job):
    layout.training_file(RUN, "job").with_name("A b.job").write_text("{}", encoding="utf-8")
    assert records.jobs() == [job]
    assert "uci-digits/A b is damaged" in str(records.damaged_jobs()[0])


@pytest.mark.parametrize("wrong", ['"want": "fly", "pace": null', '"want": "go", "pace": -1'])
def test_a_wish_that_is_none_is_to_go_on(job, wrong):
    layout.training_file(RUN, "wish").write_text(f'{{"format": 1, {wrong}}}', encoding="utf-8")
    assert records.wish(RUN) == Wish()


def test_who_is_at_work_holds_the_lock_or_is_lost(job):
    records.write_status(RUN, Status("training", host=HERE))
    assert records.status(RUN).state == "lost"
    with held(layout.lock_path(RUN)):
        assert records.status(RUN).state == "training"
    assert records.status(RUN).state == "lost"


def test_another_machine_is_lost_when_it_is_silent(job):
    records.write_status(RUN, Status("measuring", host="elsewhere"))
    assert records.status(RUN).state == "measuring"
    path, long_ago = layout.training_file(RUN, "status"), time.time() - 20
    os.utime(path, (long_ago, long_ago))
    assert records.status(RUN).state == "lost"
    records.mark(RUN)
    assert records.status(RUN).state == "measuring"


def test_a_job_that_ended_is_forgotten_after_a_day(job):
    records.write_status(RUN, Status("done"))
    yesterday = time.time() - 25 * 3600
    os.utime(layout.training_file(RUN, "status"), (yesterday, yesterday))
    assert records.jobs() == []
    assert not layout.training_file(RUN, "job").parent.exists()


def test_a_job_that_waits_is_never_forgotten(job):
    records.write_status(RUN, Status("waiting"))
    long_ago = time.time() - 1e6
    os.utime(layout.training_file(RUN, "status"), (long_ago, long_ago))
    assert records.jobs() == [job]


def test_discarding_leaves_no_state(job):
    layout.training_file(RUN, "state").write_bytes(b"x")
    records.discard(RUN)
    assert records.status(RUN).state == "discarded"
    assert not layout.training_file(RUN, "state").exists()


@pytest.mark.parametrize("name", ["../tiny", "uci-digits/../x", "uci-digits/", "nowhere/tiny", "x"])
def test_an_id_is_never_a_path(checkpoints, name):
    for act in (records.status, records.discard, lambda i: layout.training_file(i, "job")):
        with pytest.raises(ConfigError):
            act(name)
    assert records.read_job(name) is None


def test_a_disk_that_is_full_is_said_and_leaves_the_old_file(job, monkeypatch):
    records.write_wish(RUN, Wish("pause"))

    def full(path, _content, **_):
        path.touch()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("vae_core.files.atomic.write_new", full)
        with pytest.raises(RunError, match="No space left on device"):
            records.write_wish(RUN, Wish("go"))
        records.write_snapshot(RUN, b"lost")
    assert records.wish(RUN) == Wish("pause")
    left = {path.name for path in layout.training_file(RUN, "job").parent.iterdir()}
    assert left == {"tiny.job", "tiny.wish"}
