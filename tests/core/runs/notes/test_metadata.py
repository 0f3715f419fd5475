"""What people say of a run: kept, cut and cleaned; which runs are shipped, and what a run takes."""

import errno
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError, RunError
from vae_core.files import atomic
from vae_core.runs.load import load_run
from vae_core.runs.notes.metadata import (
    ABOUT,
    MAX_NOTES,
    MAX_TITLE,
    SHIPPED,
    RunMetadata,
    disk_bytes,
    metadata,
    update_metadata,
)
from vae_core.runs.run import Run

ROOT = Path(__file__).parents[4]


@pytest.fixture
def run(spoilable) -> Run:
    return load_run("uci-digits/tiny")


def test_what_is_told_is_kept(run):
    assert metadata(run) == RunMetadata()
    told = update_metadata(
        run, title="Mine", notes="One\nTwo", pinned=True, by=("ab", "cd"), asked="now"
    )
    assert told == metadata(run) == RunMetadata("Mine", "One\nTwo", True, ("ab", "cd"), "now")
    assert metadata(load_run(run.id)) == update_metadata(run)
    assert update_metadata(run, title="").notes == "One\nTwo"
    assert load_run(run.id).metrics == run.metrics


def test_a_title_is_one_clean_line(run):
    assert (
        update_metadata(run, title="  two\nlines\t and \x00a\x1b[0m bell\x07 ").title
        == "two lines and a[0m bell"
    )
    assert update_metadata(run, title="mirrored \u202eeman").title == "mirrored eman"
    assert update_metadata(run, title="می\u200cخواهم & <b>").title == "می\u200cخواهم & <b>"
    assert update_metadata(run, title="../../etc/passwd").title == "../../etc/passwd"
    assert load_run("uci-digits/tiny").folder == run.folder


def test_notes_keep_their_lines_only(run):
    assert update_metadata(run, notes="a\r\nb\x00\x85c\n\n").notes == "a\nb\nc"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": "x" * (MAX_TITLE + 1)}, "at most 60 characters; this one has 61"),
        ({"notes": "x" * (MAX_NOTES + 1)}, "at most 2,000 characters; these have 2,001"),
    ],
)
def test_too_long_a_text_is_refused_and_nothing_changes(run, said, sentence):
    update_metadata(run, title="before", notes="before")
    with pytest.raises(ConfigError, match=sentence):
        update_metadata(run, **said)
    assert metadata(run) == RunMetadata("before", "before")
    assert update_metadata(run, title="x" * MAX_TITLE).title == "x" * MAX_TITLE


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", "nonsense", '{"format": 2, "by": []}', '{"format": 1}'),
        '{"format": 1, "by": [], "title": 3}',
        '{"format": 1, "by": [], "title": "' + "x" * 61 + '"}',
        '{"format": 1, "by": [1]}',
        '{"format": 1, "by": [], "pinned": "yes"}',
        '{"format": 1, "by": [], "colour": "red"}',
    ],
)
def test_a_damaged_file_says_nothing(run, content):
    (run.folder / ABOUT).write_text(content, encoding="utf-8")
    assert metadata(run) == RunMetadata()
    assert update_metadata(run, title="again").title == metadata(run).title == "again"


def test_a_full_disk_loses_nothing(run, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    update_metadata(run, title="before")
    files = sorted(path.name for path in run.folder.iterdir())
    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(RunError, match=r"No space left on device.*Nothing was changed"):
        update_metadata(run, title="after")
    assert metadata(run).title == "before"
    assert sorted(path.name for path in run.folder.iterdir()) == files


def test_the_list_of_shipped_runs_is_what_git_has():
    words = ["git", "ls-files", "checkpoints"]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, encoding="utf-8")
    if done.returncode or not done.stdout:
        pytest.skip("this is no checkout")
    paths = [path.split("/") for path in done.stdout.splitlines()]
    kept = {"/".join(p[1:3]) for p in paths if len(p) == 4 and p[1] in DATASETS}
    assert json.loads((ROOT / "checkpoints" / SHIPPED).read_text(encoding="utf-8")) == sorted(kept)


def test_a_run_takes_what_its_files_take(run):
    (run.folder / "ballast").write_bytes(b"x" * 1_000_000)
    assert disk_bytes(run) == sum(path.stat().st_size for path in run.folder.iterdir())
    assert disk_bytes(run) > 1_000_000
    assert disk_bytes(replace(run, folder=run.folder / "nowhere")) == 0
