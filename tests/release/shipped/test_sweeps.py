"""The shipped sweeps: whole, and what their figures say of beta."""

import json
from itertools import pairwise
from statistics import fmean

import numpy as np
import pytest

from tests.support.runs.shipped import (
    RECOGNISERS,
    ROOT,
)
from vae_core.models.config import RunConfig
from vae_core.runs.load import load_run
from vae_core.studies.sweep.plan import SWEEPS
from vae_core.studies.sweep.store import load_bounds, load_sweep, sweeps_folder
from vae_core.studies.sweep.table import sweep_table

LADDERS = [name for name, plan in SWEEPS.items() if plan.dataset == "mnist"]


@pytest.mark.parametrize("name", LADDERS)
def test_a_sweep_is_whole_and_belongs_to_its_runs(name):
    sweep = load_sweep(name, ROOT)
    assert sweep.problems == ()
    assert {m.name: m.config for m in sweep.members} == sweep.plan.members()
    weights = RECOGNISERS[sweep.plan.dataset].metrics["files"]["weights.safetensors"]["sha256"]
    for member in sweep.members:
        assert member.figures["recogniser"] == weights
        if not member.keeps_weights:
            continue
        run = load_run(member.run_id, ROOT)
        assert member.weights == run.metrics["files"]["weights.safetensors"]["sha256"]
        assert member.seconds == run.metrics["seconds"]
        for figure in ("recon", "kl", "active_units", "pixel_mse", "knn_accuracy"):
            told, kept = member.figures[figure], run.metrics["evaluation"][figure]
            assert (told or 0.0) == pytest.approx(kept or 0.0, rel=1e-5), (member.name, figure)
        assert member.figures["frechet_prior"] == pytest.approx(
            run.metrics["quality"]["prior"]["frechet"], rel=1e-4
        )


@pytest.mark.parametrize("name", LADDERS)
def test_along_a_ladder_distortion_rises_and_rate_falls(name):
    sweep, bounds = load_sweep(name, ROOT), load_bounds("mnist", ROOT)
    steps = [
        [fmean(member.figures[figure] for member in members) for figure in ("recon", "kl")]
        for members in sweep.ladder.values()
    ]
    for (less, more_rate), (more, less_rate) in pairwise(steps):
        assert less < more and more_rate > less_rate
    assert bounds.floor < steps[0][0] and steps[-1][0] < bounds.collapsed + 0.2
    elbo = {beta: fmean(m.figures["neg_elbo"] for m in ms) for beta, ms in sweep.ladder.items()}
    assert min(elbo, key=elbo.get) in (0.5, 1.0, 2.0)


def test_the_ladder_trains_within_an_hour_on_two_cores():
    sweep = load_sweep("mnist-2d", ROOT)
    assert sweep.seconds / 2 < 60 * 60
    assert {len(members) for members in sweep.ladder.values()} == {3}


def test_planes_of_neighbouring_betas_lie_alike():
    ladder = load_sweep("mnist-2d", ROOT).ladder
    members = [next(m for m in step if m.keeps_weights) for step in ladder.values()]
    mu = [load_run(member.run_id, ROOT).latents.mu for member in members]
    planes = [codes @ member.rotation for codes, member in zip(mu, members, strict=True)]
    for member in members:
        np.testing.assert_allclose(member.rotation @ member.rotation.T, np.eye(2), atol=1e-8)
    aligned, own = ([_apart(*pair) for pair in pairwise(codes)] for codes in (planes, mu))
    assert all(a <= b + 1e-3 for a, b in zip(aligned, own, strict=True))
    assert sum(aligned) < 0.9 * sum(own)


@pytest.mark.parametrize("name", LADDERS)
def test_the_document_quotes_the_ladders_figures(name):
    sweep = load_sweep(name, ROOT)
    text = (ROOT.parent / "docs" / "results" / "kl.md").read_text(encoding="utf-8")
    assert sweep_table(sweep) in text
    assert f"{sweep.seconds / 120:.0f} minutes" in text


def _apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm((a - a.mean(0)) - (b - b.mean(0))))


@pytest.mark.parametrize("name", LADDERS)
def test_the_configurations_of_a_sweep_name_every_setting(name):
    files = sorted((sweeps_folder() / name).glob("*.json"))
    assert files
    for file in files:
        config = json.loads(file.read_bytes())["config"]
        assert RunConfig.from_dict(config).to_dict() == config
