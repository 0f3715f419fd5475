"""What the tests of the commands share."""

import shutil
from dataclasses import replace

import pytest

from vae_core.models.presets import PRESETS, Preset


@pytest.fixture(autouse=True)
def no_data(monkeypatch, tmp_path):
    """MNIST is nowhere, and no test fetches it."""
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "no data"))


@pytest.fixture
def preset(tiny, monkeypatch):
    """`train tiny` works for the length of a test."""
    recipe = Preset("tiny", "Tiny", "A tiny VAE.", tiny.model, tiny.training, epochs_small=2)
    monkeypatch.setitem(PRESETS, "tiny", recipe)


@pytest.fixture
def any_beta_preset(any_beta, monkeypatch):
    """`train any-beta` works for the length of a test."""
    recipe = Preset("any-beta", "Any", "A tiny one.", any_beta.model, any_beta.training)
    monkeypatch.setitem(PRESETS, "any-beta", replace(recipe, epochs_small=2))


@pytest.fixture
def judged(spoilable, recogniser, checkpoints):
    """The folder of a copy of the trained run, beside a recogniser."""
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")
    return spoilable
