"""Runs that the Gallery is opened with."""

import shutil
from pathlib import Path

import pytest

from tests.ui.pages.gallery.reading import copied
from vae_core.models.presets import make_config
from vae_core.runs.load import load_run
from vae_core.runs.run import Run
from vae_core.runs.store import amend
from vae_core.training.train import train


@pytest.fixture(scope="session")
def every_kind(of_every_size, once) -> Path:
    """VAEs of 1, 2 and 64 numbers, AEs of 2 and 10, and a system on another dataset."""

    def make(root):
        shutil.copytree(of_every_size, root)
        train(make_config("vae-dense-10", "uci-digits", epochs=1), "vae-dense-10", root=root)

    return once("gallery", make)


@pytest.fixture
def runs(every_kind, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(every_kind))
    return every_kind


@pytest.fixture
def measured(runs, recogniser, checkpoints):
    """Gives runs figures of sample quality, and the recogniser they were taken with."""
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")

    def measure(name: str, prior: float, fitted: float | None = None) -> Run:
        copied(runs, checkpoints, name)
        scores = [f and {"frechet": f, "inception": 2.0} for f in (prior, fitted)]
        quality = dict(zip(("prior", "fitted"), scores, strict=True)) | {"n": 1000, "seed": 0}
        quality["recogniser"] = recogniser.weights_hash
        return amend(load_run(f"uci-digits/{name}"), {"quality": quality})

    return measure
