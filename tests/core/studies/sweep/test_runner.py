"""Running a sweep: what is made, what is not made twice, and what happens when something fails."""

import builtins
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.support.runs.fits import with_training
from tests.support.runs.sweeps import install
from vae_core.errors import ConfigError, DataError, RunError, TrainingError
from vae_core.evaluation.rate_distortion.figures import measure_rate_distortion
from vae_core.runs.load import load_run
from vae_core.studies.sweep import runner as sweep_runner
from vae_core.studies.sweep.runner import Outcome, run_sweep
from vae_core.studies.sweep.store import load_sweep, member_file, sweeps_folder

ROOT = Path(__file__).parents[4]
NAMES = ["tiny_beta-0", "tiny", "tiny_beta-4"]


@pytest.fixture
def plan(tiny, checkpoints, monkeypatch):
    """`tiny` is a sweep, and there is no recogniser."""
    return install(tiny, monkeypatch)


@pytest.fixture
def trainings(monkeypatch):
    """The names of the members that are trained (not those that exist), in this process."""
    done = []

    def train(config, name, **given):
        done.append(name)
        return real(config, name, **given)

    real = sweep_runner.train
    monkeypatch.setattr(sweep_runner, "train", train)
    return done


@pytest.mark.slow
def test_a_sweep_keeps_every_member_and_the_weights_of_one_seed(plan, checkpoints, digits):
    told = []
    sweep, outcomes = run_sweep("tiny", jobs=1, on_member=lambda o, n: told.append((o, n)))
    assert outcomes == [Outcome(name) for name in plan.members()]
    assert [(outcome, 8) for outcome in outcomes] == told
    assert sweep.problems == ()
    assert {member.name for member in sweep.members} == set(plan.members())
    assert {beta: len(members) for beta, members in sweep.ladder.items()} == {0: 2, 1: 2, 4: 2}
    beside = ["tiny-ae", "tiny_beta-schedule-warm-up"]
    runs = sorted(path.name for path in (checkpoints / "uci-digits").iterdir())
    assert runs == sorted([*NAMES, *beside])
    # What trained the others is gone.
    assert sorted(p.name for p in sweeps_folder().iterdir()) == ["bounds.json", "tiny"]
    assert all(path.suffix == ".json" for path in (sweeps_folder() / "tiny").iterdir())
    member, run = sweep.find("tiny_beta-4"), load_run("uci-digits/tiny_beta-4")
    model = run.model()
    assert (
        member.figures
        == measure_rate_distortion(model.codes, model.decode, digits, 4.0, None).to_dict()
    )
    assert member.weights == run.weights_hash
    assert member.seconds == run.metrics["seconds"]
    history = run.metrics["history"]
    assert [record["val_kl"] for record in member.history] == [r["val_kl"] for r in history]
    assert sweep.find("tiny-ae").figures["kl"] is None


def test_the_planes_of_neighbouring_betas_are_aligned(plan, checkpoints):
    sweep, _ = run_sweep("tiny", seeds=1, jobs=1)
    turns = {member.name: member.rotation for member in sweep.members}
    np.testing.assert_array_equal(turns["tiny"], np.eye(2))
    mu = {name: load_run(f"uci-digits/{name}").latents.mu for name in turns}
    for name, turn in turns.items():
        np.testing.assert_allclose(turn @ turn.T, np.eye(2), atol=1e-8)
        apart = [
            np.linalg.norm(codes - codes.mean(0) - (mu["tiny"] - mu["tiny"].mean(0)))
            for codes in (mu[name] @ turn, mu[name])
        ]
        assert apart[0] <= apart[1] + 1e-4
        np.testing.assert_allclose(mu[name] @ turn @ turn.T, mu[name], atol=1e-5)


def test_what_is_there_is_not_made_again(plan, checkpoints, trainings):
    run_sweep("tiny", betas=[0, 1], seeds=2, jobs=1)
    assert len(trainings) == 4
    files = {path: path.read_bytes() for path in sweeps_folder().rglob("*.json")}
    _, outcomes = run_sweep("tiny", betas=[0, 1], seeds=2, jobs=1)
    assert all(outcome.existed and not outcome.failed for outcome in outcomes)
    assert len(trainings) == 4
    assert {path: path.read_bytes() for path in sweeps_folder().rglob("*.json")} == files
    # One that is damaged is made again, one whose run is there measured, one that is gone trained.
    member_file("tiny", "tiny_seed-1").write_text("{", encoding="utf-8")
    member_file("tiny", "tiny").unlink()
    shutil.rmtree(checkpoints / "uci-digits" / "tiny_beta-0")
    before = load_run("uci-digits/tiny").metrics["made"]
    sweep, outcomes = run_sweep("tiny", betas=[0, 1], seeds=2, jobs=1)
    assert [o.name for o in outcomes if o.existed] == ["tiny_beta-0_seed-1"]
    assert sweep.problems == ()
    assert load_run("uci-digits/tiny").metrics["made"] == before
    for path, content in files.items():
        assert json.loads(path.read_bytes()).get("figures") == json.loads(content).get("figures")


@pytest.mark.slow
def test_another_recogniser_means_other_figures(plan, checkpoints, recogniser):
    run_sweep("tiny", betas=[1], seeds=1, jobs=1)
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")
    sweep, outcomes = run_sweep("tiny", betas=[1], seeds=1, jobs=1)
    assert outcomes == [Outcome("tiny")]
    figures, run = sweep.find("tiny").figures, load_run("uci-digits/tiny")
    assert figures["recogniser"] == recogniser.weights_hash
    assert run.metrics["quality"]["prior"]["frechet"] == pytest.approx(figures["frechet_prior"])
    assert run_sweep("tiny", betas=[1], seeds=1, jobs=1)[1] == [Outcome("tiny", existed=True)]


