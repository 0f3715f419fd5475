"""What is said of runs, what is protected, and who makes room."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from vae_core import about, runs
from vae_core.about import About, Evicted, check_room, delete, evicted, make_room, tell
from vae_core.errors import ConfigError, RunError
from vae_core.limits import DiskLimits, Limits
from vae_core.runs import amend, list_runs, load_run

ROOT = Path(__file__).parents[1]


@pytest.fixture
def run(spoilable):
    return load_run("uci-digits/tiny")


def _copy(run, name, made, by=("ab",)):
    shutil.copytree(run.folder, run.folder.with_name(name))
    copy = amend(load_run(f"uci-digits/{name}"), {"made": made})
    if by:
        tell(copy, by=by)
    return copy


def test_nothing_is_said_at_first(run):
    assert about.about(run) == About()


def test_what_is_said_is_read_again_and_changes_bit_by_bit(run):
    tell(run, title=" My  <b>run</b> &\tmore\x00 ", by=("ab", "cd"))
    tell(run, notes="One line.\n\nAnother.\x1b  ", pinned=True)
    assert about.about(run) == About(
        "My <b>run</b> &more", "One line.\n\nAnother.", True, ("ab", "cd")
    )
    assert load_run(run.id).metrics == run.metrics


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "x" * 61}, "The name can have 60 characters, not 61"),
        ({"notes": "x" * 2001}, "The notes can have 2,000 characters, not 2,001"),
    ],
)
def test_too_much_is_refused_and_the_old_stays(run, changes, said):
    tell(run, title="Old", notes="Old")
    with pytest.raises(ConfigError, match=said):
        tell(run, **changes)
    assert (about.about(run).title, about.about(run).notes) == ("Old", "Old")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"title": 5, "notes": "", "pinned": false, "by": []}', b"\xff"],
)
def test_a_damaged_file_says_nothing_and_harms_no_run(run, content):
    (run.folder / "about.json").write_bytes(content)
    assert about.about(run) == About()
    assert list_runs()[1] == []
    tell(run, title="New")
    assert about.about(run).title == "New"


def test_a_full_disk_leaves_the_old_words(run, monkeypatch):
    tell(run, title="Old")

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(runs, "_write", full)
        with pytest.raises(RunError, match="No space left"):
            tell(run, title="New")
    assert about.about(run).title == "Old"
    assert [path.name for path in run.folder.iterdir() if path.name.startswith(".")] == []


def test_the_shipped_runs_are_those_that_git_has():
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout of git")
    words = ["git", "ls-files", "checkpoints"]
    files = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    here = {"/".join(f.split("/")[1:3]) for f in files.split() if f.endswith("/config.json")}
    assert set(json.loads((ROOT / "checkpoints" / "shipped.json").read_text())) == here


def test_a_shipped_run_is_not_deleted(run, checkpoints):
    (checkpoints / "shipped.json").write_text('["uci-digits/tiny"]')
    with pytest.raises(RunError, match="comes with the app and cannot be deleted"):
        delete(run)
    assert load_run(run.id).id == run.id


def test_a_run_is_deleted_with_all_its_files(run, checkpoints):
    delete(run)
    assert list((checkpoints / "uci-digits").iterdir()) == []
    with pytest.raises(RunError, match="could not be deleted"):
        delete(run)


def test_the_oldest_that_is_not_pinned_makes_room(run, checkpoints):
    for number, name in enumerate(("b", "a", "c", "d")):
        _copy(run, name, f"2026-01-0{number + 1}")
    _copy(run, "command", "2026-01-01", by=())
    tell(load_run("uci-digits/b"), pinned=True, title="Mine")
    size = about.bytes_of(run)
    assert about.bytes_of(load_run("uci-digits/a")) == pytest.approx(size, abs=300)
    room = Limits(disk=DiskLimits(visitors_runs=1))
    assert 0.2e6 < size < 1e6
    # Four of theirs do not fit into the room for so many; the one that is pinned stays.
    fitting = int(1e6 // about.bytes_of(load_run("uci-digits/a")))
    gone = make_room(room)
    assert [one.id for one in gone] == ["uci-digits/a", "uci-digits/c", "uci-digits/d"][
        : 4 - fitting
    ]
    names = {one.name for one in list_runs()[0]}
    assert {"b", "tiny", "command"} <= names
    assert evicted() == gone[::-1]
    assert make_room(room) == []


def test_what_made_room_is_remembered_the_latest_first(checkpoints):
    assert evicted() == []
    file = checkpoints / ".queue" / "evicted.json"
    file.parent.mkdir(parents=True)
    file.write_text("no json")
    assert evicted() == []
    one = {"id": "uci-digits/a", "title": "", "made": "2026", "when": "2026"}
    file.write_text(json.dumps({"evicted": [one]}))
    assert evicted() == [Evicted(**one)]


def test_nothing_is_begun_on_a_full_disk(checkpoints):
    check_room(Limits(disk=DiskLimits(free=0)))
    with pytest.raises(RunError, match="The disk is nearly full"):
        check_room(Limits(disk=DiskLimits(free=10**12)))
