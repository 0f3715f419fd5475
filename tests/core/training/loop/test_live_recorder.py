"""Snapshots: of the right images, on axes that do not leap, and without a trace in the training."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from vae_core.models.networks.autoencoders import build_model
from vae_core.training.fit import fit
from vae_core.training.loop import recorder
from vae_core.training.loop.recorder import LiveRecorder


def _model(config, seed=0):
    torch.manual_seed(seed)
    return build_model(config.model)


def _wide(config, dim):
    return replace(config, model=replace(config.model, latent_dim=dim))


def test_one_image_of_each_class_is_rebuilt(tiny, digits):
    look = LiveRecorder(tiny, digits).record(5, 0.5, _model(tiny))
    assert (look.step, look.epoch, look.names) == (5, 0.5, tuple(range(10)))
    assert tuple(look.label[:10]) == look.names
    strip = np.asarray(Image.open(io.BytesIO(look.originals)).convert("L"))
    first = [int(np.flatnonzero(digits.test.labels == label)[0]) for label in range(10)]
    wanted = np.concatenate(list(digits.test.images[first]), axis=1)
    assert strip.shape == (28, 280)
    assert np.abs(strip.astype(int) - wanted).mean() < 6  # WebP


@pytest.mark.parametrize(
    ("kind", "dim", "shows", "axes", "side"),
    [
        ("vae", 2, "manifold", "latent", 15),
        ("ae", 2, "manifold", "latent", 15),
        ("vae", 5, "samples", "pc", 10),
        ("ae", 5, "reconstructions", "pc", 10),
        ("vae", 1, "samples", "latent", 10),
    ],
)
def test_what_is_shown(tiny, digits, kind, dim, shows, axes, side):
    config = _wide(replace(tiny, model=replace(tiny.model, kind=kind)), dim)
    look = LiveRecorder(config, digits).record(0, 0.0, _model(config))
    assert (look.shows, look.axes, look.rows, look.columns) == (shows, axes, side, side)
    assert Image.open(io.BytesIO(look.tiles)).size == (28 * side, 28 * side)
    assert look.codes.shape == (len(look.label), 2)


def test_principal_axes_do_not_leap(tiny, digits):
    """A model that puts every code on the other side, and one that swaps two numbers, show as the
    same cloud: the signs and the order of principal axes are free."""
    config = _wide(tiny, 5)
    model, live = _model(config), LiveRecorder(config, digits)
    before = live.record(0, 0.0, model).codes
    real = model.codes
    for turn in (-torch.eye(5), torch.eye(5)[[1, 0, 2, 3, 4]]):
        model.codes = lambda x, turn=turn: (real(x)[0] @ turn, None)
        assert np.allclose(live.record(1, 0.0, model).codes, before, atol=1e-4)


def test_codes_that_are_no_numbers_are_not_shown(tiny, digits):
    model = _model(tiny)
    with torch.no_grad():
        next(model.encoder.parameters()).fill_(float("nan"))
    assert LiveRecorder(tiny, digits).record(0, 0.0, model) is None


def test_a_training_that_is_watched_is_the_same_training(tiny, digits):
    def weights(on_step):
        return fit(tiny, digits, "cpu", on_step=on_step).model.state_dict().values()

    live = LiveRecorder(tiny, digits)
    seen = []
    watched = weights(lambda step, model: seen.append(live.record(step, 0.0, model)))
    assert len(seen) == 19
    assert all(map(torch.equal, watched, weights(None)))


def test_looks_take_little_of_the_time(tiny, digits, monkeypatch):
    """After a look that took 0.1 s the next is due 3.3 s later; in slow motion at once."""
    now = [100.0]
    monkeypatch.setattr(recorder.time, "monotonic", lambda: now[0])
    live, model = LiveRecorder(tiny, digits), _model(tiny)
    assert live.is_due()
    codes = model.codes

    def slowly(x):
        now[0] += 0.1
        return codes(x)

    model.codes = slowly
    live.record(0, 0.0, model)  # The first has to load what it needs, and is not counted
    now[0] += 0.3
    assert live.is_due()
    live.record(0, 0.0, model)
    now[0] += 0.3
    assert not live.is_due()
    assert live.is_due(idle=True)
    now[0] += 2.9
    assert not live.is_due()
    now[0] += 0.2
    assert live.is_due()
