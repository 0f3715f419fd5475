"""`python -m vae_core sweep`, as a person or a script meets it."""

import json

import pytest

from tests.support.runs.sweeps import install
from vae_core.errors import TrainingError
from vae_core.studies.sweep import runner as sweep_runner
from vae_core.studies.sweep.plan import SWEEPS
from vae_core.studies.sweep.store import load_sweep


@pytest.fixture
def plan(tiny, checkpoints, monkeypatch):
    """The only sweep there is."""
    plan = install(tiny, monkeypatch)
    for name in set(SWEEPS) - {"tiny"}:
        monkeypatch.delitem(SWEEPS, name)
    return plan


def test_a_sweep_prints_its_figures(call, plan):
    status, out, err = call("sweep", "--betas", 0.5, 2, "--seeds", 1, "--jobs", 1, "--json")
    members = json.loads(out)["tiny"]
    assert (status, err) == (0, "")
    told = [(m["run"], m["beta"], m["seed"]) for m in members]
    assert told == [("uci-digits/tiny_beta-0.5", 0.5, 0), ("uci-digits/tiny_beta-2", 2.0, 0)]
    for member in members:
        assert member["objective"] == pytest.approx(member["recon"] + member["beta"] * member["kl"])
    status, out, err = call("sweep", "tiny", "--betas", 0.5, 2, "--seeds", 1, "--jobs", 1)
    assert (status, out.splitlines()[0]) == (0, "tiny, 0 minutes of training")
    assert f"| 0.5 | 1 | {members[0]['recon']:.2f} | {members[0]['kl']:.2f} |" in out
    assert err == "" or "2/2" in err


@pytest.mark.slow
def test_two_processes_do_it_too_and_elsewhere(call, plan, checkpoints, tmp_path):
    words = ("sweep", "tiny", "--betas", 0, 1, "--seeds", 1, "--jobs", 2, "--root", tmp_path / "x")
    assert call(*words)[0] == 0
    assert [m.name for m in load_sweep("tiny", tmp_path / "x").members] == ["tiny_beta-0", "tiny"]
    assert not checkpoints.exists()


def test_a_failed_member_is_told_with_its_reason_and_the_others_are_kept(call, plan, monkeypatch):
    real = sweep_runner.train

    def train(config, name, **given):
        if config.training.beta == 4:
            raise TrainingError("The loss became nan in epoch 1.")
        return real(config, name, **given)

    monkeypatch.setattr(sweep_runner, "train", train)
    status, out, err = call("sweep", "--betas", 1, 4, "--seeds", 1, "--jobs", 1, "--json")
    assert status == 1
    assert [member["run"] for member in json.loads(out)["tiny"]] == ["uci-digits/tiny"]
    assert err == (
        "error: 1 of the models failed: tiny_beta-4 (The loss became nan in epoch 1). The others "
        "are kept; start the sweep again to try these once more.\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nope"], "There is no sweep 'nope'; there are tiny."),
        (["--betas", "-1"], "beta must be a number at least 0 and at most 1e+06, not -1.0."),
        (["--betas", "1", "nan"], "beta must be a number at least 0"),
        (["--seeds", "0"], "The number of seeds must be from 1 to 100, not 0."),
        (["--jobs", "0"], "The number of jobs must be from 1 to 256, not 0."),
        (["--backend", "dask"], "needs the address of a scheduler"),
        (["--backend", "dask", "--scheduler", "x"], "No Dask scheduler answers at 'x'."),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, plan, checkpoints, words, sentence):
    status, out, err = call("sweep", *words)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("error: ")
    assert sentence in err


@pytest.mark.parametrize("words", [["--betas", "much"], ["--backend", "cloud"], ["--seeds", "two"]])
def test_wrong_usage_exits_with_2(call, plan, capsys, words):
    with pytest.raises(SystemExit) as exit_:
        call("sweep", *words)
    assert exit_.value.code == 2
    assert "usage: python -m vae_core sweep" in capsys.readouterr().err
