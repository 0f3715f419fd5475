"""Writing of runs: a new one, or more about one that is there."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from vae_core.errors import ConfigError, RunError
from vae_core.files import atomic, disk
from vae_core.files.roots import is_installed, shipped_root
from vae_core.latent.geometry import Latents
from vae_core.models.config import RunConfig
from vae_core.runs.layout import run_folder
from vae_core.runs.load import load_run
from vae_core.runs.metrics.check import FILE_NAME, check_metrics
from vae_core.runs.recording.film import Film, film_bytes
from vae_core.runs.reports.card import README, model_card
from vae_core.runs.run import CONFIG, FILM, FORMAT, LATENTS, METRICS, WEIGHTS, Run


def save_run(
    run_id: str,
    config: RunConfig,
    weights: dict[str, np.ndarray],
    metrics: dict[str, Any],
    latents: Latents,
    root: Path | str | None = None,
    film: Film | None = None,
) -> Run:
    """Write a run, all of it or nothing, and open it.

    The folder is written under a temporary name and renamed. If another process has finished the
    same run meanwhile, that one stays and is returned.
    Raises RunError where the folder cannot be written, and leaves nothing behind.
    """
    folder = run_folder(run_id, root)
    files = {WEIGHTS: _weights_bytes(weights), LATENTS: _latents_bytes(latents)}
    if film:
        files[FILM] = film_bytes(film)
    stamped = {
        **metrics,
        "format": FORMAT,
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in files.items()
        },
    }
    files[CONFIG] = atomic.json_bytes({"format": FORMAT, **config.to_dict()})
    files[METRICS] = atomic.json_bytes(stamped)
    files[README] = model_card(run_id, config, stamped).encode()
    temporary = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        temporary.chmod(0o755)
        for name, content in files.items():
            atomic.write_new(temporary / name, content)
        try:
            temporary.rename(folder)
        except OSError:
            if not disk.is_folder(folder):
                raise
    except OSError as error:
        raise RunError(
            f"The run {run_id} could not be written to {folder} ({error.strerror}). "
            "Nothing was left behind."
        ) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
    return load_run(run_id, root)


def amend(run: Run, values: dict[str, Any]) -> Run:
    """Add or replace blocks of a run's metrics.json, and open it again.

    For what is measured after the training: {"quality": {...}}. What another process has added
    since `run` was opened stays. Raises RunError where the file cannot be written; the old one
    then stays, and for a run of an installed package. Raises ConfigError on figures that
    metrics.json cannot hold.
    """
    check_changeable(run)
    root = run.folder.parent.parent
    new = {**load_run(run.id, root).metrics, **values}
    check_metrics(new, run.config)
    write_json(run.folder / METRICS, new)
    with suppress(OSError):  # The figures are kept, and no reader needs the card
        write_card(load_run(run.id, root))
    return load_run(run.id, root)


def write_card(run: Run) -> None:
    """Write a run's model card anew, README.md. Raises OSError where that fails."""
    card = model_card(run.id, run.config, run.metrics)
    atomic.write_bytes(run.folder / README, card.encode())


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Write a file, all of it or nothing, and its folder. Raises RunError where that fails."""
    try:
        atomic.write_json(path, values)
    except OSError as error:
        raise RunError(f"The figures could not be written to {path} ({error.strerror}).") from error


def attach(run: Run, file: str, content: bytes) -> Run:
    """Write a file beside a run, or replace it, and open the run again.

    Its hash is noted in metrics.json, and it is checked like every other file of the run; read it
    with `Run.attached`. The run is sound at every moment: the note of a file that is replaced goes
    first.
    Raises RunError where it cannot be written, and for a run of an installed package.
    """
    check_changeable(run)
    if not FILE_NAME.fullmatch(file) or file in (CONFIG, METRICS, WEIGHTS, LATENTS):
        raise ConfigError(f"{file!r} cannot name a file beside a run.")
    path = run.folder / file
    noted = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    files = _files_now(run)
    if files.pop(file, noted) != noted:
        amend(run, {"files": files})
    try:
        atomic.write_bytes(path, content)
    except OSError as error:
        raise RunError(f"{file} of {run.id} could not be written ({error.strerror}).") from error
    return amend(run, {"files": _files_now(run) | {file: noted}})


def is_read_only(run: Run) -> bool:
    """True for a run that lies in an installed package; in a clone, every run can be changed."""
    return is_installed() and run.folder.is_relative_to(shipped_root())


def check_changeable(run: Run) -> None:
    """Raise RunError for a run that lies in an installed package."""
    if is_read_only(run):
        raise RunError(f"{run.id} comes with the installed package: nothing is written to it.")


def check_writable(run_id: str, root: Path | str | None = None) -> None:
    """Raise RunError now rather than after the training if the run's folder cannot be made."""
    folder = run_folder(run_id, root)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.parent) as probe:
            probe.write(b"x" * 4096)
            probe.flush()
    except OSError as error:
        raise RunError(f"Runs cannot be written to {folder.parent} ({error.strerror}).") from error


def _files_now(run: Run) -> dict[str, Any]:
    """Noted hashes of the files of a run, with those that other processes have added since."""
    return load_run(run.id, run.folder.parent.parent).metrics["files"]


def _weights_bytes(weights: dict[str, np.ndarray]) -> bytes:
    from safetensors.numpy import save

    return save({name: np.ascontiguousarray(w) for name, w in weights.items()})


def _latents_bytes(latents: Latents) -> bytes:
    arrays: dict[str, Any] = {"mu": latents.mu.astype(np.float16), "label": latents.label}
    if latents.logvar is not None:
        arrays["logvar"] = latents.logvar.astype(np.float16)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()
