"""What sets AEs and VAEs apart: the figures against what is known, and those that are shipped."""

import dataclasses
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.support.runs.gaps import coarse_gaps
from vae_core.cli.measuring.gaps import usual_runs
from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError
from vae_core.evaluation.codes.ae_vs_vae import Gaps, measure_gaps
from vae_core.evaluation.samples.quality import sample_quality
from vae_core.latent.geometry import Latents
from vae_core.models.objectives.terms import recon_bce
from vae_core.runs.load import list_runs, load_run
from vae_core.training.train import train
from vae_core.training.train_recogniser import TRAININGS

ROOT = Path(__file__).parents[4] / "checkpoints"
ALL = list_runs(ROOT)[0]
RECOGNISERS = {run.dataset: run for run in ALL if run.config.model.kind == "recogniser"}
# Without a recogniser there are no figures of what decoded images look like.
SHIPPED = [run for run in ALL if run.dataset in RECOGNISERS]
SOURCES = ("prior", "fitted_gaussian", "mixture")
N = 300


@pytest.fixture(scope="module", autouse=True)
def coarse():
    with coarse_gaps():
        yield


@pytest.fixture(scope="module")
def ae(tiny_ae, tmp_path_factory):
    return train(tiny_ae, root=tmp_path_factory.mktemp("ae"), film="none")


@pytest.fixture(scope="module")
def of_vae(trained, recogniser, digits):
    return measure_gaps(trained, recogniser, digits, n=N)


@pytest.fixture(scope="module")
def of_ae(ae, recogniser, digits):
    return measure_gaps(ae, recogniser, digits, n=N)


@pytest.fixture(scope="module")
def without_images(trained, recogniser):
    return measure_gaps(trained, recogniser, n=N)


def with_codes(run, mu, logvar=None):
    """The run as if these were its codes."""
    same = replace(run)
    same.__dict__["latents"] = Latents(mu.astype(np.float32), logvar, np.zeros(len(mu), np.uint8))
    return same


def test_all_figures_are_plain_and_within_their_limits(of_vae, of_ae):
    for gaps in (of_vae, of_ae):
        values = json.loads(json.dumps(gaps.to_dict(), allow_nan=False))
        assert set(values) == {field.name for field in dataclasses.fields(Gaps)}
        assert values["n"] == N
        for source in SOURCES:
            assert 0.0 <= values[f"recognised_share_{source}"] <= 1.0
            assert 0.0 <= values[f"holes_{source}"] <= 1.0
            assert values[f"frechet_{source}"] > 0.0
            assert 0.0 <= values[f"entropy_{source}"] <= np.log(10)
            assert values[f"classes_{source}"] in range(11)
        assert 0.0 <= values["recognised_share_box"] <= 1.0
        assert 0.0 < values["empty_share"] < 1.0


def test_intervals_stand_around_what_was_measured(of_vae):
    assert "recognised_share_box" not in of_vae.intervals  # A grid is no sample.
    assert {"frechet_prior", "mmd_prior", "knn_error", "recon_mu"} <= set(of_vae.intervals)
    for name, (low, high) in of_vae.intervals.items():
        assert low <= high
        if name.startswith(("recognised_share", "holes", "knn", "recon")):
            assert low <= getattr(of_vae, name) <= high


def test_the_same_seed_gives_the_same_figures_and_another_does_not(
    trained, recogniser, of_vae, without_images
):
    again = replace(without_images, recon_mu=of_vae.recon_mu, intervals=of_vae.intervals)
    assert again == of_vae
    assert measure_gaps(trained, recogniser, n=N, seed=1).frechet_prior != of_vae.frechet_prior


def test_the_draws_are_those_of_the_sample_quality(trained, ae, recogniser, of_vae, of_ae):
    assert of_vae.frechet_prior == pytest.approx(
        sample_quality(trained, recogniser, n=N).prior.frechet
    )
    quality = sample_quality(ae, recogniser, n=N)
    assert of_ae.frechet_prior == pytest.approx(quality.prior.frechet)
    assert of_ae.frechet_fitted_gaussian == pytest.approx(quality.fitted.frechet)
    assert of_ae.recogniser == quality.recogniser


def test_the_error_at_mu_is_that_of_the_test_images(ae, digits, of_ae):
    model, x = ae.model(), digits.test.x()
    with torch.no_grad():
        nats = recon_bce(model.decode(torch.from_numpy(ae.latents.mu)), x).mean().item()
    assert of_ae.recon_mu == pytest.approx(nats, rel=1e-5)
    # An AE has no sample: both are at its code (float16 in one, float32 in the other).
    assert of_ae.recon == pytest.approx(nats, rel=1e-3)
    assert of_ae.recon == ae.metrics["evaluation"]["recon"]


def test_a_vae_decodes_mu_better_than_samples(of_vae):
    assert of_vae.recon_mu < of_vae.recon


def test_without_the_images_only_the_error_at_mu_is_missing(trained, of_vae, without_images):
    assert without_images.recon_mu is None
    assert "recon_mu" not in without_images.intervals
    error = 1 - trained.metrics["evaluation"]["knn_accuracy"]
    assert without_images.knn_error == of_vae.knn_error == error


