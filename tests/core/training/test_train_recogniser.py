"""The recogniser: trained once, kept as a run, and found again."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError, RunError
from vae_core.models.networks.autoencoders import Recogniser, build_model, parameter_count
from vae_core.runs.load import load_run
from vae_core.runs.store import amend
from vae_core.training.train_recogniser import (
    FEATURES,
    TRAININGS,
    fit_recogniser,
    load_recogniser,
    measure,
    recogniser_config,
    train_recogniser,
    with_all_anchors,
)


@pytest.mark.parametrize("dataset", TRAININGS)
def test_the_network_is_small_and_ends_in_the_classes(dataset):
    config = recogniser_config(dataset)
    model = build_model(config.model)
    assert isinstance(model, Recogniser)
    assert 2 * parameter_count(model) < 1_000_000  # bytes in float16
    features, logvar = model.codes(torch.rand(3, 1, 28, 28))
    assert (features.shape, logvar) == ((3, FEATURES), None)
    assert model(torch.rand(3, 1, 28, 28)).shape == (3, len(DATASETS[dataset].classes))


def test_it_is_kept_as_a_run_and_returned_the_second_time(recogniser):
    root = recogniser.folder.parent.parent
    stamp = (recogniser.folder / "metrics.json").stat().st_mtime_ns
    again = train_recogniser("uci-digits", root)
    assert again.id == "uci-digits/recogniser"
    assert (again.folder / "metrics.json").stat().st_mtime_ns == stamp
    assert load_recogniser("uci-digits", root).config == recogniser.config
    assert set(recogniser.metrics["anchors"]) == {"train", "noise", "n_train", "n_noise"}


def test_it_learns_and_its_accuracy_is_confirmed_by_measuring_again(recogniser, digits):
    kept = recogniser.metrics["evaluation"]
    loss, accuracy = measure(recogniser.model(), digits.test)
    assert accuracy == kept["accuracy"] > 0.5
    assert loss == pytest.approx(kept["cross_entropy"], rel=1e-4)


def test_its_latents_are_the_features_of_the_test_set(recogniser, digits):
    with torch.no_grad():
        features = recogniser.model().encode(digits.test.x())
    np.testing.assert_allclose(recogniser.latents.mu, features, rtol=2e-3, atol=2e-3)
    np.testing.assert_array_equal(recogniser.latents.label, digits.test.labels)


def test_there_is_none_in_an_empty_folder(tmp_path):
    assert load_recogniser("mnist", tmp_path) is None


def test_another_model_under_its_name_is_refused(trained, tmp_path):
    shutil.copytree(trained.folder, tmp_path / "uci-digits" / "recogniser")
    with pytest.raises(RunError, match="is no recogniser"):
        train_recogniser("uci-digits", tmp_path)


def test_an_unknown_dataset_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="There is no dataset 'cifar'"):
        train_recogniser("cifar", tmp_path)


def test_it_reports_every_step_and_keeps_the_best_epoch(digits):
    config = recogniser_config("uci-digits")
    config = replace(config, training=replace(config.training, epochs=2, batch_size=256))
    seen = []
    result, history = fit_recogniser(config, digits, seen.append)
    assert [progress.step for progress in seen] == list(range(1, 11))
    assert {progress.total_steps for progress in seen} == {10}
    assert seen[-1].epoch == 2
    assert measure(result.model, digits.val)[1] == max(record.val_accuracy for record in history)


@pytest.mark.slow
def test_anchors_that_were_measured_before_there_were_all_figures_are_measured_anew(
    recogniser, tmp_path
):
    shutil.copytree(recogniser.folder, tmp_path / recogniser.dataset / recogniser.name)
    run = load_run(recogniser.id, tmp_path)
    whole = run.metrics["anchors"]
    assert with_all_anchors(run) is run, "nothing is missing"
    short = {k: {"frechet": 9.0, "inception": 2.0} for k in ("train", "noise")}
    older = amend(run, {"anchors": whole | short})
    again = with_all_anchors(older)
    for kind in ("train", "noise"):
        assert again.metrics["anchors"][kind] == pytest.approx(whole[kind], rel=0.01)
    assert load_run(recogniser.id, tmp_path).metrics["anchors"] == again.metrics["anchors"]
