"""Everything that a run records of a finished training."""

from __future__ import annotations

import platform
import shlex
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from vae_core.data.binarize import encoder_input
from vae_core.data.datasets import Dataset
from vae_core.errors import RunError
from vae_core.evaluation.metrics import encode_split, evaluate
from vae_core.evaluation.per_image import inspect_images, typical_values
from vae_core.latent.geometry import Latents, support
from vae_core.models.config import RunConfig
from vae_core.models.networks.autoencoders import Autoencoder, parameter_count
from vae_core.models.weights.tensors import UNKEPT
from vae_core.runs.notes.noted_dataset import note_dataset
from vae_core.training.loop.result import FitResult
from vae_core.version import __version__

COMMAND = "latent-explorer"


def measure_result(
    config: RunConfig, result: FitResult, dataset: Dataset, iwae_samples: int
) -> tuple[dict[str, Any], dict[str, np.ndarray], Latents]:
    """(metrics, weights, codes of the test set), all of the weights as they are saved.

    Rounds the weights of `result.model` to half precision.
    """
    early = result.steps < result.planned
    measured, weights, codes = measure_model(config, result.model, dataset, iwae_samples)
    metrics = {
        **measured,
        "history": [asdict(record) for record in result.history],
        "best_epoch": result.best_epoch,
        "kept": result.kept,
        "seconds": round(result.seconds, 1),
        "device": result.device,
        **({"stopped": {"step": result.steps, "of": result.planned}} if early else {}),
        **provenance(config, dataset),
    }
    return metrics, weights, codes


def measure_model(
    config: RunConfig, model: Autoencoder, dataset: Dataset, iwae_samples: int
) -> tuple[dict[str, Any], dict[str, np.ndarray], Latents]:
    """(what is measured of a model, however it was trained, its weights, codes of the test set).

    Rounds the weights of `model` to half precision.
    """
    weights = round_to_float16(model)
    x = encoder_input(dataset.test.x(), config.training.binarize)
    codes = encode_split(model, x, dataset.test.labels)
    measured = {
        "evaluation": evaluate(model, config, dataset, iwae_samples).to_dict(),
        "parameters": {
            "encoder": parameter_count(model.encoder),
            "decoder": parameter_count(model.decoder),
        },
        "support": asdict(support(codes.mu)),
        "typical": typical_values(
            inspect_images(
                model, dataset.test.x(), config.training.binarize, labels=dataset.test.labels
            )
        ),
    }
    return measured, weights, codes


def provenance(config: RunConfig, dataset: Dataset) -> dict[str, Any]:
    """Block of the metrics that says how, when and where a training was done."""
    return {
        "library": __version__,
        "command": _command(),
        **({"commit": commit} if (commit := _commit()) else {}),
        "platform": platform.platform(),
        "threads": torch.get_num_threads(),
        "seed": config.training.seed,
        "data_sha256": dataset.sha256,
        **note_dataset(dataset.info),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in ("torch", "numpy", "scikit-learn")},
        },
    }


def round_to_float16(model: Autoencoder) -> dict[str, np.ndarray]:
    """Weights by name, in half precision; rounds those of the model in place.

    A run has half-precision weights (half the bytes for the repository and for the browser).
    Rounding before measuring means that what is measured is exactly what is saved and shown.
    Raises RunError where a weight does not fit.
    """
    weights = {}
    for name, tensor in model.state_dict().items():
        if name.endswith(UNKEPT):
            continue
        if not tensor.is_floating_point():  # a count of a module of one's own
            weights[name] = tensor.numpy().copy()
            continue
        half = tensor.half()
        if not torch.isfinite(half).all():
            raise RunError(f"The weight {name} is too large for half precision.")
        tensor.copy_(half)
        weights[name] = half.numpy()
    return weights


def _commit() -> str:
    """The commit of the clone that this code lies in; "" where there is none, or no git."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "HEAD"],
            capture_output=True, encoding="utf-8", timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _command() -> str:
    """The command line that asked for this training, or "vc.train" in any other program."""
    module = getattr(sys.modules["__main__"], "__spec__", None)
    if module is not None and module.name.partition(".")[0] == "vae_core":
        return shlex.join(["python", "-m", module.name.removesuffix(".__main__"), *sys.argv[1:]])
    if sys.argv and Path(sys.argv[0]).stem == COMMAND:
        return shlex.join([COMMAND, *sys.argv[1:]])
    return "vc.train"
