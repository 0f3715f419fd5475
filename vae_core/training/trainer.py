"""A training between two steps: everything it depends on, to be taken and put back."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from vae_core.data.binarize import input_and_target
from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError, TrainingError
from vae_core.models import objectives
from vae_core.models.autoencoders import Autoencoder, build_model
from vae_core.models.config import RunConfig, TrainingConfig
from vae_core.models.gates import GATE_TENSORS
from vae_core.training.losses import (
    augmented_encoder_loss,
    draw_betas,
    losses,
    mean_losses,
    mean_training_objective,
    training_objective,
)

DEVICES = ("auto", "cpu", "cuda", "mps")
_ADAM_BETA1 = 0.9
_BATCH_RECORD_STEPS = 100
_SCHEDULE_PLACE = ("last_epoch", "_step_count", "_last_lr")
# A gate is two numbers for a whole row. At the pace of the weights it hardly leaves 1, and the ends
# of the range fall behind.
_GATES_PACE = 5.0


@dataclass(frozen=True)
class EpochRecord:
    """One line of the history. Means over images, in nats (squared pixel units for "mse").

    loss, recon and kl are of the training batches as they went by, of a model of every beta at the
    betas drawn; the val_ figures are of the weights that would be kept, on the whole validation
    split, at beta = 1. Where `keep` is "last" there is no validation split: they are of the test
    set then, and nothing is chosen by them.
    batches: (step in this epoch, recon, kl) of every hundredth batch.
    """

    epoch: int
    beta: float
    loss: float
    recon: float
    kl: float
    val_recon: float
    val_kl: float
    seconds: float
    batches: tuple[tuple[int, float, float], ...] = ()

    @property
    def val_loss(self) -> float:
        """recon + kl of the val_ figures."""
        return self.val_recon + self.val_kl


@dataclass(frozen=True)
class FitResult:
    """model: on the CPU, in evaluation mode, with the weights of `best_epoch`.

    steps: how many were done, of as many as were planned: fewer if it was stopped.
    """

    model: Autoencoder
    history: list[EpochRecord]
    best_epoch: int
    seconds: float
    device: str
    steps: int
    planned: int


@dataclass(frozen=True)
class State:
    """A training between two steps. tensors: on the CPU. values: what JSON can hold."""

    tensors: dict[str, Tensor]
    values: dict[str, Any]


class DivergedError(TrainingError):
    """The loss became NaN or infinite. `last_good` holds the best state so far, or None."""

    def __init__(self, message: str, last_good: FitResult | None) -> None:
        super().__init__(message)
        self.last_good = last_good


def pick_device(name: str) -> torch.device:
    """ "auto" is CUDA or MPS where there is one, else the CPU. Raises ConfigError."""
    if name not in DEVICES:
        raise ConfigError(f"There is no device {name!r}; choose one of {', '.join(DEVICES)}.")
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        return torch.device(next(kind for kind, there in available.items() if there))
    if not available[name]:
        raise ConfigError(f"The device {name!r} is not available on this machine; try 'cpu'.")
    return torch.device(name)


class Trainer:
    """A training between two steps: `train_batch` does one, `end_epoch` ends an epoch.

    model: as it learns. kept: as it would be kept now, which may be its moving average. step: how
    many are done. total_steps: where it ends.
    history: of the epochs that ended. device: "cpu", "cuda" or "mps".
    """

    def __init__(self, config: RunConfig, dataset: Dataset, device: str) -> None:
        self._where = pick_device(device)
        self.device = str(self._where)
        self._config = config
        training = config.training
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(training.seed)
            self.model = build_model(config.model).to(self._where)
        # Sampling on the CPU gives the same batches and noise whatever the device.
        self._generator = torch.Generator().manual_seed(training.seed)
        self._x, self._x_val = _train_and_watch(dataset, training)
        self.step = 0
        self.steps_per_epoch = math.ceil(len(self._x) / training.batch_size)
        self.total_steps = self._planned = self.steps_per_epoch * training.epochs
        self._optimizer, self._schedule = _optimizer(self.model, training, self.total_steps)
        average = get_ema_multi_avg_fn(training.ema) if training.ema else None
        self._averaged = AveragedModel(self.model, multi_avg_fn=average) if average else None
        self.kept = self._averaged.module if self._averaged else self.model
        self._order = torch.empty(0, dtype=torch.int64)
        self._sums = torch.zeros(3, dtype=torch.float64)
        self._batches: list[tuple[int, float, float]] = []
        self._beta = training.beta
        self.history: list[EpochRecord] = []
        self._best: dict[str, Tensor] | None = None
        self._best_loss, self._best_epoch = math.inf, 0
        self._started = time.perf_counter()

    @property
    def epoch(self) -> int:
        """The one the last step was of, from 1."""
        return max(0, self.step - 1) // self.steps_per_epoch + 1

    @property
    def seconds(self) -> float:
        """Spent on training so far, in this process and in those it went on from."""
        return time.perf_counter() - self._started

    def exclude_pause(self, seconds: float) -> None:
        """Say that so many of the last seconds were no training: it stood still."""
        self._started += seconds

    def epoch_sums(self) -> tuple[int, float, float, float]:
        """(images, loss, recon, kl) of this epoch's training batches: how many, and three sums."""
        return self._images(), *self._sums.tolist()

    def finish(self) -> None:
        """Make the last step the last of all; an epoch cut short is measured like a whole one."""
        if self.step % self.steps_per_epoch:
            self.end_epoch()
        self.total_steps = self.step

    def train_batch(self) -> Tensor:
        """Do one step and return its loss, (). Raises DivergedError."""
        training, where, generator = self._config.training, self._where, self._generator
        place = self.step % self.steps_per_epoch
        if place == 0:
            self._order = torch.randperm(len(self._x), generator=generator)
            self._sums, self._batches = torch.zeros_like(self._sums), []
        # The dataset is one tensor in memory and a batch is one indexing: several times faster than
        # a DataLoader that converts image by image (see benchmarks/training.py).
        grey = self._x[self._order[place * training.batch_size :][: training.batch_size]]
        x_in, x = input_and_target(grey, training.binarize, generator)
        beta = objectives.beta_at(
            self.step, self.total_steps, training.beta, training.beta_schedule
        )
        drawn = draw_betas(self._config, len(x), generator, where)
        recon, kl = losses(self.model, x_in.to(where), x.to(where), training, generator, drawn)
        per_image = training_objective(recon, kl, beta, training, drawn)
        loss = per_image.mean()
        if training.augment:
            loss = loss + augmented_encoder_loss(self.model, grey, training, beta, drawn, generator)
        if not torch.isfinite(loss):
            epoch = self.step // self.steps_per_epoch + 1
            raise self._diverged(
                f"The loss became {loss.item()} in epoch {epoch}, step {self.step}"
            )
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if training.max_grad_norm:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), training.max_grad_norm)
        self._optimizer.step()
        self._schedule.step()
        if self._averaged:
            self._averaged.update_parameters(self.model)
        with torch.no_grad():
            batch = torch.stack([per_image.sum(), recon.sum(), kl.sum()])
            self._sums += batch.double().cpu()
            if place % _BATCH_RECORD_STEPS == 0:
                _, *means = (batch / len(x)).tolist()
                self._batches.append((place, *means))
        self._beta = beta
        self.step += 1
        return loss

    def end_epoch(self) -> EpochRecord:
        """Measure on the validation split, and note the weights if they are the best so far.

        Raises DivergedError.
        """
        training, epoch = self._config.training, self.epoch
        means = (self._sums / self._images()).tolist()
        val_recon, val_kl = mean_losses(self.kept, self._x_val, training, training.seed)
        if not math.isfinite(val_recon + val_kl):
            raise self._diverged(
                f"The validation loss became {val_recon + val_kl} in epoch {epoch}"
            )
        batches = tuple(self._batches)
        record = EpochRecord(
            epoch, self._beta, *means, val_recon, val_kl, self.seconds, batches=batches
        )
        self.history.append(record)
        # The best by what is being minimised: beta at its final value.
        val_loss = training_objective(val_recon, val_kl, training.beta, training)
        if self._config.model.betas:
            val_loss = mean_training_objective(self.kept, self._x_val, self._config)
        if training.keep == "last" or val_loss < self._best_loss:
            self._best_loss, self._best_epoch = val_loss, epoch
            self._best = _copied(self.kept.state_dict())
        return record

    def result(self) -> FitResult:
        """The best so far; there is one from the end of the first epoch."""
        best = copy.deepcopy(self.kept)
        best.load_state_dict(self._best)
        best = best.cpu().eval()
        return FitResult(
            best,
            self.history,
            self._best_epoch,
            self.seconds,
            self.device,
            self.step,
            self._planned,
        )

    def state(self) -> State:
        """A copy of everything the rest of the training depends on; of an epoch, after its end.

        The order of the images and the place in it are kept rather than drawn again: the generator
        has moved on since.
        """
        tensors = {
            "generator": self._generator.get_state(),
            "order": self._order,
            "sums": self._sums,
            **_named("model", self.model.state_dict()),
        }
        if self._averaged:
            tensors |= _named("average", self._averaged.state_dict())
        if self._best:
            tensors |= _named("best", self._best)
        optimizer, schedule = self._optimizer.state_dict(), self._schedule.state_dict()
        for number, moments in optimizer["state"].items():
            tensors |= _named(f"moments.{number}", moments)
        values = {
            "step": self.step,
            "groups": optimizer["param_groups"],
            "schedule": {key: schedule[key] for key in _SCHEDULE_PLACE},
            "batches": self._batches,
            "history": [asdict(record) for record in self.history],
            "best_loss": self._best_loss,
            "best_epoch": self._best_epoch,
            "seconds": self.seconds,
        }
        return State({k: v.cpu() for k, v in _copied(tensors).items()}, copy.deepcopy(values))

    def restore(self, state: State) -> None:
        """Go back, or on, to a `state` of a training of the same config. Lists stand for tuples."""
        tensors, values = state.tensors, state.values
        self._generator.set_state(tensors["generator"])
        self._order, self._sums = tensors["order"], tensors["sums"].clone()
        self.model.load_state_dict(_below("model", tensors))
        if self._averaged:
            self._averaged.load_state_dict(_below("average", tensors))
        best = _below("best", tensors)
        self._best = {k: v.to(self._where) for k, v in best.items()} or None
        moments: dict[int, dict[str, Tensor]] = {}
        for name, tensor in _below("moments", tensors).items():
            number, _, key = name.partition(".")
            moments.setdefault(int(number), {})[key] = tensor.clone()
        groups = [{**group, "betas": tuple(group["betas"])} for group in values["groups"]]
        self._optimizer.load_state_dict({"state": moments, "param_groups": groups})
        self._schedule.load_state_dict(copy.deepcopy(values["schedule"]))
        self.step = values["step"]
        self._batches = _tuples(values["batches"])
        self.history = [
            EpochRecord(**{**record, "batches": tuple(_tuples(record["batches"]))})
            for record in values["history"]
        ]
        self._best_loss, self._best_epoch = values["best_loss"], values["best_epoch"]
        self._started = time.perf_counter() - values["seconds"]

    def _images(self) -> int:
        """How many of this epoch's training images have gone by."""
        steps = (self.step - 1) % self.steps_per_epoch + 1 if self.step else 0
        return min(steps * self._config.training.batch_size, len(self._x))

    def _diverged(self, what: str) -> DivergedError:
        advice = f"try a lower learning rate than {self._config.training.lr:g}."
        return DivergedError(f"{what}; {advice}", self.result() if self._best else None)


