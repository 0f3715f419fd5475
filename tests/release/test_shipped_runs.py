"""The runs that come with the repository: sound, small, and as good as they say."""

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
import torch

from vae_core.data.binarize import encoder_input
from vae_core.data.datasets import DATASETS, is_downloaded, load_dataset
from vae_core.files.atomic import json_bytes
from vae_core.latent.sampling import interpolate
from vae_core.models.config import RunConfig
from vae_core.models.presets import make_config
from vae_core.runs.beta_codes import codes_by_beta
from vae_core.runs.browser_export import export_decoder
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.run import CONFIG, FORMAT
from vae_core.studies.beta_conditioned import measured_betas
from vae_core.studies.sweep_plan import KEPT_SEED, SWEEPS, is_unlisted
from vae_core.studies.sweep_store import load_bounds, load_sweep, sweeps_folder
from vae_core.studies.sweep_table import sweep_table
from vae_core.training.loop.losses import mean_losses
from vae_core.training.train_recogniser import measure, recogniser_config

MB = 1_000_000
# The bars: test negative ELBO in nats, grey cross-entropy at beta 1.
BARS = {"mnist/vae-2d": 134.5, "fashion-mnist/vae-2d": 252.0}
EXPECTED = {
    f"{dataset}/{name}"
    for dataset in ("mnist", "fashion-mnist", "uci-digits")
    for name in ("vae-2d", "ae-2d")
}
ANY_BETA = ("mnist/vae-2d-any-beta", "fashion-mnist/vae-2d-any-beta")
# How far the model of every beta may lie above one trained at that beta alone, D + beta R in nats.
NATS_OF_SHARING = 1.5
# Two measurements differ by the samples drawn: of z, and of pixels where those are binarised.
NATS_OF_SAMPLING = 0.5

ROOT = Path(__file__).parents[2] / "checkpoints"
ALL, PROBLEMS = list_runs(ROOT)
RUNS = [run for run in ALL if run.config.model.kind != "recogniser"]
RECOGNISERS = {run.dataset: run for run in ALL if run.config.model.kind == "recogniser"}
# The bars, and one of our own for UCI digits: share of the test images.
ACCURACY_BARS = {"mnist": 0.99, "fashion-mnist": 0.91, "uci-digits": 0.98}
# What the sweeps are made of, by the id that a run of it has.
SWEPT = {f"{s.dataset}/{name}": c for s in SWEEPS.values() for name, c in s.members().items()}
KEPT = {run_id for run_id, config in SWEPT.items() if config.training.seed == KEPT_SEED}
each_dataset = pytest.mark.parametrize("dataset", DATASETS)


def _runs_of(dataset):
    """The shipped models of a dataset, without its recogniser."""
    return [run for run in RUNS if run.dataset == dataset]


def _data(dataset):
    """The dataset; without it the test is skipped."""
    if not is_downloaded(dataset):
        pytest.skip(f"{dataset} is not on this machine (set VAE_DATA_DIR)")
    return load_dataset(dataset)


@cache
def _measured(run_id):
    """(recon, kl) on the whole test set."""
    run = load_run(run_id, ROOT)
    return mean_losses(run.model(), _data(run.dataset).test.x(), run.config.training, seed=1)


def test_none_is_damaged():
    assert [str(problem) for problem in PROBLEMS] == []


def test_the_promised_ones_are_there():
    assert sorted(EXPECTED.union(ANY_BETA, KEPT) - {run.id for run in RUNS}) == []


def test_every_run_is_small(subtests):
    for run in RUNS:
        with subtests.test(run.id):
            assert sum(path.stat().st_size for path in run.folder.iterdir()) < 5 * MB
            assert len(export_decoder(run, "float16").payload) <= 2 * MB


def test_every_run_is_whole(subtests):
    for run in RUNS:
        with subtests.test(run.id):
            latents, model, metrics = run.latents, run.config.model, run.metrics
            assert all(weight.dtype == np.float16 for weight in run.weights.values())
            assert latents.mu.shape == (metrics["evaluation"]["n"], model.latent_dim)
            assert (latents.logvar is None) == (model.kind == "ae")
            assert len(metrics["history"]) <= run.config.training.epochs
            assert {"data_sha256", "seed", "versions", "device", "support", "typical"} <= set(
                metrics
            )


