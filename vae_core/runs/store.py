"""A run: a folder that holds one trained model and all that is known of it.

    checkpoints/<dataset>/<name>/
        config.json          rebuilds the model and its training
        weights.safetensors  float16
        metrics.json         history, evaluation, seed, versions, seconds, hashes
        latents.npz          mu, logvar (float16) and label of every test image
        film.npz             how the training went, if it was filmed (see film.py)
        ...                  what was worked out later (see `attach`)

Reading config, metrics, latents and even the weights needs no torch; only `Run.model()` does.
A folder is written under a temporary name and renamed when it is whole, so a run is there
completely or not at all. What is read is checked against the hashes in metrics.json.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError, RunError
from vae_core.latent.geometry import Latents
from vae_core.models.config import RunConfig
from vae_core.runs import atomic
from vae_core.runs.film import Film, film_bytes, film_from_bytes
from vae_core.runs.layout import read_roots, run_folder

if TYPE_CHECKING:
    from vae_core.models.autoencoders import Autoencoder

FORMAT = 1
CONFIG, METRICS = "config.json", "metrics.json"
WEIGHTS, LATENTS, FILM = "weights.safetensors", "latents.npz", "film.npz"
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NUMBER = (int, float)
# What every reader may count on, by the path to it; an AE has no bound and no KL.
_METRICS: dict[str, type | tuple[type, ...]] = {
    "history": list,
    "seconds": _NUMBER,
    "device": str,
    "parameters.encoder": int,
    "parameters.decoder": int,
    "evaluation.n": int,
}
_RECOGNISER_METRICS = {"evaluation.accuracy": _NUMBER}
_AE_METRICS = {
    "evaluation.recon": _NUMBER,
    "evaluation.pixel_mse": _NUMBER,
    "evaluation.knn_accuracy": _NUMBER,
    "support.k": int,
    "support.thin": _NUMBER,
    "support.hole": _NUMBER,
}
_VAE_METRICS = {"evaluation.neg_elbo": _NUMBER, "evaluation.kl": _NUMBER}


@dataclass(frozen=True)
class Run:
    """A run on disk whose config and metrics have been read and found sound."""

    dataset: str
    name: str
    folder: Path
    config: RunConfig
    metrics: dict[str, Any]

    @property
    def id(self) -> str:
        """ "<dataset>/<name>"."""
        return f"{self.dataset}/{self.name}"

    @property
    def weights_hash(self) -> str:
        """SHA-256 of its weights, which tells one recogniser, or one training, from another."""
        return self.metrics["files"][WEIGHTS]["sha256"]

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        """Every tensor by its PyTorch name, float16. Raises RunError where damaged."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        content = self._checked(WEIGHTS)
        try:
            weights = load(content)
        except (SafetensorError, ValueError, KeyError) as error:
            raise self._damaged(f"{WEIGHTS} cannot be read ({error})") from error
        if not all(np.isfinite(w).all() for w in weights.values()):
            raise self._damaged(f"{WEIGHTS} holds a value that is not a number")
        return weights

    @cached_property
    def latents(self) -> Latents:
        """The codes of the test set, in its order. Raises RunError where damaged."""
        import io

        content = self._checked(LATENTS)
        names = ("mu", "logvar") if self.config.model.kind == "vae" else ("mu",)
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                codes = {name: arrays[name].astype(np.float32) for name in names}
                label = arrays["label"]
        except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
            raise self._damaged(f"{LATENTS} cannot be read ({error})") from error
        n, dim = self.metrics["evaluation"]["n"], self.config.model.latent_dim
        if label.shape != (n,) or any(code.shape != (n, dim) for code in codes.values()):
            raise self._damaged(
                f"{LATENTS} has shapes that do not fit {n} images and {dim} latent dimensions"
            )
        if not all(np.isfinite(code).all() for code in codes.values()):
            raise self._damaged(f"{LATENTS} holds a value that is not a number")
        if label.dtype != np.uint8 or label.max(initial=0) >= len(DATASETS[self.dataset].classes):
            raise self._damaged(f"{LATENTS} has labels that are no classes of {self.dataset}")
        return Latents(codes["mu"], codes.get("logvar"), label)

    @cached_property
    def film(self) -> Film | None:
        """The film of its training, if one was taken. Raises RunError where damaged."""
        content = self.attached(FILM)
        if content is None:
            return None
        try:
            return film_from_bytes(content)
        except ValueError as error:
            raise self._damaged(f"{FILM} cannot be read ({error})") from error

    def attached(self, file: str) -> bytes | None:
        """A file that only some runs have, for example one of `attach`; None where this one has
        none. Raises RunError where it is damaged."""
        return self._checked(file) if file in self.metrics["files"] else None

    def model(self) -> Autoencoder:
        """The trained model on the CPU, in evaluation mode and without gradients. Imports torch.

        Raises RunError where the weights are damaged or do not fit the config.
        """
        import torch

        from vae_core.models.autoencoders import build_model

        model = build_model(self.config.model)
        state = {name: torch.from_numpy(w.astype(np.float32)) for name, w in self.weights.items()}
        try:
            model.load_state_dict(state)
        except RuntimeError as error:
            raise self._damaged(f"{WEIGHTS} do not fit the model in {CONFIG}") from error
        return model.eval().requires_grad_(False)

    def _checked(self, file: str) -> bytes:
        """The bytes of a file, compared with the hash that was noted when the run was written."""
        try:
            content = (self.folder / file).read_bytes()
        except OSError as error:
            raise self._damaged(f"{file} cannot be read ({error.strerror})") from error
        if hashlib.sha256(content).hexdigest() != self.metrics["files"][file]["sha256"]:
            raise self._damaged(f"{file} is not the file that was written")
        return content

    def _damaged(self, why: str) -> RunError:
        return damaged(self.id, why)


