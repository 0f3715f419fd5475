"""Opening of runs: one by its id, or all there are. Nothing that is read is trusted."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError, RunError
from vae_core.files import disk
from vae_core.models.config import RunConfig
from vae_core.runs.layout import dataset_folders, read_roots, run_folder
from vae_core.runs.metrics.check import check_metrics
from vae_core.runs.run import CONFIG, FORMAT, LATENTS, METRICS, WEIGHTS, Run, damaged


def load_run(run_id: str, root: Path | str | None = None) -> Run:
    """Open a run by its id, for example load_run("mnist/vae-2d").

    Raises ConfigError on an id that cannot be one, RunError where the run is missing or damaged.
    """
    folder = run_folder(run_id, root)
    if not disk.is_folder(folder):
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
    try:
        check_metrics(metrics, config)
    except ConfigError as error:
        raise damaged(run_id, f"{METRICS}: {str(error).rstrip('.')}") from error
    for file in (WEIGHTS, LATENTS):
        if file not in metrics["files"]:
            raise damaged(run_id, f"{METRICS} lacks the hash of {file}")
    for file, noted in metrics["files"].items():
        if disk.size(folder / file) != noted["bytes"]:
            raise damaged(run_id, f"{file} is missing or cut short")
    return Run(folder.parent.name, folder.name, folder, config, metrics)


def list_runs(root: Path | str | None = None) -> tuple[list[Run], list[RunError]]:
    """Every sound run, in order of dataset and name, and an error for each damaged one.

    What else lies among the runs is passed over, but for a link that leads nowhere: it was a run.
    """
    runs: list[Run] = []
    problems: list[RunError] = []
    for dataset in dataset_folders(root):
        is_known = dataset in DATASETS
        for name in _names_of_runs(dataset, root, problems if is_known else []):
            if not is_known and not _is_a_run(dataset, name, root):
                continue
            try:
                runs.append(load_run(f"{dataset}/{name}", root))
            except (RunError, ConfigError) as error:
                if _is_still_there(dataset, name, root):
                    problems.append(RunError(str(error)))
    return runs, problems


def _names_of_runs(dataset: str, root: Path | str | None, problems: list[RunError]) -> list[str]:
    """Names of the folders of a dataset; adds to `problems` what cannot be looked at."""
    found = set()
    for folder in (beside / dataset for beside in read_roots(root)):
        try:
            names = disk.names(folder)
        except RunError as error:
            problems.append(error)
            continue
        for name in names:
            if disk.is_folder(folder / name):
                found.add(name)
            elif disk.is_broken_link(folder / name):
                problems.append(RunError(f"{dataset}/{name} is a link that leads nowhere."))
    return sorted(found)


def _is_a_run(dataset: str, name: str, root: Path | str | None) -> bool:
    """True if a folder beside those of datasets holds a run that notes what its dataset was."""
    with suppress(OSError, ValueError, AttributeError):
        for beside in read_roots(root):
            if disk.is_folder(folder := beside / dataset / name):
                return bool(disk.read_json(folder / METRICS).get("dataset"))
    return False


def _is_still_there(dataset: str, name: str, root: Path | str | None) -> bool:
    """False where a run was deleted while lists were drawn: then nothing is wrong with it."""
    return any(disk.is_folder(beside / dataset / name) for beside in read_roots(root))


def _read_json(run_id: str, path: Path) -> dict[str, Any]:
    try:
        values = disk.read_json(path)
    except FileNotFoundError as error:
        raise damaged(run_id, f"{path.name} is missing or is not JSON") from error
    except OSError as error:
        raise damaged(run_id, f"{path.name} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise damaged(run_id, f"{path.name} is missing or is not JSON") from error
    if not isinstance(values, dict):
        raise damaged(run_id, f"{path.name} does not hold an object")
    return values
