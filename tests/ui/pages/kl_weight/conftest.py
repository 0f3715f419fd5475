"""The page KL weight with a ladder and a dial."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import as_mnist
from tests.support.runs.kl_weight import FIGURES, TURN
from vae_core.models.presets import default_name, make_config
from vae_core.studies.sweep.store import (
    BOUNDS,
    FORMAT,
    HISTORY,
    member_file,
    sweeps_folder,
)
from vae_core.training.train import train

PAGE = "pages/2_KL_weight.py"


@pytest.fixture(scope="session")
def ladder(conditioned, trained, tiny_ae, tmp_path_factory) -> Path:
    """A dial under uci-digits and one under mnist; there also a ladder of two numbers with what
    stands beside it. None of them learned from MNIST: only the page is looked at."""
    root = tmp_path_factory.mktemp("ladder")
    shutil.copytree(conditioned.folder, root / "uci-digits" / "any-beta")
    plain = train(tiny_ae, "plain", root=tmp_path_factory.mktemp("plain"), film="none")
    as_mnist(conditioned.folder, root / "mnist" / "vae-2d-any-beta")
    for beta in (0.0, 0.1, 1.0, 8.0):
        name = "ladder-2d" if beta == 1 else f"ladder-2d_beta-{beta:g}"
        as_mnist(trained.folder, root / "mnist" / name)
        _keep(root, name, trained.config, beta)
        _keep(root, f"{name}_seed-1", trained.config, beta, seed=1)
    as_mnist(trained.folder, root / "mnist" / "ladder-2d-kl-only")
    alone = replace(trained.config.training, reconstruct=False)
    kl_only = replace(trained.config, training=alone)
    _keep(root, "ladder-2d-kl-only", kl_only, 1.0, preset="ladder-2d-kl-only")
    as_mnist(plain.folder, root / "mnist" / "ladder-2d-ae")
    _keep(root, "ladder-2d-ae", tiny_ae, None, preset="ladder-2d-ae")
    for schedule in ("warm-up", "cyclical"):
        other = replace(trained.config.training, beta_schedule=schedule)
        config = replace(trained.config, training=other)
        _keep(root, f"ladder-2d_beta-schedule-{schedule}", config, 1.0)
    for beta in (1.0, 8.0):
        deep = make_config("vae-dense-20", "mnist", beta=beta)
        name = default_name("vae-dense-20", "mnist", beta=beta)
        _keep(root, name, deep, beta, preset="vae-dense-20", sweep="mnist-20d")
    bounds = {"mnist": {"floor": 45.53, "collapsed": 205.8}}
    (sweeps_folder(root) / BOUNDS).write_text(json.dumps(bounds), encoding="utf-8")
    return root


def _keep(
    root: Path,
    name: str,
    config,
    beta: float | None,
    seed: int = 0,
    preset: str = "ladder-2d",
    sweep: str = "mnist-2d",
) -> None:
    dim = config.model.latent_dim
    training = replace(config.training, beta=1.0 if beta is None else beta, seed=seed)
    config = replace(config, dataset="mnist", preset=preset, training=training)
    figures = FIGURES | {
        "beta": beta,
        "objective": 200.0 + 5 * (beta or 0),
        "recon": 200.0 + seed,
        "kl_per_dim": [5.0 / dim] * dim,
    }
    if beta is None:
        missing = dict.fromkeys(("kl", "neg_elbo", "kl_per_dim", "mean_sigma", "frechet_prior"))
        figures |= missing
    path = member_file(sweep, name, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    record = dict.fromkeys(HISTORY, 1.0)
    path.write_text(
        json.dumps(
            {
                "format": FORMAT,
                "run": f"mnist/{name}",
                "config": config.to_dict(),
                "seconds": 1.0,
                "history": [record | {"epoch": 1}, record | {"epoch": 2}],
                "figures": figures,
                "rotation": TURN if dim == 2 and seed == 0 else None,
                "weights_sha256": "x",
            }
        ),
        encoding="utf-8",
    )


@pytest.fixture
def here(ladder, monkeypatch, tmp_path):
    """Those runs, and no images of MNIST."""
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(ladder))
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    return ladder


@pytest.fixture
def copied(ladder, checkpoints, monkeypatch, tmp_path) -> Path:
    """A copy of all that, for tests that damage it."""
    shutil.copytree(ladder, checkpoints)
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    return checkpoints


def open_page(**query: str) -> AppTest:
    return pages.open_page(PAGE, **query)