def damaged(run_id: str, why: str) -> RunError:
    """The error every reader raises for a run that cannot be used."""
    return RunError(f"The run {run_id} is damaged: {why}. Delete its folder to train it again.")


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
        value = _dig(metrics, *path.split("."))
        if not isinstance(value, kind) or value == []:
            raise damaged(run_id, f"{METRICS} lacks {path!r}")
    noted = metrics.get("files")
    for file in {WEIGHTS, LATENTS}.union(noted if isinstance(noted, dict) else ()):
        match _dig(metrics, "files", file):
            case {"sha256": str(), "bytes": int(size)}:
                pass
            case _:
                raise damaged(run_id, f"{METRICS} lacks the hash of {file}")
        if not _FILE_NAME.fullmatch(file):
            raise damaged(run_id, f"{METRICS} notes the file {file[:40]!r}")
        path = folder / file
        if not path.is_file() or path.stat().st_size != size:
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

    If another process finished the same run meanwhile, theirs is kept and returned.
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
            if not folder.is_dir():
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
    since `run` was opened stays. Raises RunError where the file cannot be written, and leaves the
    old one.
    """
    root = run.folder.parent.parent
    write_json(run.folder / METRICS, {**load_run(run.id, root).metrics, **values})
    return load_run(run.id, root)


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Write a file, all of it or nothing, and its folder. Raises RunError where that fails."""
    try:
        atomic.write_json(path, values)
    except OSError as error:
        raise RunError(f"The figures could not be written to {path} ({error.strerror}).") from error


def attach(run: Run, file: str, content: bytes) -> Run:
    """Keep a file beside a run, or put a new one in its place, and open the run again.

    Its hash is noted in metrics.json, and it is checked like every other file of the run; read it
    with `Run.attached`. A run is whole at every moment: a file that is replaced is first forgotten.
    Raises RunError where it cannot be written.
    """
    if not _FILE_NAME.fullmatch(file) or file in (CONFIG, METRICS, WEIGHTS, LATENTS):
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
    """What is noted of the files of a run, with what other processes have added since."""
    return load_run(run.id, run.folder.parent.parent).metrics["files"]


def _expected_metrics(config: RunConfig) -> dict[str, type | tuple[type, ...]]:
    if config.model.kind == "recogniser":
        return _METRICS | _RECOGNISER_METRICS
    expected = _METRICS | _AE_METRICS
    if config.model.kind == "vae":
        expected |= _VAE_METRICS
    return expected


def _dig(values: Any, *keys: str) -> Any:
    """values[key][key]..., or None where something is missing on the way."""
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


def _weights_bytes(weights: dict[str, np.ndarray]) -> bytes:
    from safetensors.numpy import save

    return save({name: np.ascontiguousarray(w) for name, w in weights.items()})


def _latents_bytes(latents: Latents) -> bytes:
    import io

    arrays = {"mu": latents.mu.astype(np.float16), "label": latents.label}
    if latents.logvar is not None:
        arrays["logvar"] = latents.logvar.astype(np.float16)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()