def test_a_member_that_fails_does_not_lose_the_others(plan, checkpoints, monkeypatch):
    real = sweep_runner.train

    def train(config, name, **given):
        if config.training.beta == 4:
            raise TrainingError("The loss became nan in epoch 1, step 3")
        if name == "tiny_beta-0_seed-1":
            raise OSError(28, "No space left on device")
        return real(config, name, **given)

    monkeypatch.setattr(sweep_runner, "train", train)
    sweep, outcomes = run_sweep("tiny", betas=[0, 1, 4], seeds=2, jobs=1)
    assert {o.name: o.failed for o in outcomes if o.failed} == {
        "tiny_beta-4": "The loss became nan in epoch 1, step 3",
        "tiny_beta-4_seed-1": "The loss became nan in epoch 1, step 3",
        "tiny_beta-0_seed-1": "[Errno 28] No space left on device",
    }
    assert [member.name for member in sweep.members] == ["tiny_beta-0", "tiny", "tiny_seed-1"]


def test_another_run_under_a_members_name_is_left_alone(plan, checkpoints, tiny):

    other = with_training(tiny, epochs=1)
    mine = sweep_runner.train(other, "tiny", film="none", iwae_samples=0)
    _, outcomes = run_sweep("tiny", betas=[1], seeds=1, jobs=1)
    assert "There is already a run uci-digits/tiny, made with other settings." in outcomes[0].failed
    assert load_run("uci-digits/tiny").config == mine.config


@pytest.mark.slow
def test_a_killed_sweep_goes_on_where_it_stopped(tiny, tmp_path, monkeypatch):
    """A real kill of a real sweep of two processes, which leaves nothing half-done."""
    program = f"""
import sys, pytest
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from dataclasses import replace
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.config import RunConfig
from tests.support.runs.sweeps import install
config = RunConfig.from_dict({tiny.to_dict()!r})
install(config, pytest.MonkeyPatch())
from vae_core.cli.main import main
main(["sweep", "tiny", "--jobs", "2"])
"""
    root = tmp_path / "checkpoints"
    environment = {**os.environ, "VAE_CHECKPOINTS_DIR": str(root), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    folder = root / "sweeps" / "tiny"
    try:
        deadline = time.monotonic() + 120
        while len(list(folder.glob("*.json"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(root))
    plan = install(tiny, monkeypatch)
    before = load_sweep("tiny")
    assert before.problems == ()
    assert 2 <= len(before.members) < len(plan.members())
    made = {m.name: member_file("tiny", m.name).stat().st_mtime_ns for m in before.members}
    sweep, outcomes = run_sweep("tiny", seeds=1, jobs=1)
    assert {o.name for o in outcomes if o.existed} == set(made)
    assert [o.failed for o in outcomes] == [None] * len(outcomes)
    assert len(outcomes) == 5
    assert all(sweep.find(name).figures == before.find(name).figures for name in made)


@pytest.mark.slow
def test_processes_and_workers_of_dask_give_the_same_figures(plan, checkpoints, tmp_path):
    pytest.importorskip("distributed")
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        dashboard_address=None,
    ) as cluster:
        address = cluster.scheduler_address
        theirs, outcomes = run_sweep(
            "tiny", betas=[0, 1, 4], seeds=1, backend="dask", scheduler=address
        )
    assert outcomes == [Outcome(name) for name in NAMES]
    mine, _ = run_sweep("tiny", betas=[0, 1, 4], seeds=1, jobs=1, root=tmp_path / "mine")
    for member in theirs.members:
        assert member.figures == mine.find(member.name).figures


@pytest.mark.slow
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://no.such.host:1"])
def test_a_scheduler_that_does_not_answer_is_said_within_15_seconds(plan, checkpoints, address):
    pytest.importorskip("distributed")
    started = time.monotonic()
    with pytest.raises(TrainingError, match="No Dask scheduler answers at"):
        run_sweep("tiny", backend="dask", scheduler=address)
    assert time.monotonic() - started < 15


def test_without_dask_the_sentence_says_how_to_get_it(plan, checkpoints, monkeypatch):
    real = builtins.__import__

    def absent(name, *rest):
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ConfigError, match=r"pip install 'dask\[distributed\]'"):
        run_sweep("tiny", backend="dask", scheduler="tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"jobs": 0}, "The number of jobs must be from 1 to 256, not 0."),
        ({"backend": "cloud"}, "There is no backend 'cloud'; choose one of loky, dask."),
        ({"backend": "dask"}, "needs the address of a scheduler"),
        ({"scheduler": "tcp://127.0.0.1:9"}, "needs the address of a scheduler"),
        ({"betas": [-1.0]}, "beta must be a number at least 0"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_made(plan, checkpoints, given, sentence):
    with pytest.raises(ConfigError, match=sentence):
        run_sweep("tiny", **given)
    assert not checkpoints.exists()


def test_a_sweep_without_its_data_says_how_to_get_them(checkpoints, monkeypatch, tmp_path):
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "no data"))
    with pytest.raises(DataError, match="python -m vae_core download mnist"):
        run_sweep("mnist-2d")


def test_a_folder_that_cannot_be_written_is_said_at_once(plan, checkpoints, trainings):
    checkpoints.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(RunError, match="Runs cannot be written to"):
        run_sweep("tiny", jobs=1)
    assert trainings == []
