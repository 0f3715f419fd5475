"""The flow beside a run: kept by the command, read again, scored by `quality`, damage told."""

import json
import shutil

import numpy as np
import pytest
import torch

from vae_core import load_run
from vae_core.cli.main import main
from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.codes.learned_prior import fit_prior
from vae_core.evaluation.samples.quality import sample_quality
from vae_core.models.flow import fit
from vae_core.runs.flow_file import FILE, flow_of
from vae_core.runs.store import attach


@pytest.fixture
def flowing(trained, tmp_path, monkeypatch, capsys):
    """A copy of `uci-digits/tiny` with a flow that the command fitted, and what that printed."""
    monkeypatch.setattr(fit, "STEPS", 100)
    shutil.copytree(trained.folder, tmp_path / trained.id)
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))
    assert main(["flow", trained.id, "--json"]) == 0
    return load_run(trained.id), json.loads(capsys.readouterr().out)[trained.id]


def test_the_command_keeps_a_flow_and_what_it_gains(flowing, digits):
    run, printed = flowing
    assert run.metrics["flow"] == printed
    assert printed["log_flow"] > printed["log_prior"]
    assert printed["n"] == len(digits.train)
    own = run.metrics["evaluation"]
    gain = printed["log_flow"] - printed["log_prior"]
    assert printed["kl"] == pytest.approx(own["kl"] - gain, abs=0.1)
    assert printed["neg_elbo"] == pytest.approx(own["recon"] + printed["kl"])


def test_the_kept_flow_is_the_one_that_was_measured(flowing, digits):
    run, _printed = flowing
    flow, _figures = fit_prior(run, digits)
    kept = flow_of(run)
    assert torch.equal(kept.log_prob(run.latents.mu), flow.log_prob(run.latents.mu))


def test_quality_scores_the_flow_where_there_is_one(flowing, trained, recogniser):
    with_flow = sample_quality(flowing[0], recogniser, n=300)
    without = sample_quality(trained, recogniser, n=300)
    assert without.flow is None and without.prior == with_flow.prior
    assert without.mixture == with_flow.mixture
    assert len({with_flow.flow, with_flow.prior, with_flow.mixture}) == 3


def test_a_run_without_has_none(trained):
    assert flow_of(trained) is None


def test_a_damaged_file_is_told(flowing):
    run, _printed = flowing
    with pytest.raises(RunError, match=r"flow\.safetensors cannot be read"):
        flow_of(attach(run, FILE, b"nothing"))
    (run.folder / FILE).write_bytes(b"other")
    with pytest.raises(RunError, match="is damaged"):
        flow_of(load_run(run.id))


def test_only_a_model_of_codes_gets_one(recogniser, trained, digits):
    with pytest.raises(ConfigError, match="no codes to draw from"):
        fit_prior(recogniser, digits)


def test_draws_of_codes_are_of_the_posterior(trained):
    latents = trained.latents
    z = latents.draw(np.random.default_rng(0))
    u = (z - latents.mu) * np.exp(-0.5 * latents.logvar)
    assert abs(u.std() - 1) < 0.05
