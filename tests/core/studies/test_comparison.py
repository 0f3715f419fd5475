"""Obtained beside published: what counts as agreement, and when nothing is compared."""

from dataclasses import replace

import pytest

from vae_core.models.presets import make_config
from vae_core.models.published import PublishedFigure
from vae_core.runs.run import Run
from vae_core.studies.comparison import (
    Comparison,
    compare,
    departures,
    obtained_values,
    published_system,
)


def run_of(preset, dataset, tmp_path, history=(), **evaluation):
    metrics = {"history": list(history), "evaluation": evaluation}
    return Run(dataset, preset, tmp_path, make_config(preset, dataset), metrics)


def epoch(*batches):
    return {"batches": [list(batch) for batch in batches]}


@pytest.mark.parametrize(
    ("value", "agrees", "deviation"),
    [
        (10.0, True, 0.0),
        (11.0, True, 0.0),
        (9.9, True, -0.01),
        (9.7, False, -0.03),
        (11.33, False, 0.03),
        (None, False, None),
    ],
)
def test_agreement_is_the_range_and_a_little_more(value, agrees, deviation):
    figure = PublishedFigure("test_neg_elbo", "nats", 10.0, 11.0, tolerance=0.02)
    comparison = Comparison(figure, value)
    assert comparison.agrees is agrees
    assert comparison.deviation == (None if deviation is None else pytest.approx(deviation))


def test_the_printed_batches_of_the_last_epoch_are_averaged(tmp_path):
    history = [
        epoch((0, 784.0, 9.0)),
        epoch((0, 230.0, 13.0), (100, 240.0, 12.0), (200, 235.0, 14.0)),
    ]
    run = run_of("vae-dense-10", "fashion-mnist", tmp_path, history)
    recon, kl = compare(run)
    assert (recon.obtained, recon.values) == (235.0, (230.0, 240.0, 235.0))
    assert (kl.obtained, kl.agrees) == (13.0, True)
    assert obtained_values(run, "first_loss_per_pixel") == (1.0,)


def test_a_run_without_batch_losses_has_nothing_obtained(tmp_path):
    run = run_of("vae-dense-10", "fashion-mnist", tmp_path, [{"epoch": 1}])
    assert [c.obtained for c in compare(run)] == [None, None]


def test_a_figure_published_on_another_dataset_is_compared_there(tmp_path):
    elsewhere = run_of("cvae-2", "mnist", tmp_path, neg_elbo=156.5)
    assert [c.obtained for c in compare(elsewhere)] == [156.5]
    assert compare(run_of("cvae-2", "fashion-mnist", tmp_path, neg_elbo=240.0)) == ()


def test_on_another_dataset_nothing_is_compared_and_it_is_said(tmp_path):
    run = run_of("vae-dense-20", "uci-digits", tmp_path, neg_elbo=150.0)
    assert compare(run) == ()
    differences = departures(run.config)
    assert differences[0] == "trained on uci-digits, published on mnist"
    assert any(word.startswith("epochs 400 instead of 10") for word in differences)


def test_another_seed_is_the_same_protocol_and_another_network_is_not():
    config = make_config("vae-dense-20", "mnist", seed=3)
    assert departures(config) == []
    other = replace(config, model=replace(config.model, latent_dim=5))
    assert departures(other) == ["another network"]


def test_our_own_models_are_no_published_system(tmp_path):
    run = run_of("vae-2d", "mnist", tmp_path)
    assert published_system(run) is None
    assert compare(run) == ()


def test_a_system_of_other_images_is_not_said_to_be_published_on_those_of_its_run():
    config = make_config("vae-gan-20", "fashion-mnist")
    assert departures(config) == ["trained on fashion-mnist instead of mnist"]
