"""What is deleted, by whom and for whom; a disk that is full."""

import errno
import json
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from vae_core.errors import RunError
from vae_core.files.locks import held
from vae_core.jobs import records, retention
from vae_core.jobs.limits import DiskLimits, Limits
from vae_core.jobs.records import Job, Status
from vae_core.jobs.retention import check_pin, check_room, delete, evicted, make_room, visitors_runs
from vae_core.runs import layout
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.notes.metadata import (
    SHIPPED,
    RunMetadata,
    is_shipped,
    metadata,
    update_metadata,
)
from vae_core.runs.run import METRICS, Run

MEGABYTE = b"x" * 1_000_000


@pytest.fixture
def run(spoilable) -> Run:
    return load_run("uci-digits/tiny")


@pytest.fixture
def add(trained, checkpoints):
    """add("name", made="2026-01-02", by=("ab",)) -> a run that takes a megabyte more."""

    def add_run(name: str, *, made: str, **said) -> Run:
        folder = checkpoints / "uci-digits" / name
        shutil.copytree(trained.folder, folder)
        metrics = json.loads((folder / METRICS).read_bytes()) | {"made": made}
        (folder / METRICS).write_text(json.dumps(metrics), encoding="utf-8")
        (folder / "ballast").write_bytes(MEGABYTE)
        run = load_run(f"uci-digits/{name}")
        update_metadata(run, **said)
        return run

    return add_run


def room_for(n: int) -> Limits:
    """Limits with room for n runs of `add`."""
    return Limits(disk=DiskLimits(visitors_runs=2 * n, free=0))


@pytest.fixture
def two_megabytes_each(monkeypatch):
    monkeypatch.setattr(retention, "disk_bytes", lambda run: 2_000_000)


def test_telling_of_a_run_that_was_deleted_makes_no_folder(run):
    delete(run)
    with pytest.raises(RunError, match="not here any more"):
        update_metadata(run, title="late")
    assert not run.folder.exists()
    assert list_runs() == ([], [])


def test_shipped_runs_stay_as_they_are(run, checkpoints):
    assert not is_shipped(run.id)
    (checkpoints / SHIPPED).write_text(json.dumps([run.id]), encoding="utf-8")
    assert is_shipped(run.id) and not is_shipped("uci-digits/other")
    for change in (lambda: delete(run), lambda: update_metadata(run, title="x", by=("ab",))):
        with pytest.raises(RunError, match="comes with the app"):
            change()
    assert load_run(run.id).metrics == run.metrics
    assert metadata(run) == RunMetadata()


def test_where_the_list_of_shipped_runs_is_damaged_nothing_is_deleted(run, checkpoints):
    update_metadata(run, by=("ab",))
    for content in ("{", "{}", "3"):
        (checkpoints / SHIPPED).write_text(content, encoding="utf-8")
        assert is_shipped(run.id)
        assert visitors_runs() == []
        with pytest.raises(RunError):
            delete(run)


def test_a_deleted_run_is_gone_with_its_job(run, tiny, checkpoints):
    records.write_job(Job(run.id, tiny, "2026-01-01"))
    records.write_status(run.id, Status("done", run=run.id))
    stopped = "uci-digits/longer"
    records.write_job(Job(stopped, tiny, "2026-01-02"))
    records.write_status(stopped, Status("stopped", run=run.id))
    waiting = "uci-digits/waits"
    records.write_job(Job(waiting, tiny, "2026-01-03"))
    delete(run)
    assert list_runs() == ([], [])
    assert [job.id for job in records.jobs()] == [waiting]
    assert [path.name for path in (checkpoints / "uci-digits").iterdir()] == [".training"]
    delete(run)  # Somebody else was first


def test_a_run_is_never_half_there(run, monkeypatch):
    """Killed while it removes the files, it leaves nothing that is listed, and waste not long."""
    monkeypatch.setattr(retention.shutil, "rmtree", lambda *_, **__: None)
    delete(run)
    assert list_runs() == ([], [])
    (left,) = run.folder.parent.iterdir()
    assert left.name.startswith(".tiny.")
    monkeypatch.undo()
    make_room(Limits(), left.parent.parent)
    assert not left.exists()