def test_the_configuration_of_every_run_names_every_setting(subtests):
    """A default that changes later must not change what the run says of itself."""
    for run in ALL:
        with subtests.test(run.id):
            content = (run.folder / CONFIG).read_bytes()
            assert content == json_bytes({"format": FORMAT, **run.config.to_dict()})


@pytest.mark.parametrize("name", SWEEPS)
def test_the_configurations_of_a_sweep_name_every_setting(name):
    files = sorted((sweeps_folder() / name).glob("*.json"))
    assert files
    for file in files:
        config = json.loads(file.read_bytes())["config"]
        assert RunConfig.from_dict(config).to_dict() == config


def test_training_the_preset_of_any_run_again_returns_it(subtests):
    for run in RUNS:
        with subtests.test(run.id):
            assert SWEPT.get(run.id, make_config(run.config.preset, run.dataset)) == run.config


@pytest.mark.slow
@each_dataset
def test_latents_are_what_the_models_encode(subtests, dataset):
    test = _data(dataset).test
    for run in _runs_of(dataset):
        with subtests.test(run.id):
            with torch.no_grad():
                x = encoder_input(test.x()[:300], run.config.training.binarize)
                mu, logvar = run.model().codes(x)
            np.testing.assert_allclose(run.latents.mu[:300], mu, rtol=2e-3, atol=2e-3)
            if logvar is not None:
                np.testing.assert_allclose(run.latents.logvar[:300], logvar, rtol=2e-3, atol=5e-3)
            np.testing.assert_array_equal(run.latents.label, test.labels)


@pytest.mark.slow
@each_dataset
def test_figures_are_confirmed_by_measuring_again(subtests, dataset):
    _data(dataset)
    for run in _runs_of(dataset):
        with subtests.test(run.id):
            recon, kl = _measured(run.id)
            kept = run.metrics["evaluation"]
            # A run trained on squared error is evaluated in nats too; its history has its own unit.
            own = run.config.training.likelihood == "bce"
            kept_recon = kept["recon"] if own else run.metrics["history"][-1]["val_recon"]
            assert recon == pytest.approx(kept_recon, abs=NATS_OF_SAMPLING)
            assert kl == pytest.approx(kept["kl"] or 0.0, abs=0.05)


@each_dataset
def test_every_run_was_made_from_this_data(subtests, dataset):
    sha256 = _data(dataset).sha256
    for run in _runs_of(dataset):
        with subtests.test(run.id):
            assert run.metrics["data_sha256"] == sha256


@pytest.mark.parametrize("run_id", BARS)
def test_the_bar_is_met(run_id):
    run = load_run(run_id, ROOT)
    assert run.metrics["seconds"] <= 20 * 60
    assert run.metrics["evaluation"]["pixels"] == "grey"
    assert run.metrics["evaluation"]["neg_elbo"] <= BARS[run_id]
    assert sum(_measured(run_id)) <= BARS[run_id]


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
    x = _data(run.dataset).test.x()
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


@each_dataset
def test_the_comparison_of_vae_and_ae_is_fair(dataset):
    ae, vae = (load_run(f"{dataset}/{name}", ROOT).config for name in ("ae-2d", "vae-2d"))
    assert (ae.model.kind, vae.model.kind) == ("ae", "vae")
    assert ae.model.encoder == vae.model.encoder
    assert ae.model.decoder == vae.model.decoder
    assert ae.training == vae.training


def test_every_dataset_has_its_recogniser():
    assert sorted(RECOGNISERS) == sorted(ACCURACY_BARS) == sorted(DATASETS)


def test_every_recogniser_is_small_whole_and_made_as_described(subtests):
    for recogniser in RECOGNISERS.values():
        with subtests.test(recogniser.id):
            sizes = {path.name: path.stat().st_size for path in recogniser.folder.iterdir()}
            assert sizes["weights.safetensors"] < MB
            assert sum(sizes.values()) < 2 * MB
            assert all(weight.dtype == np.float16 for weight in recogniser.weights.values())
            assert recogniser.config == recogniser_config(recogniser.dataset)


@pytest.mark.slow
@each_dataset
def test_a_recogniser_reaches_its_bar(dataset):
    data, recogniser = _data(dataset), RECOGNISERS[dataset]
    assert data.sha256 == recogniser.metrics["data_sha256"]
    _, accuracy = measure(recogniser.model(), data.test)
    kept = recogniser.metrics["evaluation"]["accuracy"]
    assert accuracy == pytest.approx(kept, abs=1 / len(data.test))
    assert accuracy >= ACCURACY_BARS[dataset]


