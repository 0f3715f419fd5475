"""Opening of runs: one by its id, or all there are. Nothing that is read is trusted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError, RunError
from vae_core.models.config import RunConfig
from vae_core.runs.layout import read_roots, run_folder
from vae_core.runs.run import CONFIG, FORMAT, LATENTS, METRICS, WEIGHTS, Run, damaged

FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NUMBER = (int, float)
# Metrics that every run has, by the path to them; an AE has no bound and no KL.
_Types = dict[str, type | tuple[type, ...]]
_METRICS: _Types = {
    "history": list,
    "seconds": _NUMBER,
    "device": str,
    "parameters.encoder": int,
    "parameters.decoder": int,
    "evaluation.n": int,
}
_RECOGNISER_METRICS: _Types = {"evaluation.accuracy": _NUMBER}
_AE_METRICS: _Types = {
    "evaluation.recon": _NUMBER,
    "evaluation.pixel_mse": _NUMBER,
    "evaluation.knn_accuracy": _NUMBER,
    "support.k": int,
    "support.thin": _NUMBER,
    "support.hole": _NUMBER,
}
_VAE_METRICS: _Types = {"evaluation.neg_elbo": _NUMBER, "evaluation.kl": _NUMBER}


def load_run(run_id: str, root: Path | str | None = None) -> Run:
    """Open a run by its id, for example load_run("mnist/vae-2d").

    Raises ConfigError on an id that cannot be one, RunError where the run is missing or damaged.
    """
    folder = run_folder(run_id, root)
    if not folder.is_dir():
        raise RunError(f"There is no run {run_id} under {folder.parent.parent}.")
    values = {file: _read_json(run_id, folder / file) for file in (CONFIG, METRICS)}
    for file, content in values.items():
        if content.get("format") != FORMAT:
            raise damaged(run_id, f"{file} is not of format {FORMAT}")
    metrics = values[METRICS]
    del values[CONFIG]["format"]
    try:
        config = RunConfig.from_dict(values[CONFIG])
    except ConfigError as error:
        raise damaged(run_id, f"{CONFIG} does not describe a run ({error})") from error
    if config.dataset != folder.parent.name:
        raise damaged(run_id, f"{CONFIG} belongs to another run")
    for path, kind in _expected_metrics(config).items():
        value = _value_at(metrics, *path.split("."))
        if not isinstance(value, kind) or value == []:
            raise damaged(run_id, f"{METRICS} lacks {path!r}")
    noted = metrics.get("files")
    for file in {WEIGHTS, LATENTS}.union(noted if isinstance(noted, dict) else ()):
        match _value_at(metrics, "files", file):
            case {"sha256": str(), "bytes": int(size)}:
                pass
            case _:
                raise damaged(run_id, f"{METRICS} lacks the hash of {file}")
        if not FILE_NAME.fullmatch(file):
            raise damaged(run_id, f"{METRICS} notes the file {file[:40]!r}")
        file_path = folder / file
        if not file_path.is_file() or file_path.stat().st_size != size:
            raise damaged(run_id, f"{file} is missing or cut short")
    return Run(folder.parent.name, folder.name, folder, config, metrics)


def list_runs(root: Path | str | None = None) -> tuple[list[Run], list[RunError]]:
    """Every sound run, in order of dataset and name, and an error for each damaged one."""
    runs, problems = [], []
    for dataset in DATASETS:
        folders = [folder / dataset for folder in read_roots(root)]
        paths = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
        for name in sorted({path.name for path in paths if path.is_dir()}):
            if name.startswith("."):
                continue
            try:
                runs.append(load_run(f"{dataset}/{name}", root))
            except (RunError, ConfigError) as error:
                problems.append(RunError(str(error)))
    return runs, problems


def _expected_metrics(config: RunConfig) -> _Types:
    """Metrics that a run has to have, by their path, and their types."""
    if config.model.kind == "recogniser":
        return _METRICS | _RECOGNISER_METRICS
    expected = _METRICS | _AE_METRICS
    if config.model.kind == "vae":
        expected |= _VAE_METRICS
    return expected


def _value_at(values: Any, *keys: str) -> Any:
    """values[key][key]..., or None where one of the keys is missing."""
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _read_json(run_id: str, path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(run_id, f"{path.name} is missing or is not JSON") from error
    if not isinstance(values, dict):
        raise damaged(run_id, f"{path.name} does not hold an object")
    return values
