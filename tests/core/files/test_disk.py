"""Whatever lies below `checkpoints`: lists stand, nothing waits, what cannot be read is named."""

import os
import shutil
import threading

import pytest

from tests.support.runs.damage import ID, LITTER, litter
from vae_core.errors import RunError
from vae_core.files import disk
from vae_core.files.locks import held
from vae_core.jobs import records
from vae_core.jobs.retention import evicted, visitors_runs
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.notes.metadata import RunMetadata, disk_bytes, is_shipped, metadata
from vae_core.studies.sweep.store import load_bounds, load_sweep


def look_at_everything():
    """Every list and every reader; the ids of the runs."""
    runs, problems = list_runs()
    records.jobs(), visitors_runs(), evicted()
    load_sweep("mnist-2d"), load_bounds("mnist")
    for run in runs:
        metadata(run), disk_bytes(run), is_shipped(run.id), records.status(run.id)
        records.wish(run.id), records.snapshot(run.id), records.read_job(run.id)
    for problem in problems:
        str(problem).encode()  # It can be shown
    return [run.id for run in runs], [str(problem) for problem in problems]


@pytest.mark.parametrize("kind", LITTER)
@pytest.mark.parametrize(
    "where",
    [
        "mnist",
        "uci-digits/other",
        "uci-digits/.training",
        "uci-digits/.training/x.job",
        "uci-digits/tiny/extra",
        "sweeps",
        "sweeps/mnist-2d",
        "sweeps/mnist-2d/member.json",
        "sweeps/bounds.json",
        "shipped.json",
        ".evicted.json",
    ],
)
def test_what_lies_about_stops_no_list(spoilable, checkpoints, kind, where):
    litter(checkpoints / where, kind)
    runs, _problems = look_at_everything()
    assert runs == [ID]


@pytest.mark.parametrize("kind", LITTER)
@pytest.mark.parametrize("file", ["config.json", "metrics.json", "weights.safetensors"])
def test_what_is_no_file_is_damage_and_nothing_waits_for_it(spoilable, kind, file):
    shutil.copytree(spoilable, spoilable.parent / "other")
    (spoilable / file).unlink()
    litter(spoilable / file, kind)
    runs, problems = look_at_everything()
    assert runs == ["uci-digits/other"]
    assert len(problems) == 1
    assert f"{ID} is damaged: {file}" in problems[0]


@pytest.mark.parametrize("kind", LITTER)
def test_metadata_that_is_no_file_is_none(spoilable, kind):
    litter(spoilable / "about.json", kind)
    assert metadata(load_run(ID)) == RunMetadata()


@pytest.mark.parametrize("kind", ["a dangling link", "a looping link"])
def test_a_link_that_leads_nowhere_is_named(spoilable, kind):
    litter(spoilable.parent / "gone", kind)
    assert look_at_everything()[1] == ["uci-digits/gone is a link that leads nowhere."]


def test_a_folder_that_may_not_be_read_is_named(spoilable, monkeypatch):
    usual = os.scandir

    def refuse(path):
        if str(path).endswith("uci-digits"):
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert look_at_everything() == (
        [],
        [f"The folder {spoilable.parent} cannot be read (Permission denied)."],
    )


def test_a_file_that_may_not_be_read_says_why(spoilable, monkeypatch):
    usual = os.open

    def refuse(path, *args, **kwargs):
        if str(path).endswith("config.json"):
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RunError, match=r"config\.json cannot be read \(Permission denied\)"):
        load_run(ID)


def test_a_name_that_is_no_text_stops_nothing(spoilable):
    shutil.copytree(spoilable, spoilable.parent / os.fsdecode(b"other\xff"))
    (spoilable / os.fsdecode(b"extra\xff")).write_bytes(b"x")
    assert look_at_everything()[0] == [ID]
    assert ("other\\udcff" in dict(disk.stamp(spoilable.parent))) is True


def test_runs_that_others_delete_meanwhile_are_no_problems(spoilable):
    """Another process deletes and adds runs while the lists are drawn."""
    spare = spoilable.parents[2] / "spare"
    shutil.copytree(spoilable, spare)
    ended = threading.Event()

    def come_and_go():
        while not ended.is_set():
            for number in range(3):
                folder = spoilable.with_name(f"guest-{number}")
                hidden = folder.with_name(f".{folder.name}")
                shutil.copytree(spare, hidden)
                hidden.rename(folder)
                folder.rename(hidden)
                shutil.rmtree(hidden)

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        for _ in range(60):
            runs, problems = look_at_everything()
            assert ID in runs
            assert problems == []
    finally:
        ended.set()
        other.join()


def test_a_run_that_is_gone_once_it_was_listed_is_no_problem(spoilable, monkeypatch):
    usual = disk.names

    def late(folder):
        names = usual(folder)
        if folder == spoilable.parent:
            shutil.rmtree(spoilable)
        return names

    monkeypatch.setattr(disk, "names", late)
    assert list_runs() == ([], [])


def test_a_lock_that_is_a_link_leading_nowhere_makes_nobody_wait(checkpoints):
    litter(checkpoints / "lock", "a dangling link")
    with pytest.raises(FileNotFoundError), held(checkpoints / "lock"):
        pass


def test_a_file_beyond_all_measure_is_not_read(tmp_path, monkeypatch):
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(disk.MAX_JSON_BYTES + 1)
    with pytest.raises(OSError, match="it is larger than 64,000,000 bytes"):
        disk.read_json(file)


def test_a_stamp_changes_with_what_is_in_the_folder(tmp_path):
    assert disk.stamp(tmp_path / "missing") == ()
    (tmp_path / "one").write_bytes(b"1")
    first = disk.stamp(tmp_path)
    assert first == disk.stamp(tmp_path)
    (tmp_path / "two").symlink_to("nowhere")
    assert disk.stamp(tmp_path) != first
