"""How a model sees single images: their codes, what comes back, and how unusual they are to it.

`evaluation` measures a model over the whole test set; here every figure is one image's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vae_core.data.binarize import encoded_pixels
from vae_core.models import objectives
from vae_core.models.autoencoders import Autoencoder

DRAWS = 8
QUANTILES = 101
EXTREMES = 24
_ROWS = 100  # More is slower: convolutions leave the cache.
# A direction in which codes hardly vary must not make every image an outlier.
_LEAST_VARIANCE = 1e-3


@dataclass(frozen=True)
class Inspection:
    """N images through one model; nats, and at beta = 1, whatever trained it.

    mu, logvar: (N, D); logvar is None for an AE.
    x_hat: (N, 28, 28), the picture decoded from mu.
    recon: (N,), binary cross-entropy, mean over `DRAWS` codes z ~ q(z|x) (an AE: at its code); the
        noise of the draws is the same for all images, so that no figure depends on the company.
    kl_per_dim: (N, D); kl, neg_elbo = recon + kl: (N,); all None for an AE.
    pixel_mse: (N,), mean squared error a pixel between x and x_hat.
    error: (N, 28, 28), x_hat - x.
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
        return None if self.kl_per_dim is None else self.kl_per_dim.sum(1)

    @property
    def neg_elbo(self) -> np.ndarray | None:
        return None if self.kl is None else self.recon + self.kl


@torch.no_grad()
def inspect(
    model: Autoencoder, grey: Tensor, binarize: str = "none", draws: int = DRAWS, seed: int = 0
) -> Inspection:
    """Of images, (N, 1, 28, 28) in [0, 1], by a model on the CPU in evaluation mode.

    A run trained on images cut at 0.5 (`binarize` "threshold") is given such images, and measured
    on them; any other on grey ones.
    """
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(draws, model.latent_dim, generator=generator)
    x = encoded_pixels(grey, binarize)
    parts = [_inspect(model, rows, noise) for rows in x.split(_ROWS)]
    joined = {
        name: None if parts[0][name] is None else torch.cat([part[name] for part in parts]).numpy()
        for name in parts[0]
    }
    return Inspection(**joined)


def distance(codes: np.ndarray, mu: np.ndarray) -> np.ndarray:
    """Mahalanobis distance of each mu, (M, D), from the codes, (N, D), as one Gaussian. (M,)."""
    codes = codes.astype(np.float64)
    mean = codes.mean(0)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(codes, rowvar=False)))
    width = np.sqrt(values.clip(min=_LEAST_VARIANCE * max(values[-1], _LEAST_VARIANCE)))
    return np.linalg.norm((mu - mean) @ vectors / width, axis=1)


def typical(seen: Inspection) -> dict[str, Any]:
    """What is usual among the test images, for JSON: the block "typical" of metrics.json.

    recon, distance: 101 quantiles each, 0 % to 100 %.  hardest, easiest: the numbers of the 24
    images with the largest and the smallest recon, the most extreme one first.
    """
    percents = np.linspace(0, 100, QUANTILES)
    order = np.argsort(seen.recon, kind="stable")
    return {
        "recon": _rounded(np.percentile(seen.recon, percents)),
        "distance": _rounded(np.percentile(distance(seen.mu, seen.mu), percents)),
        "hardest": order[::-1][:EXTREMES].tolist(),
        "easiest": order[:EXTREMES].tolist(),
    }


def percentile(quantiles: Sequence[float], value: float) -> float:
    """How many in a hundred lie below `value`, from evenly spaced quantiles; 0 to 100."""
    return float(np.interp(value, quantiles, np.linspace(0, 100, len(quantiles))))


def _inspect(model: Autoencoder, x: Tensor, noise: Tensor) -> dict[str, Tensor | None]:
    mu, logvar = model.codes(x)
    logits = model.decode(mu)
    if logvar is None:
        recon, kl_per_dim = objectives.recon_bce(logits, x), None
    else:
        sigma = torch.exp(0.5 * logvar)
        each = [objectives.recon_bce(model.decode(mu + sigma * eps), x) for eps in noise]
        recon = torch.stack(each).mean(0)
        kl_per_dim = objectives.kl_per_dim(mu, logvar)
    x_hat = logits.sigmoid()
    error = (x_hat - x)[:, 0]
    return {
        "mu": mu,
        "logvar": logvar,
        "x_hat": x_hat[:, 0],
        "recon": recon,
        "kl_per_dim": kl_per_dim,
        "pixel_mse": error.square().flatten(1).mean(1),
        "error": error,
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
