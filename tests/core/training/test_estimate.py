"""Size and pace of a training, before it is begun."""

import os
from dataclasses import replace
from time import perf_counter

import pytest

from tests.support.runs.fits import with_training
from vae_core.data.datasets import DATASETS, load_dataset, split_sizes
from vae_core.models.layers import Conv, Dense
from vae_core.models.networks.autoencoders import build_model, parameter_count
from vae_core.models.presets import PRESETS, make_config
from vae_core.training import estimate
from vae_core.training.estimate import activation_bytes, blank_weights, pace, parameters
from vae_core.training.estimate_process import PaceProcess
from vae_core.training.fit import fit


@pytest.mark.parametrize("name", PRESETS)
def test_parameters_are_those_of_the_model(name):
    model = make_config(name, "mnist").model
    built = build_model(model)
    assert parameters(model) == parameter_count(built.encoder) + parameter_count(built.decoder)


def test_blank_weights_stand_for_those_of_a_run(trained):
    blank = blank_weights(trained.config.model)
    assert {n: w.shape for n, w in blank.items()} == {
        n: w.shape for n, w in trained.weights.items()
    }
    assert not any(w.any() for w in blank.values())


def test_a_model_that_would_not_fit_is_counted_all_the_same(tiny):
    from vae_core.models.layers.usual import dense_decoder, dense_encoder

    wide = replace(tiny.model, encoder=dense_encoder(16_000, 16_000), decoder=dense_decoder(16_000))
    assert parameters(wide) > 280e6


def test_the_estimate_is_about_what_a_training_takes(tiny, digits):
    """Within a factor of three in one of five tries: the machine may be doing something else."""
    config = with_training(tiny, epochs=40)
    ratios = []
    for _ in range(5):
        guess = pace(config, "cpu").epoch * 40
        began = perf_counter()
        fit(config, digits, "cpu")
        ratios.append((perf_counter() - began) / guess)
        if 1 / 3 < ratios[-1] < 3:
            return
    raise AssertionError(f"a training took these times what was estimated: {ratios}")


def test_a_training_on_all_images_counts_them_all(tiny):
    """Those of MNIST, which need not be here."""
    mnist = replace(tiny, dataset="mnist", training=replace(tiny.training, batch_size=1000))
    assert pace(mnist, "cpu").steps_per_epoch == 55
    last = with_training(mnist, keep="last")
    assert pace(last, "cpu").steps_per_epoch == 60


def test_a_batch_that_is_too_large_is_measured_with_fewer_images(tiny, monkeypatch):
    """Two megabytes of activations an image: a step of all 4,096 would take 8 GB."""
    layers = (Conv(64, 3, 1, 1), Conv(64, 3, 1, 1), Dense(8))
    wide = replace(tiny.model, encoder=layers)
    assert 1e6 < activation_bytes(wide) < 4e6
    taken = []
    usual = estimate.Trainer

    def trainer(config, *arguments):
        taken.append(config.training.batch_size)
        return usual(config, *arguments)

    monkeypatch.setattr(estimate, "Trainer", trainer)
    monkeypatch.setattr(estimate, "_LEAST_STEPS", 1)
    batch = replace(tiny.training, batch_size=4096)
    measured = pace(replace(tiny, dataset="mnist", model=wide, training=batch), "cpu")
    assert taken[0] * activation_bytes(wide) < 130e6
    assert measured.steps_per_epoch == 14
    assert measured.step > 0


@pytest.mark.slow
def test_a_pace_is_measured_in_a_process_that_can_be_killed(tiny):
    measurer = PaceProcess()
    measured = measurer.pace(tiny, 30)
    assert measured.step > 0
    first = measurer._process.pid
    assert measurer.pace(tiny, 30).steps_per_epoch == measured.steps_per_epoch
    assert measurer._process.pid == first  # It was kept
    with measurer._lock:
        assert measurer.pace(tiny, 30, wait=0.1) is None  # Nobody waits for the others for long
    assert measurer.pace(tiny, 0.001) is None
    assert measurer._process is None
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


@pytest.mark.parametrize("name", DATASETS)
def test_sizes_are_those_of_the_dataset(name, request):
    from vae_core.data.datasets import is_downloaded

    if not is_downloaded(name):
        pytest.skip(f"{name} is not on this machine (set VAE_DATA_DIR)")
    data, sizes = load_dataset(name), split_sizes(name)
    assert (len(data.train), len(data.val), len(data.test)) == tuple(vars(sizes).values())
