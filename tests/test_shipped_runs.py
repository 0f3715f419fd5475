"""The runs that come with the repository: sound, small, and as good as they say."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from vae_core.browser import export_decoder
from vae_core.data import DATASETS, is_here, load_dataset
from vae_core.pixels import encoded_pixels
from vae_core.presets import make_config
from vae_core.recogniser import measure, recogniser_config
from vae_core.runs import list_runs, load_run
from vae_core.training import mean_losses

MB = 1_000_000
# The bars: test negative ELBO in nats, grey cross-entropy at beta 1.
BARS = {"mnist/vae-2d": 134.5, "fashion-mnist/vae-2d": 252.0}
EXPECTED = {
    f"{dataset}/{name}"
    for dataset in ("mnist", "fashion-mnist", "uci-digits")
    for name in ("vae-2d", "ae-2d")
}
# Two measurements differ by the samples drawn: of z, and of pixels where those are binarised.
NATS_OF_SAMPLING = 0.5

ROOT = Path(__file__).parents[1] / "checkpoints"
ALL, PROBLEMS = list_runs(ROOT)
RUNS = [run for run in ALL if run.config.model.kind != "recogniser"]
RECOGNISERS = {run.dataset: run for run in ALL if run.config.model.kind == "recogniser"}
# The bars, and one of our own for UCI digits: share of the test images.
ACCURACY_BARS = {"mnist": 0.99, "fashion-mnist": 0.91, "uci-digits": 0.98}
each_run = pytest.mark.parametrize("run", RUNS, ids=lambda run: run.id)
each_recogniser = pytest.mark.parametrize(
    "recogniser", RECOGNISERS.values(), ids=lambda run: run.dataset
)


@cache
def _measured(run_id):
    """(recon, kl) on the whole test set."""
    run = load_run(run_id, ROOT)
    if not is_here(run.dataset):
        pytest.skip(f"{run.dataset} is not on this machine (set VAE_DATA_DIR)")
    return mean_losses(run.model(), load_dataset(run.dataset).test.x(), run.config.training, seed=1)


def test_none_is_damaged():
    assert [str(problem) for problem in PROBLEMS] == []


def test_the_promised_ones_are_there():
    assert sorted(EXPECTED - {run.id for run in RUNS}) == []


@each_run
def test_a_run_is_small(run):
    assert sum(path.stat().st_size for path in run.folder.iterdir()) < 5 * MB
    assert len(export_decoder(run, "float16").payload) <= 2 * MB


@each_run
def test_a_run_is_whole(run):
    assert all(weight.dtype == np.float16 for weight in run.weights.values())
    assert run.latents.mu.shape == (run.metrics["evaluation"]["n"], run.config.model.latent_dim)
    assert (run.latents.logvar is None) == (run.config.model.kind == "ae")
    assert len(run.metrics["history"]) <= run.config.training.epochs
    assert {"data_sha256", "seed", "versions", "device", "support", "typical"} <= set(run.metrics)


@each_run
def test_training_its_preset_again_returns_it(run):
    assert make_config(run.config.preset, run.dataset) == run.config


@each_run
def test_latents_are_what_the_model_encodes(run):
    if not is_here(run.dataset):
        pytest.skip(f"{run.dataset} is not on this machine (set VAE_DATA_DIR)")
    test = load_dataset(run.dataset).test
    with torch.no_grad():
        x = encoded_pixels(test.x()[:300], run.config.training.binarize)
        mu, logvar = run.model().codes(x)
    np.testing.assert_allclose(run.latents.mu[:300], mu, rtol=2e-3, atol=2e-3)
    if logvar is not None:
        np.testing.assert_allclose(run.latents.logvar[:300], logvar, rtol=2e-3, atol=5e-3)
    np.testing.assert_array_equal(run.latents.label, test.labels)


@each_run
def test_figures_are_confirmed_by_measuring_again(run):
    recon, kl = _measured(run.id)
    kept = run.metrics["evaluation"]
    # A run trained on squared error is evaluated in nats too; its history has its own unit.
    own = run.config.training.likelihood == "bce"
    kept_recon = kept["recon"] if own else run.metrics["history"][-1]["val_recon"]
    assert recon == pytest.approx(kept_recon, abs=NATS_OF_SAMPLING)
    assert kl == pytest.approx(kept["kl"] or 0.0, abs=0.05)


@each_run
def test_a_run_was_made_from_this_data(run):
    if not is_here(run.dataset):
        pytest.skip(f"{run.dataset} is not on this machine (set VAE_DATA_DIR)")
    assert load_dataset(run.dataset).sha256 == run.metrics["data_sha256"]


@pytest.mark.parametrize("run_id", BARS)
def test_the_bar_is_met(run_id):
    run = load_run(run_id, ROOT)
    assert run.metrics["seconds"] <= 20 * 60
    assert run.metrics["evaluation"]["pixels"] == "grey"
    assert run.metrics["evaluation"]["neg_elbo"] <= BARS[run_id]
    assert sum(_measured(run_id)) <= BARS[run_id]


@pytest.mark.parametrize("dataset", ["mnist", "fashion-mnist", "uci-digits"])
def test_the_comparison_of_vae_and_ae_is_fair(dataset):
    ae, vae = (load_run(f"{dataset}/{name}", ROOT).config for name in ("ae-2d", "vae-2d"))
    assert (ae.model.kind, vae.model.kind) == ("ae", "vae")
    assert ae.model.encoder == vae.model.encoder
    assert ae.model.decoder == vae.model.decoder
    assert ae.training == vae.training


def test_every_dataset_has_its_recogniser():
    assert sorted(RECOGNISERS) == sorted(ACCURACY_BARS) == sorted(DATASETS)


@each_recogniser
def test_a_recogniser_is_small_whole_and_made_as_described(recogniser):
    sizes = {path.name: path.stat().st_size for path in recogniser.folder.iterdir()}
    assert sizes["weights.safetensors"] < MB
    assert sum(sizes.values()) < 2 * MB
    assert all(weight.dtype == np.float16 for weight in recogniser.weights.values())
    assert recogniser.config == recogniser_config(recogniser.dataset)


@each_recogniser
def test_a_recogniser_reaches_its_bar(recogniser):
    if not is_here(recogniser.dataset):
        pytest.skip(f"{recogniser.dataset} is not on this machine (set VAE_DATA_DIR)")
    dataset = load_dataset(recogniser.dataset)
    assert dataset.sha256 == recogniser.metrics["data_sha256"]
    _, accuracy = measure(recogniser.model(), dataset.test)
    kept = recogniser.metrics["evaluation"]["accuracy"]
    assert accuracy == pytest.approx(kept, abs=1 / len(dataset.test))
    assert accuracy >= ACCURACY_BARS[recogniser.dataset]


@each_run
def test_the_samples_of_a_run_score_between_the_anchors(run):
    recogniser = RECOGNISERS[run.dataset]
    anchors, quality = recogniser.metrics["anchors"], run.metrics["quality"]
    assert quality["recogniser"] == recogniser.metrics["files"]["weights.safetensors"]["sha256"]
    assert quality["n"] == 10_000
    assert (quality["fitted"] is None) == (run.config.model.kind == "vae")
    low, high = (anchors[name]["frechet"] for name in ("train", "noise"))
    # An AE's draws from N(0, I) are nothing its training speaks of: they may be worse than noise.
    usual = quality["prior"] if run.config.model.kind == "vae" else quality["fitted"]
    assert low < usual["frechet"] < high
    for score in (quality["prior"], usual):
        assert low < score["frechet"]
        assert 1.0 < score["inception"] < 10.0


def test_the_readme_quotes_the_figures_that_were_measured():
    """A row is | `dataset/name` | -ELBO | recon | KL | IWAE | k-NN % | minutes |."""
    lines = (ROOT.parent / "README.md").read_text().splitlines()
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in lines]
    quoted = {row[0]: row[1:] for row in rows if row and row[0].partition("/")[0] in DATASETS}
    assert sorted(quoted) == sorted(run.id for run in RUNS)
    for run in RUNS:
        figures = run.metrics["evaluation"]
        expected = [
            *(_two_decimals(figures[name]) for name in ("neg_elbo", "recon", "kl", "iwae")),
            f"{100 * figures['knn_accuracy']:.1f}",
            f"{run.metrics['seconds'] / 60:.0f}",
        ]
        assert quoted[run.id] == expected, run.id


def test_the_readme_quotes_the_sample_quality_that_was_measured():
    text = (ROOT.parent / "README.md").read_text()
    anchors = RECOGNISERS["mnist"].metrics["anchors"]
    quality = {
        name: load_run(f"mnist/{name}", ROOT).metrics["quality"] for name in ("vae-2d", "ae-2d")
    }
    scores = [anchors["train"], anchors["noise"], quality["vae-2d"]["prior"]]
    scores += [quality["ae-2d"]["prior"], quality["ae-2d"]["fitted"]]
    for score in scores:
        assert f"| {score['frechet']:.1f} | {score['inception']:.2f} |" in text


def _two_decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
