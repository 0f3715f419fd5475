"""A run of every beta is completed with its codes and its figures along beta."""

import json
import shutil

import pytest

from vae_core.errors import ConfigError
from vae_core.evaluation.rate_distortion import figures as rate_distortion
from vae_core.runs.conditions.beta_codes import FILE, row_of_betas
from vae_core.runs.load import load_run
from vae_core.studies.beta_conditioned import BY_BETA, complete_beta_run, measured_betas
from vae_core.studies.sweep.plan import BETAS as LADDER_BETAS


@pytest.fixture
def fresh(conditioned, tmp_path):
    """The run as its training left it: a copy without codes and figures by beta."""
    folder = tmp_path / "uci-digits" / "any-beta"
    shutil.copytree(conditioned.folder, folder)
    (folder / FILE).unlink()
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    del metrics["files"][FILE], metrics[BY_BETA]
    (folder / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    return load_run("uci-digits/any-beta", tmp_path)


def test_it_is_measured_at_the_row_and_at_the_ladders_betas():
    betas = measured_betas(0.01, 20.0)
    assert list(betas) == sorted(set(betas))
    assert set(betas) == {*row_of_betas(0.01, 20.0), *LADDER_BETAS[1:-1]}
    assert LADDER_BETAS[0] == 0.0
    assert LADDER_BETAS[-1] == 32.0


def test_the_figures_are_those_of_the_run_along_beta(conditioned):
    figures = conditioned.metrics[BY_BETA]
    assert [f["beta"] for f in figures] == list(measured_betas(0.01, 20.0))
    for f in figures:
        assert f["objective"] == pytest.approx(f["recon"] + f["beta"] * f["kl"])
        assert f["n"] == 500
        assert f["frechet_prior"] is None
    at_one = next(f for f in figures if f["beta"] == 1.0)
    for name in ("recon", "kl", "neg_elbo", "knn_accuracy", "pixel_mse"):
        assert at_one[name] == pytest.approx(conditioned.metrics["evaluation"][name], rel=1e-5)
    assert figures[0]["kl"] > at_one["kl"] + 0.3 > figures[-1]["kl"] + 0.6
    assert figures[0]["mean_sigma"] < at_one["mean_sigma"] < figures[-1]["mean_sigma"]


def test_what_is_missing_is_made_and_what_is_there_is_left(fresh, conditioned):
    told = []
    run = complete_beta_run(fresh, told.append)
    assert told == list(measured_betas(0.01, 20.0))
    assert run.metrics[BY_BETA] == conditioned.metrics[BY_BETA]
    assert run.metrics["files"] == conditioned.metrics["files"]
    before = (run.folder / FILE).stat().st_mtime_ns
    assert complete_beta_run(run, told.append) is run
    assert (run.folder / FILE).stat().st_mtime_ns == before
    assert len(told) == len(measured_betas(0.01, 20.0))


def test_interrupted_it_goes_on_where_it_stopped(fresh, tmp_path):
    def interrupt(beta):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        complete_beta_run(fresh, interrupt)
    left = load_run(fresh.id, tmp_path)
    assert FILE in left.metrics["files"]
    assert BY_BETA not in left.metrics
    assert len(complete_beta_run(left).metrics[BY_BETA]) == len(measured_betas(0.01, 20.0))


def test_with_a_recogniser_its_samples_are_read_too(fresh, recogniser, tmp_path, monkeypatch):
    monkeypatch.setattr(rate_distortion, "DEFAULT_SAMPLES", 50)
    shutil.copytree(recogniser.folder, tmp_path / "uci-digits" / "recogniser")
    for f in complete_beta_run(fresh).metrics[BY_BETA]:
        assert f["recogniser"] == recogniser.weights_hash
        assert f["frechet_prior"] > 0.0
        assert 0.0 <= f["recognised_share_prior"] <= 1.0


def test_a_run_of_one_beta_is_refused(trained):
    with pytest.raises(ConfigError, match=r"uci-digits/tiny was trained at one beta\."):
        complete_beta_run(trained)
