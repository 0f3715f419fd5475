"""From a configuration to a run on disk: train it, measure it, save it; or return the one there."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from vae_core.data.datasets import dataset_info, load_dataset
from vae_core.errors import ConfigError, CutOffError, RunError
from vae_core.evaluation.metrics import DEFAULT_IWAE_SAMPLES
from vae_core.files import disk
from vae_core.models.config import RunConfig
from vae_core.models.networks.device import pick_device
from vae_core.runs.layout import free_run_id, run_folder
from vae_core.runs.load import load_run
from vae_core.runs.notes.naming import default_run_name
from vae_core.runs.notes.noted_dataset import has_other_images
from vae_core.runs.run import Run
from vae_core.runs.store import check_writable, save_run
from vae_core.training.fit import Progress, check_fits, fit
from vae_core.training.loop.checkpoint import (
    KEEP_EVERY,
    Checkpoint,
    delete_checkpoint,
    exclusive_training,
)
from vae_core.training.loop.recorder import FilmRecorder
from vae_core.training.loop.result import DivergedError, FitResult
from vae_core.training.loop.trainer import Trainer
from vae_core.training.measure import measure_result
from vae_core.training.progress import printed_progress

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

    `name` defaults to the preset's, with what differs from the preset, as the command line names
    it. `on_progress` is called after every step; without it a bar is drawn on a terminal, or a line
    is printed for each epoch. `film` is a plan of `film.frame_steps` ("none" takes none).
    `iwae_samples` = 0 leaves out the one figure that can take longer than the training.
    Every `keep_every` seconds (0: never) the state of the training is written beside the runs. A
    training that was killed or interrupted leaves no run; asked for again it continues from that
    state (on the CPU to the same end, bit for bit), or without `resume` from the beginning. See
    `checkpoint` for what can be wrong with a state: that is logged, and costs no run.
    `watch` is given the trainer after each step and may end the training there: `Trainer.finish`
    saves the weights so far as `<name>-stopped` (the config asks for more, so its own name stays
    free); a CutOffError, which is passed on, ends it without a run. `on_fitted` is called between
    the last step and the measuring, which can take longer than the training.
    Raises ConfigError on bad settings, DataError without the data, RunError where another config
    has the name, another process trains it or the folder cannot be written (the state then stays),
    DivergedError when the loss stops being a number (the last good state is then kept as
    `<name>-diverged`, unless there already is such a run).
    """
    if not isinstance(config, RunConfig):
        raise ConfigError(
            f"A configuration is trained, not {reprlib.repr(config)}: make one with "
            'vae_core.make_config, as in make_config("vae-2d", "mnist").'
        )
    if config.model.kind == "recogniser":
        raise ConfigError("A recogniser is trained with train_recogniser.")
    if not 0 <= keep_every < math.inf:
        raise ConfigError("The seconds between two states are 0 (none are kept) or more.")
    run_id = f"{config.dataset}/{name or default_run_name(config)}"
    folder = run_folder(run_id, root)
    if disk.is_taken(folder):
        return _existing(run_id, config, root)
    pick_device(device)
    dataset = load_dataset(config.dataset)
    check_fits(config, dataset)
    check_writable(run_id, root)
    with exclusive_training(run_id, root):
        if disk.is_taken(folder):
            return _existing(run_id, config, root)
        if not resume:
            delete_checkpoint(run_id, root)
        film_recorder = FilmRecorder(config, dataset, film)
        checkpoint = Checkpoint(run_id, config, dataset.sha256, film, keep_every, root)
        start = checkpoint.load(film_recorder)

        def after_step(trainer: Trainer) -> None:
            checkpoint.save_if_due(trainer, film_recorder)
            if watch:
                try:
                    watch(trainer)
                except CutOffError as end:
                    if end.keep:
                        checkpoint.save(trainer.state(), film_recorder.state())
                    else:
                        delete_checkpoint(run_id, root)
                    raise

        def keep(kept_id: str, result: FitResult) -> Run:
            metrics, weights, codes = measure_result(config, result, dataset, iwae_samples)
            film_recorder.record_kept(result.kept_step, result.model)
            return save_run(kept_id, config, weights, metrics, codes, root, film_recorder.film)

        try:
            with ExitStack() as stack:
                show = on_progress or stack.enter_context(printed_progress())
                result = fit(config, dataset, device, show, film_recorder.record, start, after_step)
            if on_fitted:
                on_fitted()
        except DivergedError as error:
            kept_id = f"{run_id}-diverged"
            if error.last_good is None or disk.is_taken(run_folder(kept_id, root)):
                delete_checkpoint(run_id, root)
                raise
            kept = keep(kept_id, error.last_good)
            delete_checkpoint(run_id, root)
            raise DivergedError(
                f"{error} The last good state, of epoch {error.last_good.best_epoch}, is kept as "
                f"{kept.id}.",
                error.last_good,
            ) from error
        if result.steps < result.planned:
            stopped_id = free_run_id(run_id, lambda i: disk.is_taken(run_folder(i, root)), STOPPED)
            run = keep(stopped_id, result)
        else:
            run = _same(keep(run_id, result), config)
        delete_checkpoint(run_id, root)
        return run


def _existing(run_id: str, config: RunConfig, root: Path | str | None) -> Run:
    """The run that is there. Raises RunError where it is damaged, has another config or was trained
    on other images."""
    run = _same(load_run(run_id, root), config)
    _check_images(run)
    delete_checkpoint(
        run_id, root
    )  # It was killed between saving the run and this, or trained elsewhere
    return run


def _check_images(run: Run) -> None:
    """Raise RunError where a dataset has the name of the one of a run now, but other images."""
    if has_other_images(run.config, run.metrics):
        raise RunError(
            f"There is already a run {run.id}, trained on other images than "
            f"{dataset_info(run.dataset).title} has now. "
            f"Choose another name, or delete {run.folder}."
        )


def _same(run: Run, config: RunConfig) -> Run:
    """`run` itself. Raises RunError where it was made with another config."""
    if replace(run.config, preset=config.preset) != config:
        raise RunError(
            f"There is already a run {run.id}, made with other settings. Choose another name, or "
            f"delete {run.folder}."
        )
    return run
