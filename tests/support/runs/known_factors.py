"""A study of known factors for tests: members of the sweeps on shapes, all of one shipped run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.runs.kl_weight import FIGURES
from tests.support.runs.shipped import ROOT
from vae_core.runs.load import load_run
from vae_core.studies.sweep.plan import get_sweep
from vae_core.studies.sweep.store import FORMAT, HISTORY, member_file

SOURCE = "shapes/vae-10d"
_BETAS = (1.0, 4.0, 8.0)
SWEEPS = ("shapes-beta-vae", "shapes-beta-tcvae")


def study(root: Path, mig: Mapping[str, float]) -> Path:
    """Write the members that `mig` names, each with that MIG, and the runs of those whose weights
    are kept. All else is of `SOURCE`: only the page is looked at. Returns `root`."""
    source = load_run(SOURCE, ROOT)
    for sweep in SWEEPS:
        for name, config in get_sweep(sweep).members(betas=_BETAS, seeds=2).items():
            if name not in mig:
                continue
            values = config.to_dict() | {"model": source.config.to_dict()["model"]}
            if config.training.seed == 0:
                folder = root / "shapes" / name
                shutil.copytree(source.folder, folder)
                _write(folder / "config.json", {"format": 1, **values})
            _write(
                member_file(sweep, name, root),
                _member(source.metrics, name, values, mig[name]),
            )
    return root


def _member(metrics: dict[str, Any], name: str, config: dict, mig: float) -> dict[str, Any]:
    evaluation, factors = metrics["evaluation"], metrics["factors"]
    beta = config["training"]["beta"]
    told = {key: evaluation[key] for key in ("n", "recon", "kl", "neg_elbo", "kl_per_dim")}
    return {
        "format": FORMAT,
        "run": f"shapes/{name}",
        "config": config,
        "seconds": 1.0,
        "history": [dict.fromkeys(HISTORY, 1.0) | {"epoch": 1}],
        "figures": FIGURES | told | {"beta": beta, "objective": 1.0},
        "factors": factors | {"mig": mig},
        "rotation": None,
        "weights_sha256": "x",
    }


def _write(path: Path, values: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")
