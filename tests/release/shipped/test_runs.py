"""The runs that come with the repository: sound, small, and as good as they say."""

from functools import cache

import numpy as np
import pytest
import torch

from tests.support.runs.shipped import (
    ALL,
    ANY_BETA,
    MB,
    NATS_OF_SAMPLING,
    PROBLEMS,
    RECOGNISERS,
    ROOT,
    RUNS,
    SHARE_OF_SAMPLING,
    each_dataset,
    shipped_data,
)
from vae_core.data.binarize import encoder_input
from vae_core.data.datasets import DATASETS
from vae_core.files.atomic import json_bytes
from vae_core.latent.sampling import interpolate
from vae_core.models.presets import make_config
from vae_core.runs.browser_export import export_decoder
from vae_core.runs.load import load_run
from vae_core.runs.run import CONFIG, FORMAT
from vae_core.studies.sweep.plan import KEPT_SEED, SWEEPS, is_unlisted
from vae_core.training.loop.step.losses import mean_losses

# What the first models reach: test negative ELBO in nats, grey cross-entropy at beta 1.
BARS = {"mnist/vae-2d": 130.5, "fashion-mnist/vae-2d": 249.5}
# Fashion-MNIST has twice the epochs, and was trained beside tests on a day half as fast.
SECONDS = {"mnist/vae-2d": 20 * 60, "fashion-mnist/vae-2d": 100 * 60}
EXPECTED = {
    f"{dataset}/{name}"
    for dataset in ("mnist", "fashion-mnist", "uci-digits", "shapes")
    for name in ("vae-2d", "ae-2d")
}
OF_SHAPES = {"shapes/vae-10d"}
# What the sweeps are made of, by the id that a run of it has.
SWEPT = {f"{s.dataset}/{name}": c for s in SWEEPS.values() for name, c in s.members().items()}
KEPT = {run_id for run_id, config in SWEPT.items() if config.training.seed == KEPT_SEED}


def _runs_of(dataset):
    """The shipped models of a dataset, without its recogniser."""
    return [run for run in RUNS if run.dataset == dataset]


@cache
def _measured(run_id):
    """(recon, kl) on the whole test set."""
    run = load_run(run_id, ROOT)
    test = shipped_data(run.dataset).test
    return mean_losses(
        run.model(), test.x(), run.config.training, seed=1, labels=_told(run, test.labels)
    )


def _told(run, labels):
    """The labels, for a model that is told them, (N,) int64; else None."""
    return None if run.config.model.n_labels is None else torch.from_numpy(labels).long()


def test_none_is_damaged():
    assert [str(problem) for problem in PROBLEMS] == []


def test_the_promised_ones_are_there():
    assert sorted(EXPECTED.union(ANY_BETA, KEPT, OF_SHAPES) - {run.id for run in RUNS}) == []


def test_every_run_is_small(subtests):
    for run in RUNS:
        with subtests.test(run.id):
            assert sum(path.stat().st_size for path in run.folder.iterdir()) < 6 * MB
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


def test_training_the_preset_of_any_run_again_returns_it(subtests):
    for run in RUNS:
        with subtests.test(run.id):
            assert SWEPT.get(run.id, make_config(run.config.preset, run.dataset)) == run.config


@pytest.mark.slow
@each_dataset
def test_latents_are_what_the_models_encode(subtests, dataset):
    test = shipped_data(dataset).test
    for run in _runs_of(dataset):
        with subtests.test(run.id):
            with torch.no_grad():
                x = encoder_input(test.x()[:300], run.config.training.binarize)
                labels = _told(run, test.labels[:300])
                model = run.model() if labels is None else run.model().given(labels)
                mu, logvar = model.codes(x)
            np.testing.assert_allclose(run.latents.mu[:300], mu, rtol=2e-3, atol=2e-3)
            if logvar is not None:
                np.testing.assert_allclose(run.latents.logvar[:300], logvar, rtol=2e-3, atol=5e-3)
            np.testing.assert_array_equal(run.latents.label, test.labels)


@pytest.mark.slow
@each_dataset
def test_figures_are_confirmed_by_measuring_again(subtests, dataset):
    shipped_data(dataset)
    for run in _runs_of(dataset):
        with subtests.test(run.id):
            recon, kl = _measured(run.id)
            kept = run.metrics["evaluation"]
            # A run trained on squared error is evaluated in nats too; its history has its own unit.
            own = run.config.training.likelihood == "bce"
            kept_recon = kept["recon"] if own else run.metrics["history"][-1]["val_recon"]
            assert recon == pytest.approx(kept_recon, rel=SHARE_OF_SAMPLING, abs=NATS_OF_SAMPLING)
            assert kl == pytest.approx(kept["kl"] or 0.0, abs=0.05)


@each_dataset
def test_every_run_was_made_from_this_data(subtests, dataset):
    sha256 = shipped_data(dataset).sha256
    for run in _runs_of(dataset):
        with subtests.test(run.id):
            assert run.metrics["data_sha256"] == sha256


@pytest.mark.parametrize("run_id", BARS)
def test_the_bar_is_met(run_id):
    run = load_run(run_id, ROOT)
    assert run.metrics["seconds"] <= SECONDS[run_id]
    assert run.metrics["evaluation"]["pixels"] == "grey"
    assert run.metrics["evaluation"]["neg_elbo"] <= BARS[run_id]
    assert sum(_measured(run_id)) <= BARS[run_id]


@each_dataset
def test_the_comparison_of_vae_and_ae_is_fair(dataset):
    ae, vae = (load_run(f"{dataset}/{name}", ROOT).config for name in ("ae-2d", "vae-2d"))
    assert (ae.model.kind, vae.model.kind) == ("ae", "vae")
    assert ae.model.encoder == vae.model.encoder
    assert ae.model.decoder == vae.model.decoder
    assert ae.training == vae.training


def test_the_samples_of_every_run_score_between_the_anchors(subtests):
    for run in RUNS:
        if run.dataset not in RECOGNISERS:
            continue
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
    text = (ROOT.parent / "docs" / "results" / "models.md").read_text(encoding="utf-8")
    lines = text.splitlines()
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
    text = (ROOT.parent / "docs" / "results" / "models.md").read_text(encoding="utf-8")
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
