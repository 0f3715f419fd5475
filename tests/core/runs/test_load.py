"""Opening of runs: in order, by ids that cannot leave their folder."""

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.support.runs.damage import (
    ID,
)
from vae_core.errors import ConfigError, RunError
from vae_core.files import roots
from vae_core.runs.load import list_runs, load_run


def test_runs_are_listed_in_order_and_by_dataset(trained, checkpoints):
    for name in ("b", "a", ".hidden"):
        shutil.copytree(trained.folder, checkpoints / "uci-digits" / name)
    (checkpoints / "uci-digits" / "notes.txt").write_text("not a run", encoding="utf-8")
    shutil.copytree(trained.folder, checkpoints / "another-dataset" / "c")
    found, problems = list_runs()
    assert [run.id for run in found] == ["uci-digits/a", "uci-digits/b"]
    assert problems == []


def test_without_a_folder_there_are_no_runs(checkpoints):
    assert list_runs() == ([], [])
    checkpoints.write_text("a file", encoding="utf-8")
    assert list_runs() == ([], [])


def test_a_damaged_run_is_named_and_skipped(spoilable, trained):
    shutil.copytree(trained.folder, spoilable.parent / "whole")
    shutil.copytree(trained.folder, spoilable.parent / "Bad Name")
    (spoilable / "metrics.json").unlink()
    found, problems = list_runs()
    assert [run.id for run in found] == ["uci-digits/whole"]
    assert [type(problem) for problem in problems] == [RunError, RunError]
    assert "'Bad Name' cannot name a run" in str(problems[0])
    assert str(problems[1]) == (
        f"The run {ID} is damaged: metrics.json is missing or is not JSON. "
        "Delete its folder to train it again."
    )


def test_a_run_that_is_not_there_says_where_it_was_looked_for(checkpoints):
    with pytest.raises(RunError) as error:
        load_run("mnist/nothing")
    assert str(error.value) == f"There is no run mnist/nothing under {checkpoints}."


@pytest.mark.parametrize(
    "run_id",
    ["mnist/../../etc", "mnist/..", "mnist/", "mnist/a/b", "mnist/.x", "mnist/A", "mnist/a..b"],
)
def test_ids_that_could_leave_the_folder_raise(run_id):
    with pytest.raises(ConfigError, match="cannot name a run: use up to 64 lower-case letters"):
        load_run(run_id)


@pytest.mark.parametrize("run_id", ["", "mnist", "../mnist/vae-2d", "/etc/passwd", "cifar/vae-2d"])
def test_what_is_no_id_raises(run_id):
    with pytest.raises(ConfigError, match=r"names no run: write <dataset>/<name>, with a dataset"):
        load_run(run_id)


def test_runs_lie_beside_the_package_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("VAE_CHECKPOINTS_DIR", raising=False)
    assert roots.checkpoints_root() == Path(__file__).parents[3] / "checkpoints"


def test_the_hash_of_the_weights_is_that_of_their_file(trained):
    content = (trained.folder / "weights.safetensors").read_bytes()
    assert trained.weights_hash == hashlib.sha256(content).hexdigest()
