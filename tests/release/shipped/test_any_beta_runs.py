"""The shipped models of every beta: their codes, their figures, and how far the dial reaches."""

from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest

from tests.support.runs.shipped import (
    ANY_BETA,
    NATS_OF_SAMPLING,
    RECOGNISERS,
    ROOT,
    shipped_data,
)
from vae_core.runs.conditions.beta_codes import codes_by_beta
from vae_core.runs.load import load_run
from vae_core.studies.beta_conditioned import measured_betas
from vae_core.studies.sweep.store import load_sweep
from vae_core.training.loop.step.losses import mean_losses

# How far the model of every beta may lie above one trained at that beta alone, D + beta R in nats.
NATS_OF_SHARING = 1.5


@pytest.mark.parametrize("run_id", ANY_BETA)
def test_a_run_of_every_beta_keeps_its_codes_and_figures(run_id):
    run = load_run(run_id, ROOT)
    assert run.metrics["seconds"] <= 10 * 60
    betas = (0.01, 100.0 if run.dataset == "mnist" else 300.0)
    assert run.config.model.betas == betas
    codes, figures = codes_by_beta(run), run.metrics["by_beta"]
    assert [f["beta"] for f in figures] == list(measured_betas(*betas))
    assert codes.mu.shape == (len(codes.betas), 10_000, 2)
    at_one = list(codes.betas).index(1.0)
    np.testing.assert_allclose(codes.mu[at_one], run.latents.mu, rtol=2e-3, atol=2e-3)
    weights = RECOGNISERS[run.dataset].metrics["files"]["weights.safetensors"]["sha256"]
    assert {f["recogniser"] for f in figures} == {weights}
    # Once the codes say nothing, the little that is left need not fall any further.
    rates = [f["kl"] for f in figures]
    telling = [rate for rate in rates if rate > 0.02]
    assert telling == sorted(telling, reverse=True)
    assert rates[: len(telling)] == telling
    errors = [f["recon"] for f in figures if f["beta"] >= 0.1]
    assert errors == sorted(errors)
    for f in figures:
        assert f["objective"] == pytest.approx(f["recon"] + f["beta"] * f["kl"])


@pytest.mark.slow
@pytest.mark.parametrize("run_id", ANY_BETA)
@pytest.mark.parametrize("beta", [0.01, 4.0])
def test_its_figures_by_beta_are_confirmed_by_measuring_again(run_id, beta):
    run = load_run(run_id, ROOT)
    kept = next(f for f in run.metrics["by_beta"] if f["beta"] == beta)
    x = shipped_data(run.dataset).test.x()
    recon, kl = mean_losses(run.model(), x, run.config.training, 1, beta)
    assert recon == pytest.approx(kept["recon"], abs=NATS_OF_SAMPLING)
    assert kl == pytest.approx(kept["kl"], abs=0.05)


def test_the_dial_reaches_collapse():
    ends = {run_id: load_run(run_id, ROOT).metrics["by_beta"][-1]["kl"] for run_id in ANY_BETA}
    assert max(ends.values()) < 0.1


def test_one_model_of_every_beta_keeps_up_with_models_of_one():
    """D + beta R of the test set, beside the mean of the ladder's seeds."""
    run, ladder = load_run("mnist/vae-2d-any-beta", ROOT), load_sweep("mnist-2d", ROOT).ladder
    own = {f["beta"]: f["objective"] for f in run.metrics["by_beta"]}
    for beta in (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0):
        for member in ladder[beta]:
            assert member.config.training == replace(
                run.config.training, beta=beta, seed=member.seed
            )
        reached = fmean(member.figures["objective"] for member in ladder[beta])
        assert own[beta] <= reached + NATS_OF_SHARING, beta
