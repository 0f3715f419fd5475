"""Filming a training: what is on the frames, and that the training does not notice."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from tests.support.runs.fits import with_training
from vae_core.models.networks.autoencoders import build_model
from vae_core.runs.load import load_run
from vae_core.runs.recording.film import frame_steps
from vae_core.training.fit import fit
from vae_core.training.loop.recorder import FilmRecorder
from vae_core.training.train import train


def filmed(config, dataset, plan="epochs"):
    recorder = FilmRecorder(config, dataset, plan)
    return fit(config, dataset, "cpu", on_step=recorder.record), recorder.film


def test_a_filmed_training_is_the_same_training(tiny, digits):
    with_film, film = filmed(tiny, digits)
    without = fit(tiny, digits, "cpu")
    assert film is not None
    states = with_film.model.state_dict(), without.model.state_dict()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_frames_are_taken_when_they_are_due(tiny, digits):
    _, film = filmed(tiny, digits)
    assert film.steps.tolist() == list(frame_steps("epochs", 9, 2)) == [0, 9, 18]
    assert film.epochs.tolist() == [0.0, 1.0, 2.0]
    assert film.loss[-1] < film.loss[0]


def test_the_last_frame_shows_the_model_that_is_kept(tiny, digits):
    config = with_training(tiny, keep="last")
    result, film = filmed(config, digits)
    with torch.no_grad():
        mu, _ = result.model.encode(digits.test.x())
    assert film.codes[-1] == pytest.approx(mu.numpy(), abs=1e-5)
    picture = np.asarray(Image.open(io.BytesIO(film.pictures[-1])).convert("L")) / 255
    # The tile right of the lower left corner is at quantiles (second, first).
    from vae_core.latent.geometry import normal_quantiles

    q = normal_quantiles(20)
    with torch.no_grad():
        tile = result.model.decode(torch.tensor([[q[1], q[0]]]).float()).sigmoid()[0, 0].numpy()
    assert np.abs(picture[-28:, 28:56] - tile).mean() < 0.03


@pytest.mark.parametrize(
    ("kind", "dim", "shows", "axes"),
    [
        ("vae", 2, "manifold", "latent"),
        ("ae", 2, "manifold", "latent"),
        ("vae", 1, "samples", "latent"),
        ("vae", 5, "samples", "pc"),
        ("ae", 5, "reconstructions", "pc"),
    ],
)
def test_what_is_filmed_depends_on_the_model(tiny, digits, kind, dim, shows, axes):
    config = replace(tiny, model=replace(tiny.model, kind=kind, latent_dim=dim))
    _, film = filmed(config, digits)
    assert (film.shows, film.axes) == (shows, axes)
    assert film.codes.shape == (3, 500, 2)
    assert np.isfinite(film.codes).all()


def test_the_axes_are_those_in_which_the_last_codes_spread_most(tiny, digits):
    config = replace(tiny, model=replace(tiny.model, latent_dim=5))
    _, film = filmed(config, digits)
    across, up = film.codes[-1].T
    assert across.var() >= up.var()
    assert np.corrcoef(across, up)[0, 1] == pytest.approx(0.0, abs=1e-3)


def test_without_a_plan_there_is_no_film(tiny, digits):
    assert filmed(tiny, digits, "none")[1] is None


def test_codes_that_are_no_numbers_are_left_out(tiny, digits):
    recorder = FilmRecorder(tiny, digits, "epochs")
    model = build_model(tiny.model)
    recorder.record(0, model)
    with torch.no_grad():
        model.encoder[-1].bias.fill_(float("nan"))
    recorder.record(9, model)
    assert recorder.film.steps.tolist() == [0]


def test_a_run_keeps_its_film(tiny, tmp_path):
    made = train(tiny, root=tmp_path, film="epochs")
    film = load_run(made.id, tmp_path).film
    assert film.steps.tolist() == [0, 9, 18]
    assert (
        train(replace(tiny, dataset="uci-digits"), "bare", root=tmp_path, film="none").film is None
    )