def test_the_samples_of_every_run_score_between_the_anchors(subtests):
    for run in RUNS:
        with subtests.test(run.id):
            recogniser = RECOGNISERS[run.dataset]
            anchors, quality = recogniser.metrics["anchors"], run.metrics["quality"]
            assert quality["recogniser"] == recogniser.weights_hash
            assert quality["n"] == 10_000
            assert (quality["fitted"] is None) == (run.config.model.kind == "vae")
            low, high = (anchors[name]["frechet"] for name in ("train", "noise"))
            # An AE's draws from N(0, I) are nothing its training speaks of: they may be worse
            # than noise.
            usual = quality["prior"] if run.config.model.kind == "vae" else quality["fitted"]
            # A collapsed model draws one picture again and again.
            collapsed = run.metrics["evaluation"]["active_units"] == 0
            assert low < usual["frechet"] and (collapsed or usual["frechet"] < high)
            for score in (quality["prior"], usual):
                assert low < score["frechet"]
                assert 1.0 < score["inception"] < 10.0


def test_the_documentation_quotes_the_figures_that_were_measured():
    """A row is | `dataset/name` | -ELBO | recon | KL | IWAE | k-NN % | minutes |."""
    lines = (ROOT.parent / "docs" / "models.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in lines]
    quoted = {
        row[0]: row[1:] for row in rows if len(row) == 7 and row[0].partition("/")[0] in DATASETS
    }
    listed = [run for run in RUNS if not is_unlisted(run)]
    assert sorted(quoted) == sorted(run.id for run in listed)
    for run in listed:
        figures = run.metrics["evaluation"]
        expected = [
            *(_two_decimals(figures[name]) for name in ("neg_elbo", "recon", "kl", "iwae")),
            f"{100 * figures['knn_accuracy']:.1f}",
            f"{run.metrics['seconds'] / 60:.0f}",
        ]
        assert quoted[run.id] == expected, run.id


def test_the_documentation_quotes_the_sample_quality_that_was_measured():
    text = (ROOT.parent / "docs" / "models.md").read_text(encoding="utf-8")
    anchors = RECOGNISERS["mnist"].metrics["anchors"]
    quality = {
        name: load_run(f"mnist/{name}", ROOT).metrics["quality"] for name in ("vae-2d", "ae-2d")
    }
    scores = [anchors["train"], anchors["noise"], quality["vae-2d"]["prior"]]
    scores += [quality["ae-2d"]["prior"], quality["ae-2d"]["fitted"]]
    for score in scores:
        assert f"| {score['frechet']:.1f} | {score['inception']:.2f} |" in text


@pytest.mark.parametrize("name", SWEEPS)
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


@pytest.mark.parametrize("name", SWEEPS)
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


@pytest.mark.parametrize("name", SWEEPS)
def test_the_document_quotes_the_ladders_figures(name):
    sweep = load_sweep(name, ROOT)
    text = (ROOT.parent / "docs" / "kl.md").read_text(encoding="utf-8")
    assert sweep_table(sweep) in text
    assert f"{sweep.seconds / 120:.0f} minutes" in text


def _apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm((a - a.mean(0)) - (b - b.mean(0))))


def _two_decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


@pytest.mark.parametrize("dataset", ["mnist", "fashion-mnist", "uci-digits"])
def test_the_pair_that_ae_vs_vae_opens_with_shows_the_difference(dataset):
    """The AE's straight way crosses a hole, half-way too, and the VAE's does not."""
    from ui.pages.ae_vs_vae.state import _TELLING

    shares = []
    for name in ("ae-2d", "vae-2d"):
        run = load_run(f"{dataset}/{name}", ROOT)
        mu = run.latents.mu
        a, b = (mu[index] for index in _TELLING[dataset])
        way = interpolate(a, b, np.linspace(0, 1, 101))
        in_hole = np.array(run.support.words(mu, way)) == "hole"
        shares.append((in_hole.mean(), in_hole[50]))
    (ae, ae_middle), (vae, vae_middle) = shares
    assert ae > 0.4
    assert ae_middle
    assert vae == 0
    assert not vae_middle
