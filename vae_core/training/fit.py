"""The training loop: one for every model. It knows no file and prints nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vae_core.data.datasets import Dataset
from vae_core.data.image_shape import shape_in_words
from vae_core.errors import ConfigError
from vae_core.models.config import RunConfig
from vae_core.models.networks.autoencoders import Autoencoder
from vae_core.models.networks.device import denormals_flushed
from vae_core.training.loop.result import EpochRecord, FitResult
from vae_core.training.loop.state import State
from vae_core.training.loop.trainer import Trainer


@dataclass(frozen=True)
class Progress:
    """A training after one of its steps. record: set where the step ended an epoch."""

    step: int
    total_steps: int
    epoch: int
    loss: float
    record: EpochRecord | None = None


def fit(
    config: RunConfig,
    dataset: Dataset,
    device: str = "auto",
    on_progress: Callable[[Progress], None] | None = None,
    on_step: Callable[[int, Autoencoder], None] | None = None,
    start: State | None = None,
    keep: Callable[[Trainer], None] | None = None,
) -> FitResult:
    """Train the model of `config` and return the weights that `config.training.keep` asks for.

    The same config, seed and machine give the same weights bit for bit (on the CPU). `on_progress`
    is called after every step; an exception it raises ends the training. `on_step` is given the
    number of steps done, from 0, and the model as it would be kept now, to look at.
    `keep` is given the trainer after each step, to take its state; with one of those as `start`
    the training continues from there, to the same end bit for bit (seconds apart).
    A model of a range of betas sees each image with a beta drawn log-uniformly from it (after
    Bae et al., 'Multi-Rate VAE', ICLR 2023); see `training_objective` for how they are weighed.
    Raises DivergedError when the loss stops being a number.
    """
    trainer = Trainer(config, dataset, device)
    if start:
        trainer.restore(start)
    elif on_step:
        on_step(0, trainer.kept)
    return run_to_end(trainer, on_progress, on_step, keep)


def check_fits(config: RunConfig, dataset: Dataset) -> None:
    """Raise ConfigError unless the images and labels of a dataset are those that a model takes."""
    given, taken = dataset.info.image_shape, config.model.image_shape
    if given != taken:
        raise ConfigError(
            f"The images of {dataset.info.title} have {shape_in_words(given)}; this model is for "
            f"{shape_in_words(taken)}."
        )
    if config.model.n_labels not in (None, len(dataset.info.classes)):
        raise ConfigError(
            f"{dataset.info.title} has {len(dataset.info.classes)} labels; this model is told one "
            f"of {config.model.n_labels}."
        )


@denormals_flushed()
def run_to_end(
    trainer: Trainer,
    on_progress: Callable[[Progress], None] | None = None,
    on_step: Callable[[int, Autoencoder], None] | None = None,
    keep: Callable[[Trainer], None] | None = None,
) -> FitResult:
    """Do the steps that are left, with the callbacks of `fit` after each, and return the result."""
    while trainer.step < trainer.total_steps:
        loss = trainer.train_batch()
        record = trainer.end_epoch() if trainer.step % trainer.steps_per_epoch == 0 else None
        if on_step:
            on_step(trainer.step, trainer.kept)
        if on_progress:
            shown = record.loss if record else loss.item()
            on_progress(Progress(trainer.step, trainer.total_steps, trainer.epoch, shown, record))
        if keep:
            keep(trainer)
    return trainer.result()
