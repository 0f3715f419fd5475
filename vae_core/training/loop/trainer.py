"""The trainer: model, optimiser and history of a training, step by step."""

from __future__ import annotations

import copy
import math
import time
from contextlib import nullcontext
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor

from vae_core.data.datasets import Dataset
from vae_core.models.config import RunConfig
from vae_core.models.networks.autoencoders import Autoencoder
from vae_core.models.networks.device import pick_device
from vae_core.models.objectives import schedules
from vae_core.training.loop.result import DivergedError, EpochRecord, FitResult, Kept
from vae_core.training.loop.state import State, cloned, with_prefix, without_prefix
from vae_core.training.loop.step.batch_layers import (
    check_batches,
    differs_in_training,
    has_dropout,
    layers_seeded,
)
from vae_core.training.loop.step.guided import (
    build_guided,
    replace_guide,
    set_guided,
    without_guide,
)
from vae_core.training.loop.step.learner import Learner
from vae_core.training.loop.step.losses import At
from vae_core.training.loop.step.objective import AutoencoderObjective, Objective

_BATCH_RECORD_STEPS = 100


class Trainer:
    """A training between two steps: `train_batch` does one, `end_epoch` ends an epoch.

    Between them the model and its moving average are in evaluation mode, to be looked at.
    Raises ConfigError where the model cannot be trained with batches of this size.

    model: the weights that are trained. step: how many are done. total_steps: after how many it
        ends.
    history: of the epochs that ended. scores: by which the best of them is chosen.
    best_step: after how many steps the weights were taken that are kept; 0: none yet.
    device: torch's name of it.
    objective: what is minimised (None: that of an autoencoder or a VAE).
    """

    def __init__(
        self, config: RunConfig, dataset: Dataset, device: str, objective: Objective | None = None
    ) -> None:
        self._device = pick_device(device)
        self.device = str(self._device)
        self._config = config
        training = config.training
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(training.seed)
            self.model = build_guided(config).to(self._device).eval()
            self._objective = objective or AutoencoderObjective(config, dataset, self._device)
        n = self._objective.n_images
        check_batches(self.model, n, training.batch_size)
        self._draws = config.model.own is not None or has_dropout(self.model)
        self._has_modes = differs_in_training(self.model)
        # Sampling on the CPU gives the same batches and noise whatever the device.
        self._generator = torch.Generator().manual_seed(training.seed)
        self.step = 0
        self.steps_per_epoch = math.ceil(n / training.batch_size)
        self.total_steps = self._planned = self.steps_per_epoch * training.epochs
        self._guided_steps = training.guided_epochs * self.steps_per_epoch
        self._learner = Learner(self.model, training, self._objective, self.total_steps)
        self._order = torch.empty(0, dtype=torch.int64)
        self._sums = torch.zeros(3 + len(self._objective.terms), dtype=torch.float64)
        self._batches: list[tuple[int, float, float]] = []
        self._beta = training.beta
        self.history: list[EpochRecord] = []
        self.scores: list[float] = []
        self._best: dict[str, Tensor] | None = None
        self._best_score, self._best_epoch, self.best_step = math.inf, 0, 0
        self._started = time.perf_counter()

    @property
    def epoch(self) -> int:
        """Number of the epoch that the last step belongs to, from 1."""
        return max(0, self.step - 1) // self.steps_per_epoch + 1

    @property
    def kept(self) -> Autoencoder:
        """The model that would be kept now: the trained weights, or their moving average where that
        did better when an epoch last ended."""
        average = self._learner.average
        if average and self.history and self.history[-1].kept == "average":
            return average
        return self.model

    @property
    def seconds(self) -> float:
        """Seconds of training so far, in this process and in those it was resumed from."""
        return time.perf_counter() - self._started

    def exclude_pause(self, seconds: float) -> None:
        """Exclude `seconds` of paused time from the training time."""
        self._started += seconds

    def epoch_sums(self) -> tuple[int, *tuple[float, ...]]:
        """(n, objective, recon, kl, ...): training images of this epoch so far, and sums over them;
        the last ones are of the terms that the objective notes."""
        return self._images(), *self._sums.tolist()

    def finish(self) -> None:
        """End the training at the present step; an epoch cut short is measured like a whole one."""
        if self.step % self.steps_per_epoch:
            self.end_epoch()
        self.total_steps = self.step

    def train_batch(self) -> Tensor:
        """Do one step and return the model's loss, (). Raises DivergedError.

        An opponent does its own, from the same weights as the model.
        """
        training, generator = self._config.training, self._generator
        batch = self.step % self.steps_per_epoch
        if self._guided_steps and self.step == self._guided_steps:
            self.replace_guide()
        if batch == 0:
            self._order = torch.randperm(self._objective.n_images, generator=generator)
            self._sums, self._batches = torch.zeros_like(self._sums), []
        index = self._order[batch * training.batch_size :][: training.batch_size]
        beta = schedules.beta_at(self.step, self.total_steps, training.beta, training.beta_schedule)
        if self._has_modes:
            self.model.train()
        seeded = layers_seeded(training.seed, self.step, self._device)
        with seeded if self._draws else nullcontext():
            at = At(beta, self.step / self.total_steps, self._objective.n_images)
            batch_loss = self._objective.batch_loss(self.model, index, at, generator)
        if self._has_modes:
            self.model.eval()
        loss, sums = batch_loss.model, batch_loss.sums
        self._check_finite("loss", loss)
        if batch_loss.opponent is not None:
            self._check_finite("loss of the discriminator", batch_loss.opponent)
        self._learner.step(batch_loss)
        self._sums += sums.double().cpu()
        if batch % _BATCH_RECORD_STEPS == 0:
            _, recon, kl, *_terms = (sums / len(index)).tolist()
            self._batches.append((batch, recon, kl))
        self._beta = beta
        self.step += 1
        return loss

    def replace_guide(self) -> None:
        """Let the model's own encoder take the place of the one that guided it."""
        replace_guide(self._models(), self._objective.images, self._config)

    def end_epoch(self) -> EpochRecord:
        """Measure the validation figures, and keep the weights if they are the best so far.

        Raises DivergedError.
        """
        epoch = self.epoch
        loss, recon, kl, *terms = (self._sums / self._images()).tolist()
        noted = dict(zip(self._objective.terms, terms, strict=True))
        kept, (val_recon, val_kl, score) = self._better_of_both()
        if not math.isfinite(val_recon + val_kl):
            raise self._diverged(
                f"The validation loss became {val_recon + val_kl} in epoch {epoch}"
            )
        batches, seconds = tuple(self._batches), self.seconds
        record = EpochRecord(
            *(epoch, self._beta, loss, recon, kl, val_recon, val_kl, seconds, batches, kept, noted)
        )
        self.history.append(record)
        self.scores.append(score)
        if self._objective.is_better(score, self._best_score):
            self._best_score, self._best_epoch, self.best_step = score, epoch, self.step
            self._best = cloned(self.kept.state_dict())
        return record

    def _models(self) -> list[Autoencoder]:
        """The trained model, and where there is one the moving average."""
        average = [self._learner.average] if self._learner.average else []
        return [self.model, *average]

    def _better_of_both(self) -> tuple[Kept, tuple[float, float, float]]:
        """Which of the weights and their moving average has the lower score, and its figures."""
        own = self._objective.validate(self.model)
        if self._learner.average:
            average = self._objective.validate(self._learner.average)
            if average[-1] < own[-1]:
                return "average", average
        return "weights", own

    def best(self) -> Autoencoder:
        """A copy of the best model so far, the one that is kept. Only after the end of an epoch."""
        assert self._best is not None
        model = copy.deepcopy(self.model)
        model.load_state_dict(self._best)
        if self._guided_steps:
            if self.best_step <= self._guided_steps:  # It was the guide's decoder
                set_guided([model], True)
                replace_guide([model], self._objective.images, self._config)
            model = without_guide(model)
        return model.eval()

    def result(self) -> FitResult:
        """The best weights so far and the history. Only after the end of an epoch."""
        return FitResult(
            self.best().cpu(),
            self.history,
            self._best_epoch,
            self.seconds,
            self.device,
            self.step,
            self._planned,
            self.history[self._best_epoch - 1].kept,
            self.best_step,
        )

    def state(self) -> State:
        """Copy of everything that the rest of the training depends on. Not between the last step
        of an epoch and `end_epoch`.

        The order of the images is copied rather than drawn again: the generator has moved on.
        """
        tensors = {
            "generator": self._generator.get_state(),
            "order": self._order,
            "sums": self._sums,
            **with_prefix("model", self.model.state_dict()),
        }
        if self._best:
            tensors |= with_prefix("best", self._best)
        learner = self._learner.state()
        values = {
            "step": self.step,
            **learner.values,
            "batches": self._batches,
            "history": [asdict(record) for record in self.history],
            "scores": self.scores,
            "best_loss": self._best_score,
            "best_epoch": self._best_epoch,
            "best_step": self.best_step,
            "seconds": self.seconds,
        }
        return State(
            {k: v.cpu() for k, v in cloned(tensors | learner.tensors).items()},
            copy.deepcopy(values),
        )

    def restore(self, state: State) -> None:
        """Continue from a `state` of a training of the same config. Lists stand for tuples."""
        tensors, values = state.tensors, state.values
        self._generator.set_state(tensors["generator"])
        self._order, self._sums = tensors["order"], tensors["sums"].clone()
        self.model.load_state_dict(without_prefix("model", tensors))
        self._learner.restore(state)
        best = without_prefix("best", tensors)
        self._best = {k: v.to(self._device) for k, v in best.items()} or None
        self.step = values["step"]
        set_guided(self._models(), self.step <= self._guided_steps)
        self._batches = _tuples(values["batches"])
        self.history = [
            EpochRecord(**{**record, "batches": tuple(_tuples(record["batches"]))})
            for record in values["history"]
        ]
        self.scores = list(values["scores"])
        self._best_score, self._best_epoch = values["best_loss"], values["best_epoch"]
        self.best_step = values["best_step"]
        self._started = time.perf_counter() - values["seconds"]

    def _check_finite(self, what: str, loss: Tensor) -> None:
        if not torch.isfinite(loss):
            epoch = self.step // self.steps_per_epoch + 1
            raise self._diverged(
                f"The {what} became {loss.item()} in epoch {epoch}, step {self.step}"
            )

    def _images(self) -> int:
        """Number of training images of this epoch so far."""
        steps = (self.step - 1) % self.steps_per_epoch + 1 if self.step else 0
        return min(steps * self._config.training.batch_size, self._objective.n_images)

    def _diverged(self, what: str) -> DivergedError:
        advice = f"try a lower learning rate than {self._config.training.lr:g}."
        return DivergedError(f"{what}; {advice}", self.result() if self._best else None)


def _tuples(rows: list[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in rows]
