"""From a file of weights to a run on disk: matched to a model, measured like any other, kept."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from vae_core.data.datasets import dataset_info, load_dataset
from vae_core.errors import ConfigError, RunError
from vae_core.files import disk
from vae_core.files.names import MAX_NAME
from vae_core.importing.files import WeightsFile
from vae_core.importing.guess import guessed_model
from vae_core.importing.match import Matched, match
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Activation
from vae_core.runs.layout import check_name, run_folder
from vae_core.runs.run import Run
from vae_core.runs.store import check_writable, save_run

if TYPE_CHECKING:
    from vae_core.models.networks.autoencoders import Autoencoder


def import_run(
    file: WeightsFile,
    dataset: str,
    name: str | None = None,
    *,
    model: ModelConfig | None = None,
    activation: Activation = "relu",
    iwae_samples: int = 0,
    root: Path | str | None = None,
) -> Run:
    """The weights of a file as a run of a dataset, measured on its test images.

    model: what the weights are of (None: `guess.guessed_model`, with this activation).
    name: of the run; that of the file where it is left out.
    The metrics note the file and its hash as "imported", and have no history: nothing was trained.
    Raises MisfitError where the weights do not fit, ConfigError on a bad name or setting, DataError
    without the data, RunError where the name is taken, a weight is too large for half precision, or
    the run cannot be written. Nothing is then left behind.
    """
    run_id = f"{dataset}/{check_name(name) if name else name_of_file(file.name)}"
    if disk.is_taken(run_folder(run_id, root)):
        raise RunError(f"There is already a run {run_id}. Choose another name.")
    info = dataset_info(dataset)
    model = model or guessed_model(file, info.image_shape, activation)
    matched = match(file, model)
    check_writable(run_id, root)
    config = RunConfig(dataset, model, TrainingConfig(), "imported")
    from vae_core.training.measure import measure_model, provenance

    data = load_dataset(dataset)
    built = _built(model, matched)
    measured, weights, codes = measure_model(config, built, data, iwae_samples)
    made = provenance(config, data)
    del made["seed"]
    metrics: dict[str, Any] = {
        **measured,
        "history": [],
        "seconds": 0.0,
        "device": "cpu",
        "imported": {"file": PurePath(file.name).name, "sha256": file.sha256},
        **made,
    }
    return save_run(run_id, config, weights, metrics, codes, root)


def name_of_file(file: str) -> str:
    """A name for a run, made of a file's."""
    stem = PurePath(file).stem.lower().removesuffix(".weights")
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:MAX_NAME].strip("-") or "imported"


def _built(config: ModelConfig, matched: Matched) -> Autoencoder:
    """The model with these weights, in evaluation mode."""
    import torch

    from vae_core.models.networks.autoencoders import build_model

    model = build_model(config)
    try:
        model.load_state_dict({k: torch.from_numpy(w.copy()) for k, w in matched.weights.items()})
    except RuntimeError as error:
        raise ConfigError(f"The weights do not fit the model ({error}).") from error
    return model.eval().requires_grad_(False)
