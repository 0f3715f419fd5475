"""The training of a run, epoch by epoch, for learning curves. No torch here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from vae_core.runs.run import Run


@dataclass(frozen=True)
class Epoch:
    """Figures of one epoch.

    steps, seconds: optimiser steps and training time until its end.
    recon, kl: of the training images as they went by; val_recon, val_kl: of held-out images, with
    the weights at its end. Nats an image; recon in squared pixel units for "mse".
    beta: weight of the KL then. A plain autoencoder has neither KL nor beta: 0.
    """

    epoch: int
    steps: int
    seconds: float
    beta: float
    recon: float
    kl: float
    val_recon: float
    val_kl: float

    @property
    def loss(self) -> float:
        """recon + kl."""
        return self.recon + self.kl

    @property
    def val_loss(self) -> float:
        """val_recon + val_kl."""
        return self.val_recon + self.val_kl


def training_history(run: Run) -> list[Epoch]:
    """Every epoch of an autoencoder's training; the last may be cut short."""
    training, sizes = run.config.training, run.dataset_info.sizes
    images = sizes.train + (sizes.val if training.keep == "last" else 0)
    steps_per_epoch = math.ceil(images / training.batch_size)
    stopped = (run.metrics.get("stopped") or {}).get("step", math.inf)
    return [_epoch(record, steps_per_epoch, stopped) for record in run.metrics["history"]]


def _epoch(record: dict[str, Any], steps_per_epoch: int, stopped: float) -> Epoch:
    names = ("beta", "recon", "kl", "val_recon", "val_kl", "seconds")
    number = int(record["epoch"])
    values = {name: float(record[name]) for name in names}
    return Epoch(epoch=number, steps=int(min(number * steps_per_epoch, stopped)), **values)
