"""Measure a trained model on the test set. Every figure is a sum over images divided by N."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor

from vae_core.data.binarize import MEASURED_ON, encoded_pixels, measured_pixels
from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError
from vae_core.latent.geometry import ACTIVE_UNIT_VARIANCE, Latents
from vae_core.models import objectives
from vae_core.models.autoencoders import Autoencoder
from vae_core.models.config import RunConfig

KNN_NEIGHBOURS = 20
DEFAULT_IWAE_SAMPLES = 100
_NEIGHBOURHOOD_SAMPLE = 2_000
_ROWS = 2_500


@dataclass(frozen=True)
class Evaluation:
    """Figures of a run on its test set; nats are per image, at beta = 1 whatever trained it.

    n: test images.  pixels: "grey" (cross-entropy with grey levels), "binarized" (each pixel a
        Bernoulli sample, drawn once from a fixed seed) or "thresholded" (cut at 0.5).
    recon, kl, neg_elbo: at one sample z ~ q(z|x); neg_elbo = recon + kl. None for an AE, which
        has no posterior: its `recon` is at its code.
    kl_per_dim: mean KL of each latent dimension.  active_units: dimensions whose mu varies by
        more than 0.01 over the images (Burda et al. 2016).
    iwae: -log p(x) bounded with `iwae_samples` samples (lower is better, like neg_elbo).
    pixel_mse: mean squared error a pixel, decoding mu.
    knn_accuracy: share of test images whose 20 nearest training codes vote for their label.
    silhouette: of the classes in the codes, -1 to 1.  trustworthiness: how far neighbours in the
        codes are neighbours in the pixels, 0 to 1; both on 2,000 test images.
    """

    n: int
    pixels: str
    recon: float
    kl: float | None
    neg_elbo: float | None
    kl_per_dim: list[float] | None
    active_units: int
    iwae: float | None
    iwae_samples: int | None
    pixel_mse: float
    knn_accuracy: float
    silhouette: float
    trustworthiness: float

    def to_dict(self) -> dict:
        """Plain values, ready for JSON."""
        return asdict(self)


@torch.no_grad()
def encode_split(model: Autoencoder, x: Tensor, labels: np.ndarray) -> Latents:
    """The codes of all images x, (N, 1, 28, 28), in their order."""
    parts = [model.codes(rows) for rows in x.split(_ROWS)]
    mu = torch.cat([mu for mu, _ in parts]).numpy()
    logvar = None if parts[0][1] is None else torch.cat([v for _, v in parts]).numpy()
    return Latents(mu, logvar, labels)


@torch.no_grad()
def evaluate(
    model: Autoencoder,
    config: RunConfig,
    dataset: Dataset,
    iwae_samples: int = DEFAULT_IWAE_SAMPLES,
    seed: int = 0,
) -> Evaluation:
    """All figures of `Evaluation` for a model on the CPU. `iwae_samples` = 0 leaves that bound out.

    A run trained on binarised pixels is measured on binarised pixels, any other on grey ones.
    """
    if iwae_samples < 0:
        raise ConfigError(f"The number of IWAE samples must not be negative, not {iwae_samples}.")
    grey = dataset.test.x()
    generator = torch.Generator().manual_seed(seed)
    binarize = config.training.binarize
    x = measured_pixels(grey, binarize, generator)
    codes = encode_split(model, x, dataset.test.labels)
    x_train = encoded_pixels(dataset.train.x(), binarize)
    train_codes = encode_split(model, x_train, dataset.train.labels)
    bounds = {"kl": None, "neg_elbo": None, "kl_per_dim": None, "iwae": None}
    if codes.logvar is None:
        recon = decoded_sum(model, codes.mu, x, objectives.recon_bce) / len(x)
    else:
        recon, per_dim = elbo_terms(model, x, generator)
        kl = sum(per_dim)
        bounds = {"kl": kl, "neg_elbo": recon + kl, "kl_per_dim": per_dim, "iwae": None}
        if iwae_samples:
            bounds["iwae"] = _iwae(model, x, iwae_samples, generator)
    return Evaluation(
        n=len(x),
        pixels=MEASURED_ON[binarize],
        recon=recon,
        active_units=int((codes.mu.var(0) > ACTIVE_UNIT_VARIANCE).sum()),
        iwae_samples=iwae_samples if bounds["iwae"] is not None else None,
        pixel_mse=decoded_sum(model, codes.mu, x, objectives.recon_mse) / x.numel(),
        knn_accuracy=knn_accuracy(train_codes, codes),
        **_neighbourhood(codes, x, seed),
        **bounds,
    )


def knn_accuracy(train: Latents, test: Latents, k: int = KNN_NEIGHBOURS) -> float:
    """Share of test codes whose k nearest training codes agree on the right label by majority."""
    from sklearn.neighbors import KNeighborsClassifier

    return float(KNeighborsClassifier(k).fit(train.mu, train.label).score(test.mu, test.label))


@torch.no_grad()
def elbo_terms(
    model: Autoencoder, x: Tensor, generator: torch.Generator
) -> tuple[float, list[float]]:
    """(recon, KL of each dimension), means over all images x at one sample z ~ q(z|x) each."""
    recon = torch.zeros((), dtype=torch.float64)
    per_dim = torch.zeros((), dtype=torch.float64)
    for rows in x.split(_ROWS):
        mu, logvar = model.codes(rows)
        z = objectives.reparameterize(mu, logvar, generator)
        recon += objectives.recon_bce(model.decode(z), rows).sum().double()
        per_dim = per_dim + objectives.kl_per_dim(mu, logvar).sum(0).double()
    return (recon / len(x)).item(), (per_dim / len(x)).tolist()


def _iwae(model: Autoencoder, x: Tensor, n_samples: int, generator: torch.Generator) -> float:
    total = torch.zeros((), dtype=torch.float64)
    for rows in x.split(200):
        total -= objectives.iwae_bound(model, rows, n_samples, generator).sum().double()
    return (total / len(x)).item()


@torch.no_grad()
def decoded_sum(model: Autoencoder, mu: np.ndarray, x: Tensor, recon: Callable) -> float:
    """`recon` of images x rebuilt from their codes mu, (N, D), summed over all of them."""
    total = torch.zeros((), dtype=torch.float64)
    for z, rows in zip(torch.from_numpy(mu).split(_ROWS), x.split(_ROWS), strict=True):
        total += recon(model.decode(z), rows).sum().double()
    return total.item()


def _neighbourhood(codes: Latents, x: Tensor, seed: int) -> dict[str, float]:
    """Silhouette and trustworthiness; both grow with the square of N, hence the sample."""
    from sklearn.manifold import trustworthiness
    from sklearn.metrics import silhouette_score

    size = min(_NEIGHBOURHOOD_SAMPLE, len(x))
    some = np.random.default_rng(seed).choice(len(x), size, replace=False)
    mu = codes.mu[some]
    return {
        "silhouette": float(silhouette_score(mu, codes.label[some])),
        "trustworthiness": float(trustworthiness(x[some].flatten(1).numpy(), mu, n_neighbors=12)),
    }
