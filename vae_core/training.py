"""Fit a model: one loop for every configuration, which knows no file and prints nothing."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from vae_core import objectives
from vae_core.augment import deform
from vae_core.config import RunConfig, TrainingConfig
from vae_core.data import Dataset
from vae_core.errors import ConfigError, TrainingError
from vae_core.gates import GATE
from vae_core.models import Autoencoder, build_model
from vae_core.pixels import measured_pixels, training_pixels

DEVICES = ("auto", "cpu", "cuda", "mps")
_EVAL_ROWS = 2_500
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
class Progress:
    """Where a training stands: `record` is set at the end of each epoch."""

    step: int
    total_steps: int
    epoch: int
    loss: float
    record: EpochRecord | None = None


@dataclass(frozen=True)
class FitResult:
    """model: on the CPU, in evaluation mode, with the weights of `best_epoch`."""

    model: Autoencoder
    history: list[EpochRecord]
    best_epoch: int
    seconds: float
    device: str


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


def fit(
    config: RunConfig,
    dataset: Dataset,
    device: str = "auto",
    on_progress: Callable[[Progress], None] | None = None,
    on_step: Callable[[int, Autoencoder], None] | None = None,
    start: State | None = None,
    keep: Callable[[Fitting], None] | None = None,
) -> FitResult:
    """Train the model `config` describes and return the state that `config.training.keep` asks for.

    The same config, seed and machine give the same weights bit for bit (on the CPU). `on_progress`
    is called after every step; an exception it raises ends the training. `on_step` is given the
    number of steps done, from 0, and the model as it would be kept now, to look at.
    `keep` is given the training after each step, to take its state; with one of those as `start`
    the training goes on from there, to the same end bit for bit (seconds apart).
    A model of a range of betas meets each image with a beta drawn log-uniformly out of it (after
    Bae et al., 'Multi-Rate VAE', ICLR 2023); see `minimised` for how they are weighed.
    Raises DivergedError when the loss stops being a number.
    """
    fitting = Fitting(config, dataset, device)
    if start:
        fitting.restore(start)
    elif on_step:
        on_step(0, fitting.kept)
    while fitting.step < fitting.total_steps:
        loss = fitting.learn()
        if on_step:
            on_step(fitting.step, fitting.kept)
        record = fitting.end_epoch() if fitting.step % fitting.steps_per_epoch == 0 else None
        if on_progress:
            shown = record.loss if record else loss.item()
            on_progress(Progress(fitting.step, fitting.total_steps, fitting.epoch, shown, record))
        if keep:
            keep(fitting)
    return fitting.result()


class Fitting:
    """A training between two steps: `learn` does one, `end_epoch` follows the last of an epoch.

    kept: the model as it would be kept now. step: how many are done.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, device: str) -> None:
        self._where = pick_device(device)
        self._config = config
        training = config.training
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(training.seed)
            self._model = build_model(config.model).to(self._where)
        # Sampling on the CPU gives the same batches and noise whatever the device.
        self._generator = torch.Generator().manual_seed(training.seed)
        self._x, self._x_val = _train_and_watch(dataset, training)
        self.step = 0
        self.steps_per_epoch = math.ceil(len(self._x) / training.batch_size)
        self.total_steps = self.steps_per_epoch * training.epochs
        self._optimizer, self._schedule = _optimizer(self._model, training, self.total_steps)
        average = get_ema_multi_avg_fn(training.ema) if training.ema else None
        self._averaged = AveragedModel(self._model, multi_avg_fn=average) if average else None
        self.kept = self._averaged.module if self._averaged else self._model
        self._order = torch.empty(0, dtype=torch.int64)
        self._sums = torch.zeros(3, dtype=torch.float64)
        self._batches: list[tuple[int, float, float]] = []
        self._beta = training.beta
        self._history: list[EpochRecord] = []
        self._best: dict[str, Tensor] | None = None
        self._best_loss, self._best_epoch = math.inf, 0
        self._started = time.perf_counter()

    @property
    def epoch(self) -> int:
        """The one the last step was of, from 1."""
        return max(0, self.step - 1) // self.steps_per_epoch + 1

    @property
    def seconds(self) -> float:
        """Spent so far, in this process and in those it went on from."""
        return time.perf_counter() - self._started

    def learn(self) -> Tensor:
        """Do one step and return its loss, (). Raises DivergedError."""
        training, where, generator = self._config.training, self._where, self._generator
        place = self.step % self.steps_per_epoch
        if place == 0:
            self._order = torch.randperm(len(self._x), generator=generator)
            self._sums, self._batches = torch.zeros_like(self._sums), []
        # The dataset is one tensor in memory and a batch is one indexing: several times faster than
        # a DataLoader that converts image by image (see benchmarks/training.py).
        grey = self._x[self._order[place * training.batch_size :][: training.batch_size]]
        x_in, x = training_pixels(grey, training.binarize, generator)
        beta = objectives.beta_at(
            self.step, self.total_steps, training.beta, training.beta_schedule
        )
        drawn = _draw_betas(self._config, len(x), generator)
        recon, kl = losses(self._model, x_in.to(where), x.to(where), training, generator, drawn)
        per_image = minimised(recon, kl, beta, training, drawn)
        loss = per_image.mean()
        if training.augment:
            loss = loss + _encoder_lesson(self._model, grey, training, beta, drawn, generator)
        if not torch.isfinite(loss):
            epoch = self.step // self.steps_per_epoch + 1
            raise self._diverged(
                f"The loss became {loss.item()} in epoch {epoch}, step {self.step}"
            )
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if training.max_grad_norm:
            torch.nn.utils.clip_grad_norm_(self._model.parameters(), training.max_grad_norm)
        self._optimizer.step()
        self._schedule.step()
        if self._averaged:
            self._averaged.update_parameters(self._model)
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
        means = (self._sums / len(self._x)).tolist()
        val_recon, val_kl = mean_losses(self.kept, self._x_val, training, training.seed)
        if not math.isfinite(val_recon + val_kl):
            raise self._diverged(
                f"The validation loss became {val_recon + val_kl} in epoch {epoch}"
            )
        batches = tuple(self._batches)
        record = EpochRecord(
            epoch, self._beta, *means, val_recon, val_kl, self.seconds, batches=batches
        )
        self._history.append(record)
        # The best by what is being minimised: beta at its final value.
        val_loss = minimised(val_recon, val_kl, training.beta, training)
        if self._config.model.betas:
            val_loss = _mean_minimised(self.kept, self._x_val, self._config)
        if training.keep == "last" or val_loss < self._best_loss:
            self._best_loss, self._best_epoch = val_loss, epoch
            self._best = _copied(self.kept.state_dict())
        return record

    def result(self) -> FitResult:
        """The best so far; there is one from the end of the first epoch."""
        best = copy.deepcopy(self.kept)
        best.load_state_dict(self._best)
        best = best.cpu().eval()
        where = str(self._where)
        return FitResult(best, self._history, self._best_epoch, self.seconds, where)

    def state(self) -> State:
        """A copy of everything the rest of the training depends on; of an epoch, after its end.

        The order of the images and the place in it are kept rather than drawn again: the generator
        has moved on since.
        """
        tensors = {
            "generator": self._generator.get_state(),
            "order": self._order,
            "sums": self._sums,
            **_named("model", self._model.state_dict()),
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
            "history": [asdict(record) for record in self._history],
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
        self._model.load_state_dict(_below("model", tensors))
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
        self._history = [
            EpochRecord(**{**record, "batches": tuple(_tuples(record["batches"]))})
            for record in values["history"]
        ]
        self._best_loss, self._best_epoch = values["best_loss"], values["best_epoch"]
        self._started = time.perf_counter() - values["seconds"]

    def _diverged(self, what: str) -> DivergedError:
        advice = f"try a lower learning rate than {self._config.training.lr:g}."
        return DivergedError(f"{what}; {advice}", self.result() if self._best else None)


def losses(
    model: Autoencoder,
    x_in: Tensor,
    x: Tensor,
    training: TrainingConfig,
    generator: torch.Generator,
    beta: float | Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """(recon, kl) of each image, (N,): `x_in` is encoded, `x` is to be rebuilt. An AE's kl is 0.

    beta: what a model of every beta is to be at, see `AnyBetaVAE`; other models take none.
    """
    at = {} if beta is None else {"beta": beta}
    mu, logvar = model.codes(x_in, **at)
    if logvar is None:
        recon = objectives.recon(model.decode(mu), x, training.likelihood)
        return recon, torch.zeros_like(recon)
    z = objectives.reparameterize(mu, logvar, generator)
    recon = objectives.recon(model.decode(z, **at), x, training.likelihood)
    if training.estimator == "monte-carlo":
        return recon, objectives.kl_monte_carlo(z, mu, logvar)
    return recon, objectives.kl_divergence(mu, logvar)


def minimised(
    recon: Tensor | float,
    kl: Tensor | float,
    beta: float,
    training: TrainingConfig,
    drawn: Tensor | float | None = None,
) -> Tensor | float:
    """What the optimiser lowers: recon + beta * kl, or beta * kl alone. Whole batches or means.

    For a model of every beta, the betas `drawn` take the place of `beta`, and the sum is divided by
    sqrt(1 + beta): large betas would else drown the small ones (divided by 1 + beta, the small
    would drown the large).
    """
    if drawn is not None:
        return (recon + drawn * kl) / (1.0 + drawn) ** 0.5
    return recon + beta * kl if training.reconstruct else beta * kl


@torch.no_grad()
def mean_losses(
    model: Autoencoder,
    x: Tensor,
    training: TrainingConfig,
    seed: int,
    beta: float | None = None,
) -> tuple[float, float]:
    """(recon, kl), each the mean over all of x, (N, 1, 28, 28) grey, at one sample an image.

    A run trained on binary pixels is measured on binary ones, drawn (if at all) from the seed.
    beta: what a model of every beta is measured at (None: at 1); other models take none.
    """
    generator = torch.Generator().manual_seed(seed)
    where = next(model.parameters()).device
    sums = torch.zeros(2, dtype=torch.float64)
    for grey in x.split(_EVAL_ROWS):
        rows = measured_pixels(grey, training.binarize, generator).to(where)
        recon, kl = losses(model, rows, rows, training, generator, beta)
        sums += torch.stack([recon.sum(), kl.sum()]).double().cpu()
    recon, kl = (sums / len(x)).tolist()
    return recon, kl


def _encoder_lesson(
    model: Autoencoder,
    grey: Tensor,
    training: TrainingConfig,
    beta: float,
    drawn: Tensor | None,
    generator: torch.Generator,
) -> Tensor:
    """The mean loss on deformed copies of a batch, with a gradient for the encoder only.

    With two latent dimensions most of what a model loses on new images is lost by its encoder,
    which puts them a little beside their best place.
    """
    deformed = deform(grey, training.augment, generator)
    x_in, target = training_pixels(deformed, training.binarize, generator)
    where = next(model.parameters()).device
    model.decoder.requires_grad_(False)
    try:
        recon, kl = losses(model, x_in.to(where), target.to(where), training, generator, drawn)
    finally:
        model.decoder.requires_grad_(True)
    return minimised(recon, kl, beta, training, drawn).mean()


def _draw_betas(config: RunConfig, n: int, generator: torch.Generator) -> Tensor | None:
    """A beta for each of n images, (n,), log-uniform over the model's range; None without one."""
    if config.model.betas is None:
        return None
    start, end = map(math.log, config.model.betas)
    return torch.exp(start + (end - start) * torch.rand(n, generator=generator))


def _mean_minimised(model: Autoencoder, x: Tensor, config: RunConfig) -> float:
    """What a model of every beta minimises, at the middles of three equal parts of its range."""
    start, end = map(math.log, config.model.betas)
    betas = [math.exp(start + (end - start) * part) for part in (1 / 6, 3 / 6, 5 / 6)]
    training = config.training
    at = [mean_losses(model, x, training, training.seed, beta) for beta in betas]
    values = [minimised(*at_one, 1.0, training, b) for at_one, b in zip(at, betas, strict=True)]
    return sum(values) / len(values)


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
    return name.rpartition(".")[2] in GATE


def _copied(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}


def _named(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def _below(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    start = f"{prefix}."
    return {name[len(start) :]: t for name, t in tensors.items() if name.startswith(start)}


def _tuples(rows: list[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in rows]
