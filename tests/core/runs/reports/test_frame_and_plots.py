"""A run's codes as a table of pandas, and its pictures with matplotlib."""

import tomllib
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
import torch

from tests.support.pages import ROOT
from vae_core.errors import RunError
from vae_core.extras import MissingLibraryError
from vae_core.runs.reports.plots import HUES

mpl.use("Agg")


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def test_a_frame_has_a_row_for_each_test_image(trained):
    frame, latents = trained.frame(), trained.latents
    names = ["index", "split", "label", "class", "mu1", "mu2", "logvar1", "logvar2"]
    assert list(frame.columns) == names
    assert len(frame) == 500
    assert (frame["mu2"].to_numpy() == latents.mu[:, 1]).all()
    assert (frame["logvar1"].to_numpy() == latents.logvar[:, 0]).all()
    assert (frame["label"].to_numpy() == latents.label).all()
    assert frame["class"][3] == str(latents.label[3])
    assert set(frame["split"]) == {"test"}
    assert list(frame["index"]) == list(range(500))


def test_a_frame_of_an_autoencoder_has_its_codes(of_kind):
    frame = of_kind("conv-ae").frame()
    assert list(frame.columns)[4:] == ["z1", "z2", "z3"]


def test_the_codes_are_drawn_in_the_hue_of_their_class(trained):
    ax = trained.plot_codes()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("z1", "z2")
    labels = np.unique(trained.latents.label)
    for label, dots in zip(labels, ax.collections, strict=True):
        of_class = trained.latents.label == label
        assert np.asarray(dots.get_offsets()) == pytest.approx(trained.latents.mu[of_class])
        assert mpl.colors.to_hex(dots.get_facecolor()[0]).upper() == HUES[label]


def test_the_hues_are_those_of_the_app():
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert list(HUES) == tomllib.loads(text)["theme"]["light"]["chartCategoricalColors"]


def test_the_manifold_is_what_the_decoder_draws(trained):
    ax = trained.plot_manifold(n=5)
    picture = np.asarray(ax.images[0].get_array())
    assert picture.shape == (5 * 28, 5 * 28)
    high = 1.6448536  # the quantile 0.95 of N(0, 1)
    corner = trained.model().decode(torch.tensor([[high, high]])).sigmoid()[0, 0]
    assert picture[:28, -28:] == pytest.approx(corner.numpy(), abs=1e-5)
    middle = trained.model().decode(torch.zeros(1, 2)).sigmoid()[0, 0]
    assert picture[56:84, 56:84] == pytest.approx(middle.numpy(), abs=1e-5)


def test_pictures_of_any_dimension_go_where_they_are_told(of_kind, tiny, checkpoints):
    from vae_core.training.train import train

    figure = mpl.figure.Figure()
    ax = figure.subplots()
    run = of_kind("conv-ae")
    assert run.plot_manifold(n=3, ax=ax) is ax
    assert ax.images[0].get_array().shape == (84, 84)
    assert run.plot_codes().get_xlabel().startswith("z")
    one = replace(tiny, model=replace(tiny.model, latent_dim=1))
    line = train(one, "line", film="none", iwae_samples=0)
    assert line.plot_manifold(n=4).images[0].get_array().shape == (28, 112)
    assert line.plot_codes().get_ylabel() == "class"


def test_a_recogniser_draws_nothing(recogniser):
    with pytest.raises(RunError, match="is a recogniser: it draws no images"):
        recogniser.plot_manifold()


def test_without_their_libraries_a_sentence_says_how_to_get_them(trained, monkeypatch):
    monkeypatch.setattr("vae_core.extras.find_spec", lambda name: None)
    for ask, package in (
        (trained.frame, "pandas"),
        (trained.plot_codes, "matplotlib"),
        (trained.plot_manifold, "matplotlib"),
    ):
        with pytest.raises(MissingLibraryError, match=f"needs {package}: pip install {package}$"):
            ask()
