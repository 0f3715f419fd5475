"""What a training minimises: the loss of a batch, and the figures that end an epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from vae_core.data.binarize import input_and_target
from vae_core.data.datasets import Dataset, Split
from vae_core.models.config import RunConfig
from vae_core.models.networks.autoencoders import Autoencoder
from vae_core.models.objectives.registry import opponent_of
from vae_core.models.objectives.settings import check_batch_sizes, terms_of
from vae_core.training.loop.step.losses import (
    At,
    augmented_encoder_loss,
    batch_objective,
    draw_betas,
    mean_losses,
    mean_named_objective,
    mean_training_objective,
    training_objective,
)


@dataclass(frozen=True)
class BatchLoss:
    """What a batch asks of the weights.

    model: the loss that the model minimises, (). opponent: that of the second network, if any, ().
    sums: over the batch: objective, recon, KL, and each of the terms, (3 + terms,).
    """

    model: Tensor
    sums: Tensor
    opponent: Tensor | None = None


class Objective(Protocol):
    """What the trainer needs to know of a model's task.

    images: those that are trained on, (N, C, H, W). n_images: how many.
    terms: names of the terms that it notes beside recon and KL.
    opponent: a second network, which is trained against the model; None for most.
    """

    images: Tensor
    n_images: int
    terms: tuple[str, ...]
    opponent: nn.Module | None

    def batch_loss(
        self, model: Autoencoder, index: Tensor, at: At, generator: torch.Generator
    ) -> BatchLoss:
        """What comes of a batch. index: which of the images, (B,). at: where the training is."""

    def validate(self, model: Autoencoder) -> tuple[float, float, float]:
        """(recon, KL, score) on held-out images. The lowest score tells which weights are best."""

    def is_better(self, score: float, best: float) -> bool:
        """True where the weights with this score are kept in place of the best so far."""


class AutoencoderObjective:
    """recon + beta * KL of an autoencoder or a VAE, as its configuration asks for."""

    def __init__(self, config: RunConfig, dataset: Dataset, device: torch.device) -> None:
        self._config, self._device = config, device
        if config.training.keep == "last":
            self.images = torch.cat([dataset.train.x(), dataset.val.x()])
            self._y = _labels(dataset.train, dataset.val)
            self._x_val, self._y_val = dataset.test.x(), _labels(dataset.test)
            self._x_scored = self.images[: len(self._x_val)]
            self._y_scored = self._y[: len(self._x_val)]
        else:
            self.images, self._y = dataset.train.x(), _labels(dataset.train)
            self._x_val, self._y_val = dataset.val.x(), _labels(dataset.val)
            self._x_scored, self._y_scored = self._x_val, self._y_val
        self.n_images = len(self.images)
        objective = config.training.objective
        self.terms = tuple(terms_of(objective))
        opponent = opponent_of(objective, config.model)
        self.opponent = opponent and opponent.to(device)
        if objective is not None:
            check_batch_sizes(objective, self.n_images, config.training.batch_size)

    def batch_loss(
        self, model: Autoencoder, index: Tensor, at: At, generator: torch.Generator
    ) -> BatchLoss:
        """See `Objective`. Augmented copies of the batch count in the loss, not in the sums."""
        training, device = self._config.training, self._device
        # The dataset is one tensor in memory and a batch is one indexing: several times faster than
        # a DataLoader that converts image by image (see benchmarks/training.py).
        grey = self.images[index]
        x_in, x = input_and_target(grey, training.binarize, generator)
        betas = draw_betas(self._config, len(x), generator, device)
        labels = self._y[index]
        given = model.given(labels)
        batch = batch_objective(
            *(given, x_in.to(device), x.to(device), training, at, generator, betas, self.opponent)
        )
        loss = batch.objective.mean()
        if training.augment:
            copies = augmented_encoder_loss(model, grey, training, at, betas, labels, generator)
            # One of millions may look like nothing the encoder knows: a logvar of 224 was seen, and
            # exp of it is no number. The step then does without them.
            if torch.isfinite(copies):
                loss = loss + copies
        terms = [batch.noted[name] for name in self.terms]
        sums = [values.sum() for values in (batch.objective, batch.recon, batch.kl, *terms)]
        return BatchLoss(loss, torch.stack(sums).detach(), batch.opponent)

    def validate(self, model: Autoencoder) -> tuple[float, float, float]:
        """See `Objective`. The score is the objective itself, with beta at its final value.

        Where the last weights are kept, the held-out images are those of the test set: the score is
        then of training images, and only chooses between the weights and their moving average.
        """
        training = self._config.training
        recon, kl = mean_losses(model, self._x_val, training, training.seed, None, self._y_val)
        if self._config.model.betas:
            return recon, kl, mean_training_objective(model, self._x_scored, self._config)
        if training.objective is not None:
            scored, labels, n = self._x_scored, self._y_scored, self.n_images
            score = mean_named_objective(model, scored, labels, training, n, self.opponent)
            return recon, kl, score
        figures = recon, kl
        if training.keep == "last" and training.ema:
            figures = mean_losses(
                model, self._x_scored, training, training.seed, None, self._y_scored
            )
        return recon, kl, training_objective(*figures, training.beta, training)

    def is_better(self, score: float, best: float) -> bool:
        """True for a lower score, and always where the last weights are kept: one that an opponent
        gives has no meaning from one epoch to another."""
        keeps_last = self._config.training.keep == "last" or self.opponent is not None
        return keeps_last or score < best


def _labels(*splits: Split) -> Tensor:
    """The labels of all images of splits, int64, (N,)."""
    return torch.from_numpy(np.concatenate([split.labels for split in splits]).astype(np.int64))