def test_what_is_still_worked_on_is_not_deleted(run, tiny, monkeypatch):
    import socket

    records.write_job(Job(run.id, tiny, "2026-01-01"))
    with held(layout.lock_path(run.id)):
        records.write_status(run.id, Status("measuring", host=socket.gethostname()))
        with pytest.raises(RunError, match="still being measured"):
            delete(run)
    assert load_run(run.id)


def test_a_folder_that_cannot_be_moved_is_said(run, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(RunError, match="could not be deleted"):
        delete(run)
    assert load_run(run.id)


def test_the_oldest_of_visitors_makes_room(add, checkpoints, two_megabytes_each):
    for day in (3, 1, 2, 4):
        add(f"day-{day}", made=f"2026-01-0{day}", by=("ab",), title=f"Day {day}")
    add("operators", made="2025-01-01")
    add("precious", made="2025-02-01", by=("cd",), pinned=True)
    assert [run.name for run in visitors_runs()][:3] == ["precious", "day-1", "day-2"]
    assert make_room(room_for(5)) == []
    assert evicted() == []
    assert make_room(room_for(3)) == ["uci-digits/day-1", "uci-digits/day-2"]
    assert {run.name for run in list_runs()[0]} == {"day-3", "day-4", "operators", "precious"}
    assert [(one.id, one.title) for one in evicted()] == [
        ("uci-digits/day-2", "Day 2"),
        ("uci-digits/day-1", "Day 1"),
    ]
    assert all(one.made < one.when for one in evicted())
    assert not (checkpoints / ".room.lock").exists()


def test_the_youngest_stays_whatever_it_takes(add, two_megabytes_each):
    for day in (1, 2):
        add(f"day-{day}", made=f"2026-01-0{day}", by=("ab",))
    assert make_room(Limits(disk=DiskLimits(visitors_runs=1))) == ["uci-digits/day-1"]
    assert make_room(Limits(disk=DiskLimits(visitors_runs=1))) == []


def test_only_the_last_twenty_that_made_room_are_remembered(add, checkpoints, two_megabytes_each):
    add("first", made="2025-12-31", by=("ab",))
    old = {"id": "uci-digits/x", "title": "", "made": "", "when": ""}
    note = {"format": 1, "evicted": [old] * 20}
    (checkpoints / ".evicted.json").write_text(json.dumps(note), encoding="utf-8")
    add("second", made="2026-01-01", by=("ab",))
    assert make_room(room_for(1)) == ["uci-digits/first"]
    assert len(evicted()) == 20
    assert [one.id for one in evicted()[:2]] == ["uci-digits/first", "uci-digits/x"]
    (checkpoints / ".evicted.json").write_text('{"format": 1, "evicted": [3]}', encoding="utf-8")
    assert evicted() == []


def test_two_processes_do_not_make_room_twice(add, checkpoints, two_megabytes_each):
    for day in (1, 2):
        add(f"day-{day}", made=f"2026-01-0{day}", by=("ab",))
    with held(checkpoints / ".room.lock"):
        assert make_room(room_for(1)) == []
    assert len(visitors_runs()) == 2


def test_no_more_than_half_of_the_room_can_be_pinned(add, two_megabytes_each):
    older = add("older", made="2026-01-01", by=("ab",), pinned=True)
    newer = add("newer", made="2026-01-02", by=("cd",))
    check_pin(newer, room_for(4))
    with pytest.raises(RunError, match="would take 4 MB, more than half of the 6 MB"):
        check_pin(newer, room_for(3))
    check_pin(older, room_for(2))


def test_a_disk_that_is_nearly_full_is_said(checkpoints, monkeypatch):
    usage = namedtuple("usage", "total used free")
    seen = []

    def disk(folder):
        seen.append(folder)
        return usage(10**9, 9 * 10**8, 10**8)

    monkeypatch.setattr(retention.shutil, "disk_usage", disk)
    check_room(Limits(disk=DiskLimits(free=100)))
    with pytest.raises(RunError, match="100 MB are free, and 101 MB have to stay so"):
        check_room(Limits(disk=DiskLimits(free=101)))
    assert seen[0] == checkpoints.parent  # Nothing has been made there yet
