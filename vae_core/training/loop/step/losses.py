"""Reconstruction and KL of images, and the training objective made of the two."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import overload

import torch
from torch import Tensor, nn

from vae_core.data.augment import deform
from vae_core.data.binarize import evaluation_images, input_and_target
from vae_core.models.config import RunConfig, TrainingConfig
from vae_core.models.networks.autoencoders import Autoencoder, EncoderDecoder
from vae_core.models.objectives.batch import Batch, draw_sample
from vae_core.models.objectives.registry import values_of

_EVAL_ROWS = 2_500


@dataclass(frozen=True)
class At:
    """Where a training is: the weight of the KL term, the share of its steps that are done, and
    how many images it has."""

    beta: float
    progress: float
    n_images: int


@dataclass(frozen=True)
class BatchObjective:
    """What comes of a batch of N images: objective, recon and kl of each, (N,), and the terms of
    its own that the objective notes, (N,) each. opponent: the loss of a second network, ()."""

    objective: Tensor
    recon: Tensor
    kl: Tensor
    noted: Mapping[str, Tensor] = field(default_factory=dict)
    opponent: Tensor | None = None


def losses(
    model: EncoderDecoder,
    x_in: Tensor,
    x: Tensor,
    training: TrainingConfig,
    generator: torch.Generator,
    beta: float | Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """(recon, kl) of each image, (N,): `x_in` is encoded, `x` is the target. An AE's kl is 0.

    beta: at which beta a model of every beta is evaluated, see `AnyBetaVAE`; None for others.
    """
    at = {} if beta is None else {"beta": beta}
    sample = draw_sample(model, x_in, x, training.likelihood, training.estimator, generator, **at)
    return sample.recon, sample.kl


@overload
def training_objective(
    recon: Tensor,
    kl: Tensor,
    beta: float,
    training: TrainingConfig,
    betas: Tensor | float | None = None,
) -> Tensor: ...


@overload
def training_objective(
    recon: float, kl: float, beta: float, training: TrainingConfig, betas: float | None = None
) -> float: ...


def training_objective(
    recon: Tensor | float,
    kl: Tensor | float,
    beta: float,
    training: TrainingConfig,
    betas: Tensor | float | None = None,
) -> Tensor | float:
    """What the optimiser minimises: recon + beta * kl, or beta * kl alone, of images or of means.

    For a model of every beta, `betas` takes the place of `beta`, and the sum is divided by
    sqrt(1 + beta): large betas would else drown the small ones (divided by 1 + beta, the small
    would drown the large).
    """
    if betas is not None:
        return (recon + betas * kl) / (1.0 + betas) ** 0.5
    return recon + beta * kl if training.reconstruct else beta * kl


def batch_objective(
    model: EncoderDecoder,
    x_in: Tensor,
    x: Tensor,
    training: TrainingConfig,
    at: At,
    generator: torch.Generator,
    betas: Tensor | None = None,
    opponent: nn.Module | None = None,
) -> BatchObjective:
    """What the configuration asks to minimise, of each image.

    `x_in` is encoded, `x` is the target. betas: of the images, for a model of every beta.
    opponent: the second network of an objective that has one.
    """
    if training.objective is None:
        recon, kl = losses(model, x_in, x, training, generator, betas)
        values = training_objective(recon, kl, at.beta, training, betas)
        return BatchObjective(values, recon, kl)
    batch = Batch(
        model,
        x_in,
        x,
        at.beta,
        at.progress,
        training.likelihood,
        training.estimator,
        at.n_images,
        generator,
        opponent,
    )
    values = values_of(training.objective, batch)
    first = batch.first or batch.sample()
    return BatchObjective(values, first.recon, first.kl, batch.noted, batch.opponent_loss)


@torch.no_grad()
def mean_losses(
    model: Autoencoder,
    x: Tensor,
    training: TrainingConfig,
    seed: int,
    beta: float | None = None,
    labels: Tensor | None = None,
) -> tuple[float, float]:
    """(recon, kl), each the mean over all of x, (N, C, H, W) in [0, 1], with one sample an image.

    A model trained on binary pixels is measured on binary ones, drawn (if at all) from the seed.
    beta: at which beta a model of every beta is measured (None: at 1); None for others.
    labels: of x, (N,), for a model that is told them; None for others.
    """
    generator = torch.Generator().manual_seed(seed)
    device = next(model.parameters()).device
    sums = torch.zeros(2, dtype=torch.float64)
    told = labels.split(_EVAL_ROWS) if labels is not None else repeat(None)
    for grey, label in zip(x.split(_EVAL_ROWS), told, strict=False):
        rows = evaluation_images(grey, training.binarize, generator).to(device)
        given = model if label is None else model.given(label)
        recon, kl = losses(given, rows, rows, training, generator, beta)
        sums += torch.stack([recon.sum(), kl.sum()]).double().cpu()
    recon, kl = (sums / len(x)).tolist()
    return recon, kl


def augmented_encoder_loss(
    model: Autoencoder,
    grey: Tensor,
    training: TrainingConfig,
    at: At,
    betas: Tensor | None,
    labels: Tensor,
    generator: torch.Generator,
) -> Tensor:
    """Mean objective on deformed copies of a batch, (), with a gradient for the encoder only.

    With two latent dimensions most of the loss on new images is the encoder's: it puts them a
    little beside their best place.
    """
    deformed = deform(grey, training.augment, generator)
    x_in, target = input_and_target(deformed, training.binarize, generator)
    device = next(model.parameters()).device
    given = model.given(labels)
    model.decoder.requires_grad_(False)
    try:
        batch = batch_objective(
            given, x_in.to(device), target.to(device), training, at, generator, betas
        )
    finally:
        model.decoder.requires_grad_(True)
    return batch.objective.mean()


@torch.no_grad()
def mean_named_objective(
    model: Autoencoder,
    x: Tensor,
    labels: Tensor,
    training: TrainingConfig,
    n_images: int,
    opponent: nn.Module | None = None,
) -> float:
    """Mean of a named objective over all of x, (N, C, H, W), as at the end of a training.

    labels: of x, (N,), for a model that is told them.

    In batches about as large as those of the training, since it may be of a batch as a whole.
    """
    generator = torch.Generator().manual_seed(training.seed)
    device = next(model.parameters()).device
    at = At(training.beta, 1.0, n_images)
    total = torch.zeros((), dtype=torch.float64)
    parts = max(1, len(x) // training.batch_size)
    for grey, label in zip(x.tensor_split(parts), labels.tensor_split(parts), strict=True):
        rows = evaluation_images(grey, training.binarize, generator).to(device)
        batch = batch_objective(
            model.given(label), rows, rows, training, at, generator, opponent=opponent
        )
        total += batch.objective.sum().double().cpu()
    return float(total) / len(x)


def draw_betas(
    config: RunConfig, n: int, generator: torch.Generator, device: torch.device
) -> Tensor | None:
    """A beta for each of n images, (n,), log-uniform over the model's range; None without one."""
    if config.model.betas is None:
        return None
    start, end = map(math.log, config.model.betas)
    return torch.exp(start + (end - start) * torch.rand(n, generator=generator)).to(device)


def mean_training_objective(model: Autoencoder, x: Tensor, config: RunConfig) -> float:
    """Mean objective of a model of every beta, at the middles of three equal parts of its range."""
    assert config.model.betas is not None
    start, end = map(math.log, config.model.betas)
    betas = [math.exp(start + (end - start) * part) for part in (1 / 6, 3 / 6, 5 / 6)]
    training = config.training
    means = [mean_losses(model, x, training, training.seed, beta) for beta in betas]
    values = [
        training_objective(recon, kl, 1.0, training, beta)
        for (recon, kl), beta in zip(means, betas, strict=True)
    ]
    return sum(values) / len(values)
