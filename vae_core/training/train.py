"""From a configuration to a run on disk: train it, measure it, keep it; or return what is there."""

from __future__ import annotations

import math
import platform
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from vae_core.data.binarize import encoder_input
from vae_core.data.datasets import Dataset, load_dataset
from vae_core.errors import ConfigError, CutOffError, RunError
from vae_core.evaluation.metrics import DEFAULT_IWAE_SAMPLES, encode_split, evaluate
from vae_core.evaluation.per_image import inspect_images, typical_values
from vae_core.latent.geometry import Latents, support
from vae_core.models.autoencoders import Autoencoder, parameter_count
from vae_core.models.config import RunConfig
from vae_core.runs.layout import free_run_id, run_folder
from vae_core.runs.store import Run, check_writable, load_run, save_run
from vae_core.training.checkpoint import KEEP_EVERY, Checkpoint, exclusive_training, forget
from vae_core.training.fit import Progress, fit
from vae_core.training.recorder import FilmRecorder
from vae_core.training.trainer import DivergedError, FitResult, Trainer, pick_device

STOPPED = "-stopped"  # behind the name of a run that was kept before its last epoch


def train(
    config: RunConfig,
    name: str | None = None,
    *,
    device: str = "auto",
    root: Path | str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    film: str = "log",
    iwae_samples: int = DEFAULT_IWAE_SAMPLES,
    resume: bool = True,
    keep_every: float = KEEP_EVERY,
    watch: Callable[[Trainer], None] | None = None,
    on_fitted: Callable[[], None] | None = None,
) -> Run:
    """The run `<config.dataset>/<name>`: the one on disk if its config is the same, else trained.

    `name` defaults to the preset's. `film` is a plan of `film.frame_steps` ("none" takes none).
    `iwae_samples` = 0 leaves out the one figure that can take longer than the training.
    Every `keep_every` seconds (0: never) the state of the training is kept beside the runs. Killed
    or interrupted, it leaves no run, and asked for again it goes on from there (on the CPU to the
    same end, bit for bit); without `resume` it starts over. See `resuming` for what can be wrong
    with a state: that is logged, and costs no run.
    `watch` is given the training after each step. It may end it there: `Trainer.finish` keeps what
    was learned so far as `<name>-stopped` (the config asks for more, so its own name stays free),
    a CutOffError, which is passed on, ends it without a run. `on_fitted` is called between the last
    step and the measuring, which can take longer than the training.
    Raises ConfigError on bad settings, DataError without the data, RunError where another config
    has the name, another process trains it or the folder cannot be written (the state then stays),
    DivergedError when the loss stops being a number (the last good state is then kept as
    `<name>-diverged`, unless there already is such a run).
    """
    if config.model.kind == "recogniser":
        raise ConfigError("A recogniser is trained with recogniser.train_recogniser.")
    if not 0 <= keep_every < math.inf:
        raise ConfigError("The seconds between two states are 0 (none are kept) or more.")
    run_id = f"{config.dataset}/{name or config.preset}"
    folder = run_folder(run_id, root)
    if folder.exists():
        return _there(run_id, config, root)
    pick_device(device)
    dataset = load_dataset(config.dataset)
    check_writable(run_id, root)
    with exclusive_training(run_id, root):
        if folder.exists():
            return _there(run_id, config, root)
        if not resume:
            forget(run_id, root)
        camera = FilmRecorder(config, dataset, film)
        keeper = Checkpoint(run_id, config, dataset.sha256, film, keep_every, root)
        start = keeper.load(camera)

        def look(trainer: Trainer) -> None:
            keeper.look(trainer, camera)
            if watch:
                try:
                    watch(trainer)
                except CutOffError as end:
                    if end.keep:
                        keeper.keep(trainer.state(), camera.state())
                    else:
                        forget(run_id, root)
                    raise
            if trainer.step == trainer.total_steps:
                camera.last(trainer.step, trainer.kept)

        def keep(kept_id: str, result: FitResult) -> Run:
            metrics, weights, codes = _measured(config, result, dataset, iwae_samples)
            return save_run(kept_id, config, weights, metrics, codes, root, camera.film)

        try:
            result = fit(
                config,
                dataset,
                device,
                on_progress,
                camera.look,
                start,
                look,
            )
            if on_fitted:
                on_fitted()
        except DivergedError as error:
            kept_id = f"{run_id}-diverged"
            if error.last_good is None or run_folder(kept_id, root).exists():
                forget(run_id, root)
                raise
            kept = keep(kept_id, error.last_good)
            forget(run_id, root)
            raise DivergedError(
                f"{error} The last good state, of epoch {error.last_good.best_epoch}, is kept as "
                f"{kept.id}.",
                error.last_good,
            ) from error
        if result.steps < result.planned:
            stopped_id = free_run_id(run_id, lambda i: run_folder(i, root).exists(), STOPPED)
            run = keep(stopped_id, result)
        else:
            run = _same(keep(run_id, result), config)
        forget(run_id, root)
        return run


def _there(run_id: str, config: RunConfig, root: Path | str | None) -> Run:
    run = _same(load_run(run_id, root), config)
    forget(run_id, root)  # It was killed between saving the run and this, or trained elsewhere
    return run


def _same(run: Run, config: RunConfig) -> Run:
    """`run` if it was made with `config`: another process may have been first with its name."""
    if replace(run.config, preset=config.preset) != config:
        raise RunError(
            f"There is already a run {run.id}, made with other settings. Choose another name, or "
            f"delete {run.folder}."
        )
    return run


def _measured(
    config: RunConfig, result: FitResult, dataset: Dataset, iwae_samples: int
) -> tuple[dict[str, Any], dict[str, np.ndarray], Latents]:
    """(metrics, weights, codes of the test set), all of the weights as they are kept."""
    model, early = result.model, result.steps < result.planned
    weights = round_to_float16(model)
    x = encoder_input(dataset.test.x(), config.training.binarize)
    codes = encode_split(model, x, dataset.test.labels)
    metrics = {
        "evaluation": evaluate(model, config, dataset, iwae_samples).to_dict(),
        "history": [asdict(record) for record in result.history],
        "best_epoch": result.best_epoch,
        "seconds": round(result.seconds, 1),
        "device": result.device,
        **({"stopped": {"step": result.steps, "of": result.planned}} if early else {}),
        "parameters": {
            "encoder": parameter_count(model.encoder),
            "decoder": parameter_count(model.decoder),
        },
        "support": asdict(support(codes.mu)),
        "typical": typical_values(
            inspect_images(model, dataset.test.x(), config.training.binarize)
        ),
        **provenance(config, dataset),
    }
    return metrics, weights, codes


def provenance(config: RunConfig, dataset: Dataset) -> dict[str, Any]:
    """What else has to be the same for a training to give the same weights again."""
    return {
        "threads": torch.get_num_threads(),
        "seed": config.training.seed,
        "data_sha256": dataset.sha256,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in ("torch", "numpy", "scikit-learn")},
        },
    }


def round_to_float16(model: Autoencoder) -> dict[str, np.ndarray]:
    """Round the model's weights to float16 in place, and return them by name.

    A run keeps half-precision weights (half the bytes for the repository and for the browser).
    Rounding before measuring means that what is measured is exactly what is kept and shown.
    Raises RunError where a weight does not fit.
    """
    weights = {}
    for name, tensor in model.state_dict().items():
        half = tensor.half()
        if not torch.isfinite(half).all():
            raise RunError(f"The weight {name} is too large for half precision.")
        tensor.copy_(half)
        weights[name] = half.numpy()
    return weights
