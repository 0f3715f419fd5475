"""The figures of single images under one model: code, reconstruction, KL, how unusual they are.

`metrics` has the means over the whole test set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vae_core.data.binarize import encoder_input
from vae_core.data.image_shape import as_pictures
from vae_core.evaluation.metrics import in_parts
from vae_core.models.networks.autoencoders import EncoderDecoder, Labelled
from vae_core.models.objectives import terms
from vae_core.runs.metrics.figures import QUANTILES

DRAWS = 8
EXTREMES = 24
_ROWS_AT_ONCE = 100  # More is slower: convolutions leave the cache.
# A direction in which codes hardly vary must not make every image an outlier.
_MIN_VARIANCE_SHARE = 1e-3


@dataclass(frozen=True)
class Inspection:
    """The figures of N images under one model; nats, at beta = 1 whatever trained it.

    mu, logvar: (N, D); logvar is None for an AE.
    x_hat: (N, H, W), or (N, H, W, 3) in colour, the picture decoded from mu.
    recon: (N,), binary cross-entropy, mean over `DRAWS` codes z ~ q(z|x) (an AE: at its code); the
        noise of the draws is the same for all images: no figure depends on the others in the batch.
    kl_per_dim: (N, D); kl, neg_elbo = recon + kl: (N,); all None for an AE.
    pixel_mse: (N,), mean squared error a pixel between x and x_hat.
    error: x_hat - x, shaped as x_hat.
    """

    mu: np.ndarray
    logvar: np.ndarray | None
    x_hat: np.ndarray
    recon: np.ndarray
    kl_per_dim: np.ndarray | None
    pixel_mse: np.ndarray
    error: np.ndarray

    @property
    def kl(self) -> np.ndarray | None:
        """KL of each image, (N,), in nats; None for an AE."""
        return None if self.kl_per_dim is None else self.kl_per_dim.sum(1)

    @property
    def neg_elbo(self) -> np.ndarray | None:
        """Negative ELBO of each image, (N,), in nats; None for an AE."""
        return None if self.kl is None else self.recon + self.kl


@torch.no_grad()
def inspect_images(
    model: Labelled,
    images: Tensor,
    binarize: str = "none",
    draws: int = DRAWS,
    seed: int = 0,
    labels: np.ndarray | None = None,
) -> Inspection:
    """The `Inspection` of images, (N, C, H, W) in [0, 1], by a model on the CPU in eval mode.

    Where the run was trained on images cut at 0.5 (`binarize` "threshold"), these are cut too, and
    measured as such; any other run is measured on grey ones.
    labels: of the images, (N,), for a model that is told them; None for others.
    """
    generator = torch.Generator().manual_seed(seed)
    x = encoder_input(images, binarize)
    parts: list[dict[str, Tensor]] = []
    noise = None
    rounds = (
        ((rows, model) for rows in x.split(_ROWS_AT_ONCE))
        if labels is None
        else in_parts(model, x, labels, _ROWS_AT_ONCE)
    )
    for rows, told in rounds:
        mu, logvar = told.codes(rows)
        if noise is None:
            noise = torch.randn(draws, mu.shape[1], generator=generator)
        parts.append(_inspect_batch(told, rows, mu, logvar, noise))
    joined = {name: torch.cat([part[name] for part in parts]).numpy() for name in parts[0]}
    for name in ("x_hat", "error"):
        joined[name] = as_pictures(joined[name])
    return Inspection(
        logvar=joined.pop("logvar", None), kl_per_dim=joined.pop("kl_per_dim", None), **joined
    )


def mahalanobis_distance(codes: np.ndarray, mu: np.ndarray) -> np.ndarray:
    """Mahalanobis distance of each mu, (M, D), from the codes, (N, D), as one Gaussian: (M,)."""
    codes = codes.astype(np.float64)
    mean = codes.mean(0)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(codes, rowvar=False)))
    sigma = np.sqrt(values.clip(min=_MIN_VARIANCE_SHARE * max(values[-1], _MIN_VARIANCE_SHARE)))
    return np.linalg.norm((mu - mean) @ vectors / sigma, axis=1)


def typical_values(inspection: Inspection) -> dict[str, Any]:
    """What is usual among the test images, for JSON: the block "typical" of metrics.json.

    recon, distance: 101 quantiles each, 0 % to 100 %.  hardest, easiest: the numbers of the 24
    images with the largest and the smallest recon, the most extreme one first.
    """
    percents = np.linspace(0, 100, QUANTILES)
    order = np.argsort(inspection.recon, kind="stable")
    distance = mahalanobis_distance(inspection.mu, inspection.mu)
    return {
        "recon": _rounded(np.percentile(inspection.recon, percents)),
        "distance": _rounded(np.percentile(distance, percents)),
        "hardest": order[::-1][:EXTREMES].tolist(),
        "easiest": order[:EXTREMES].tolist(),
    }


def percentile_of(quantiles: Sequence[float], value: float) -> float:
    """The percentile, 0 to 100, at which `value` lies among evenly spaced quantiles."""
    return float(np.interp(value, quantiles, np.linspace(0, 100, len(quantiles))))


def _inspect_batch(
    model: EncoderDecoder, x: Tensor, mu: Tensor, logvar: Tensor | None, noise: Tensor
) -> dict[str, Tensor]:
    """The fields of `Inspection` for one batch; "logvar" and "kl_per_dim" only for a VAE."""
    logits = model.decode(mu)
    x_hat = logits.sigmoid()
    error = x_hat - x
    figures = {
        "mu": mu,
        "x_hat": x_hat,
        "pixel_mse": error.square().flatten(1).mean(1),
        "error": error,
    }
    if logvar is None:
        return {**figures, "recon": terms.recon_bce(logits, x)}
    sigma = torch.exp(0.5 * logvar)
    samples = [terms.recon_bce(model.decode(mu + sigma * eps), x) for eps in noise]
    return {
        **figures,
        "logvar": logvar,
        "recon": torch.stack(samples).mean(0),
        "kl_per_dim": terms.kl_per_dim(mu, logvar),
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