def _train_and_watch(dataset: Dataset, training: TrainingConfig) -> tuple[Tensor, Tensor]:
    """The images learned from, and those the val_ figures are of, as `EpochRecord` tells."""
    if training.keep == "last":
        return torch.cat([dataset.train.x(), dataset.val.x()]), dataset.test.x()
    return dataset.train.x(), dataset.val.x()


def _optimizer(
    model: Autoencoder, training: TrainingConfig, total_steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    groups = [
        {"params": _weights(model.encoder), "weight_decay": training.weight_decay},
        {"params": _weights(model.decoder), "weight_decay": 0.0},
    ]
    if gates := [p for name, p in model.named_parameters() if _is_gate(name)]:
        groups.append({"params": gates, "lr": _GATES_PACE * training.lr, "weight_decay": 0.0})
    device = next(model.parameters()).device.type
    betas = (_ADAM_BETA1, training.adam_beta2)
    optimizer = torch.optim.AdamW(groups, lr=training.lr, betas=betas, fused=device != "mps")
    if training.lr_schedule == "one-cycle":
        peaks = [group["lr"] for group in optimizer.param_groups]
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peaks, total_steps)
    else:
        schedule = torch.optim.lr_scheduler.ConstantLR(optimizer, factor=1.0)
    return optimizer, schedule


def _weights(network: torch.nn.Module) -> list[torch.nn.Parameter]:
    return [p for name, p in network.named_parameters() if not _is_gate(name)]


def _is_gate(name: str) -> bool:
    return name.rpartition(".")[2] in GATE_TENSORS


def _copied(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}


def _named(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def _below(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    start = f"{prefix}."
    return {name[len(start) :]: t for name, t in tensors.items() if name.startswith(start)}


def _tuples(rows: list[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in rows]
