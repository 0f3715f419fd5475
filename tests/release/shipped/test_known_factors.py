"""The shipped study of known factors: whole, and its figures those of the runs that are kept."""

from statistics import fmean

import numpy as np
import pytest

from docs import tables
from tests.support.runs.known_factors import SWEEPS
from tests.support.runs.shipped import ROOT
from vae_core.evaluation.factors.disentanglement import measure_disentanglement
from vae_core.runs.load import load_run
from vae_core.studies.sweep.store import load_sweep


@pytest.mark.parametrize("name", SWEEPS)
def test_a_study_is_whole_and_measured(name):
    sweep = load_sweep(name, ROOT)
    assert sweep.problems == ()
    assert {member.name: member.config for member in sweep.members} == sweep.plan.members()
    for member in sweep.members:
        figures = member.known_factors
        assert np.shape(figures["information"]) == (10, 6)
        assert figures["mig"] == pytest.approx(fmean(figures["gaps"]))
        if member.keeps_weights:
            run = load_run(member.run_id, ROOT)
            assert member.weights == run.metrics["files"]["weights.safetensors"]["sha256"]
            assert run.metrics["factors"] == figures


@pytest.mark.slow
@pytest.mark.parametrize("name", SWEEPS)
def test_the_figures_are_those_of_the_codes_that_are_kept(name):
    for member in load_sweep(name, ROOT).members:
        if member.keeps_weights:
            again = measure_disentanglement(load_run(member.run_id, ROOT)).to_dict()
            assert again["mig"] == pytest.approx(member.known_factors["mig"], abs=1e-6)
            break


def test_more_weight_than_the_plain_vae_disentangles_more():
    """Of these trainings: with beta 1 no factor has a dimension of its own."""
    ladder = load_sweep("shapes-beta-vae", ROOT).ladder
    mig = {beta: fmean(m.known_factors["mig"] for m in ms) for beta, ms in ladder.items()}
    assert max(mig[beta] for beta in mig if beta > 1) > 2 * mig[1.0]
    assert max(max(member.known_factors["gaps"]) for member in ladder[1.0]) < 0.4


def test_what_the_document_says_of_the_factors():
    members = [member for name in SWEEPS for member in load_sweep(name, ROOT).members]
    gaps = np.array([member.known_factors["gaps"] for member in members if member.beta > 1])
    shape, hue, size, x, y, rotation = gaps.T
    assert (len(hue), sum(hue > 0.4)) == (12, 11)
    assert max(np.max(one) for one in (shape, x, y)) == pytest.approx(0.39, abs=0.005)
    assert size.max() == pytest.approx(0.13, abs=0.005)
    assert rotation.max() == pytest.approx(0.07, abs=0.005)


def test_at_beta_one_both_objectives_are_the_plain_vae():
    plain, other = (load_sweep(name, ROOT).ladder[1.0] for name in SWEEPS)
    assert [member.figures for member in plain] == [member.figures for member in other]


def test_the_document_quotes_its_figures():
    text = (ROOT.parent / "docs" / "results" / "kl.md").read_text(encoding="utf-8")
    assert tables.known_factors() in text