def test_codes_that_follow_the_prior_are_found_to(trained, recogniser):
    eps = np.random.default_rng(0).standard_normal((500, 2))
    gaps = measure_gaps(with_codes(trained, eps, np.full((500, 2), -20.0)), recogniser, n=N)
    far = measure_gaps(with_codes(trained, 5 * eps + 9, np.full((500, 2), -20.0)), recogniser, n=N)
    assert gaps.mean_norm < 0.15 and gaps.covariance_distance < 0.3
    assert gaps.mmd_prior < 0.01 < 0.5 < far.mmd_prior
    assert gaps.spread == pytest.approx(1.0, abs=0.1)
    assert gaps.reach == pytest.approx(3.03, abs=0.5)
    assert far.spread == pytest.approx(5 * gaps.spread, rel=1e-5)
    assert far.mean_norm == pytest.approx(9 * np.sqrt(2), rel=0.1)
    assert far.covariance_distance > 20.0


def test_a_vaes_codes_are_samples_of_its_posteriors(trained, recogniser):
    """All mu at 0 and all sigma 1: the codes follow the prior although the mu do not."""
    mu = 1e-3 * np.random.default_rng(0).standard_normal((500, 2))
    gaps = measure_gaps(with_codes(trained, mu, np.zeros((500, 2), np.float32)), recogniser, n=N)
    assert gaps.mean_norm < 0.15 and gaps.covariance_distance < 0.3
    assert gaps.spread == pytest.approx(1e-3, rel=0.1)


@pytest.mark.parametrize("dim", [1, 5])
def test_other_dimensions_are_measured_too(tiny, recogniser, tmp_path, dim):
    run = train(
        replace(tiny, model=replace(tiny.model, latent_dim=dim)), root=tmp_path, film="none"
    )
    gaps = measure_gaps(run, recogniser, n=N)
    assert gaps.empty_share is None
    assert "recognised_share_box" in gaps.intervals
    assert gaps.frechet_mixture > 0.0


def test_what_does_not_belong_together_is_refused(trained, recogniser, digits):
    with pytest.raises(ConfigError, match="is no recogniser for"):
        measure_gaps(trained, trained)
    with pytest.raises(ConfigError, match="at least 4"):
        measure_gaps(trained, recogniser, n=1)
    foreign = replace(digits, info=DATASETS["mnist"])
    with pytest.raises(ConfigError, match="uci-digits/tiny was not trained on mnist"):
        measure_gaps(trained, recogniser, foreign)


def test_usual_are_runs_of_two_numbers_and_twins(trained, ae, recogniser):
    def with_dim(run, dim, **training):
        model = replace(run.config.model, latent_dim=dim)
        config = replace(run.config, model=model, training=replace(run.config.training, **training))
        return replace(run, config=config)

    twins = [with_dim(trained, 5), with_dim(ae, 5)]
    alone = [with_dim(trained, 7), with_dim(trained, 7), with_dim(ae, 7, seed=1)]
    ladder = replace(trained, config=replace(trained.config, preset="ladder-2d"))
    assert usual_runs([trained, *alone, *twins, ladder, recogniser]) == [trained, *twins]


def test_the_shipped_pairs_are_among_the_usual():
    usual = {run.id for run in usual_runs(SHIPPED)}
    pairs = {f"{dataset}/{name}" for dataset in TRAININGS for name in ("ae-2d", "vae-2d")}
    assert pairs | {"mnist/vae-dense-20", "mnist/ae-dense-20-twin"} <= usual


def test_a_conditional_run_has_no_gaps_and_is_not_measured_unasked(told, recogniser):
    with pytest.raises(ConfigError, match="is told the label"):
        measure_gaps(told, recogniser)
    assert usual_runs([told]) == []


def test_the_usual_runs_are_shipped_with_their_figures(subtests):
    for run in usual_runs(SHIPPED):
        with subtests.test(run.id):
            gaps, metrics = run.metrics["gaps"], run.metrics
            assert set(gaps) == {field.name for field in dataclasses.fields(Gaps)}
            assert gaps["recogniser"] == RECOGNISERS[run.dataset].weights_hash
            assert gaps["n"] == 10_000
            assert gaps["recon_mu"] is not None
            assert gaps["recon"] == metrics["evaluation"]["recon"]
            frechet = metrics["quality"]["prior"]["frechet"]
            assert gaps["frechet_prior"] == pytest.approx(frechet, 1e-3)


def test_the_documentation_quotes_what_was_measured():
    text = (ROOT.parent / "docs" / "results" / "models.md").read_text(encoding="utf-8")
    ae, vae = (load_run(f"mnist/{name}", ROOT).metrics["gaps"] for name in ("ae-2d", "vae-2d"))
    assert f"(Fréchet distance {ae['frechet_mixture']:.1f})" in text
    assert f"`vae-2d` does ({vae['frechet_mixture']:.1f})" in text
    assert ae["frechet_mixture"] < vae["frechet_prior"]
