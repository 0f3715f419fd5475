"""What a model loses on images, and what of that is minimised."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from vae_core.data.augment import deform
from vae_core.data.binarize import evaluation_images, input_and_target
from vae_core.models import objectives
from vae_core.models.autoencoders import Autoencoder
from vae_core.models.config import RunConfig, TrainingConfig

_EVAL_ROWS = 2_500


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


def training_objective(
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
        rows = evaluation_images(grey, training.binarize, generator).to(where)
        recon, kl = losses(model, rows, rows, training, generator, beta)
        sums += torch.stack([recon.sum(), kl.sum()]).double().cpu()
    recon, kl = (sums / len(x)).tolist()
    return recon, kl


def augmented_encoder_loss(
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
    x_in, target = input_and_target(deformed, training.binarize, generator)
    where = next(model.parameters()).device
    model.decoder.requires_grad_(False)
    try:
        recon, kl = losses(model, x_in.to(where), target.to(where), training, generator, drawn)
    finally:
        model.decoder.requires_grad_(True)
    return training_objective(recon, kl, beta, training, drawn).mean()


def draw_betas(
    config: RunConfig, n: int, generator: torch.Generator, where: torch.device
) -> Tensor | None:
    """A beta for each of n images, (n,), log-uniform over the model's range; None without one."""
    if config.model.betas is None:
        return None
    start, end = map(math.log, config.model.betas)
    return torch.exp(start + (end - start) * torch.rand(n, generator=generator)).to(where)


def mean_training_objective(model: Autoencoder, x: Tensor, config: RunConfig) -> float:
    """What a model of every beta minimises, at the middles of three equal parts of its range."""
    start, end = map(math.log, config.model.betas)
    betas = [math.exp(start + (end - start) * part) for part in (1 / 6, 3 / 6, 5 / 6)]
    training = config.training
    means = [mean_losses(model, x, training, training.seed, beta) for beta in betas]
    values = [
        training_objective(recon, kl, 1.0, training, beta)
        for (recon, kl), beta in zip(means, betas, strict=True)
    ]
    return sum(values) / len(values)
