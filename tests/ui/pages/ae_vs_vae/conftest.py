"""The page AE vs VAE with pairs of models."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import as_mnist, plain
from tests.support.runs.gaps import coarse_gaps
from vae_core.evaluation.codes.ae_vs_vae import measure_gaps
from vae_core.evaluation.plane.maps import save_maps
from vae_core.latent.geometry import View
from vae_core.runs.load import load_run
from vae_core.runs.store import amend
from vae_core.training.train import train

PAGE = "pages/1_AE_vs_VAE.py"
VIEWS = [View((0.0, 0.0), 4.0)] * 2


@pytest.fixture(scope="session")
def pairs(of_every_size, tiny, recogniser, digits, once) -> Path:
    """Under uci-digits the AE `plain` and the VAE `tiny`, measured and mapped; `plain-ten` and
    `ten`, not measured; two without a partner; and a recogniser. A VAE under mnist."""

    def make(root):
        shutil.copytree(of_every_size, root)
        ten = replace(tiny, model=replace(tiny.model, latent_dim=10))
        train(ten, "ten", root=root, film="none")
        shutil.copytree(recogniser.folder, root / "uci-digits" / "recogniser")
        eye = load_run("uci-digits/recogniser", root)
        for name in ("plain", "tiny"):
            run = load_run(f"uci-digits/{name}", root)
            with coarse_gaps():
                run = amend(run, {"gaps": measure_gaps(run, eye, digits, n=200).to_dict()})
            save_maps(run, eye)
        as_mnist(root / "uci-digits" / "tiny", root / "mnist" / "tiny")

    return once("pairs", make)


@pytest.fixture
def here(pairs, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(pairs))


@pytest.fixture
def copied(pairs, checkpoints) -> Path:
    """A copy of all that, for tests that damage it."""
    shutil.copytree(pairs, checkpoints)
    return checkpoints / "uci-digits"


def open_page(**query: str) -> AppTest:
    return pages.open_page(PAGE, **query)


def prose(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.get("html"))
    return plain(" ".join(e.value for kind in kinds for e in kind))
