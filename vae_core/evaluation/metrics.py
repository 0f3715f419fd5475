"""The figures of a trained model on its test set: ELBO and its parts, IWAE, k-NN accuracy, ...

Every figure is a sum over images divided by their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from vae_core.data.binarize import EVALUATED_PIXELS, encoder_input, evaluation_images
from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError
from vae_core.evaluation.samples.edges import mean_gradient
from vae_core.latent.geometry import ACTIVE_UNIT_VARIANCE, Latents
from vae_core.latent.projections import trusted
from vae_core.models.config import RunConfig
from vae_core.models.networks.autoencoders import VAE, Autoencoder, EncoderDecoder, Labelled
from vae_core.models.networks.device import pick_device
from vae_core.models.objectives import bounds, terms

KNN_NEIGHBOURS = 20
DEFAULT_IWAE_SAMPLES = 100
_NEIGHBOURHOOD_SAMPLE = 2_000
_ROWS_AT_ONCE = 2_500
_IWAE_ROWS_AT_ONCE = 200  # each with all its samples


@dataclass(frozen=True)
class Evaluation:
    """Figures of a run on its test set; nats are per image, at beta = 1 whatever trained it.

    n: test images.  pixels: "grey" (cross-entropy with grey levels), "binarized" (each pixel a
        Bernoulli sample, drawn once from a fixed seed) or "thresholded" (cut at 0.5).
    recon, kl, neg_elbo: at one sample z ~ q(z|x); neg_elbo = recon + kl. None for an AE, which
        has no posterior: its `recon` is at its code.
    Of a conditional VAE all are of images with their labels told: recon, neg_elbo and iwae bound
        -log p(x|y), which does not compare with the -log p(x) of other models.
    kl_per_dim: mean KL of each latent dimension.  active_units: dimensions whose mu varies by
        more than 0.01 over the images (Burda et al. 2016).
    iwae: -log p(x) bounded with `iwae_samples` samples (lower is better, like neg_elbo).
    pixel_mse: mean squared error a pixel, decoding mu.
    knn_accuracy: share of test images whose 20 nearest training codes vote for their label; None
        where images have no labels.
    silhouette: of the classes in the codes, -1 to 1; None without two classes.
    trustworthiness: how far neighbours in the codes are neighbours in the pixels, 0 to 1. Both are
        of 2,000 test images.
    edges: mean magnitude of the gradient of the reconstructions, decoding mu, in grey levels a
        pixel (`edges.mean_gradient`).  edges_of_images: that of the images themselves.
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
    knn_accuracy: float | None
    silhouette: float | None
    trustworthiness: float
    edges: float
    edges_of_images: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


@torch.no_grad()
def encode_split(model: Labelled, x: Tensor, labels: np.ndarray) -> Latents:
    """The codes of all images x, (N, C, H, W), in their order, with their labels."""
    mus, logvars = [], []
    for rows, told in in_parts(model, x, labels):
        mu, logvar = told.codes(rows)
        mus.append(mu)
        if logvar is not None:
            logvars.append(logvar)
    return Latents(torch.cat(mus).numpy(), torch.cat(logvars).numpy() if logvars else None, labels)


@torch.no_grad()
def evaluate(
    model: Autoencoder,
    config: RunConfig,
    dataset: Dataset,
    iwae_samples: int = DEFAULT_IWAE_SAMPLES,
    seed: int = 0,
    device: str | None = None,
) -> Evaluation:
    """All figures of `Evaluation` for a model. `iwae_samples` = 0 leaves that bound out.

    A run trained on binarised pixels is measured on binarised pixels, any other on grey ones.
    device: a torch device string to measure on, or "auto" (None: where the model is); the model is
    moved there and back. Raises ConfigError on one that cannot be used.
    """
    if iwae_samples < 0:
        raise ConfigError(f"The number of IWAE samples must not be negative, not {iwae_samples}.")
    home = next(model.parameters()).device
    target = home if device is None else pick_device(device)
    try:
        return _evaluate(_OnDevice(model.to(target), target), config, dataset, iwae_samples, seed)
    finally:
        model.to(home)


def in_parts(
    model: Labelled, x: Tensor, labels: np.ndarray, size: int | None = None
) -> Iterator[tuple[Tensor, EncoderDecoder]]:
    """`size` images at a time, (n, C, H, W), and the model as it is for images of their labels."""
    size = size or _ROWS_AT_ONCE
    told = torch.from_numpy(labels.astype(np.int64)).split(size)
    for rows, label in zip(x.split(size), told, strict=True):
        yield rows, model.given(label)


class _OnDevice:
    """A model on any device that takes and returns tensors on the CPU."""

    def __init__(self, model: Autoencoder | EncoderDecoder, device: torch.device) -> None:
        self._model, self._device = model, device

    def given(self, label: int | Tensor) -> EncoderDecoder:
        assert isinstance(self._model, Autoencoder)
        return _OnDevice(self._model.given(label), self._device)

    def codes(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        mu, logvar = self._model.codes(x.to(self._device))
        return mu.cpu(), None if logvar is None else logvar.cpu()

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        return self.codes(x)

    def decode(self, z: Tensor) -> Tensor:
        return self._model.decode(z.to(self._device)).cpu()


def _evaluate(
    model: Labelled, config: RunConfig, dataset: Dataset, iwae_samples: int, seed: int
) -> Evaluation:
    grey = dataset.test.x()
    generator = torch.Generator().manual_seed(seed)
    binarize = config.training.binarize
    x = evaluation_images(grey, binarize, generator)
    labels = dataset.test.labels
    codes = encode_split(model, x, labels)
    x_train = encoder_input(dataset.train.x(), binarize)
    train_codes = encode_split(model, x_train, dataset.train.labels)
    kl = neg_elbo = per_dim = iwae = None
    if codes.logvar is None:
        recon = summed_reconstruction(model, codes, x, terms.recon_bce) / len(x)
    else:
        recon, per_dim = elbo_terms(model, x, labels, generator)
        kl = sum(per_dim)
        neg_elbo = recon + kl
        if iwae_samples:
            iwae = _neg_iwae(model, x, labels, iwae_samples, generator)
    silhouette, trustworthiness = _neighbourhood_figures(codes, x, seed)
    return Evaluation(
        n=len(x),
        pixels=EVALUATED_PIXELS[binarize],
        recon=recon,
        kl=kl,
        neg_elbo=neg_elbo,
        kl_per_dim=per_dim,
        active_units=active_units(codes.mu),
        iwae=iwae,
        iwae_samples=None if iwae is None else iwae_samples,
        pixel_mse=summed_reconstruction(model, codes, x, terms.recon_mse) / x.numel(),
        knn_accuracy=knn_accuracy(train_codes, codes) if dataset.info.is_labelled else None,
        silhouette=silhouette,
        trustworthiness=trustworthiness,
        edges=_edges(model, codes, x),
        edges_of_images=mean_gradient(x.numpy()),
    )


@torch.no_grad()
def _edges(model: Labelled, codes: Latents, x: Tensor) -> float:
    """Mean magnitude of the gradient of images x as they are decoded from the mu of their codes."""
    parts = zip(
        torch.from_numpy(codes.mu).split(_ROWS_AT_ONCE),
        in_parts(model, x, codes.label),
        strict=True,
    )
    images = (torch.sigmoid(told.decode(z)).numpy() for z, (_rows, told) in parts)
    return sum(mean_gradient(rows) * len(rows) for rows in images) / len(x)


def active_units(mu: np.ndarray) -> int:
    """Number of dimensions of mu, (N, D), whose variance is over 0.01 (Burda et al. 2016)."""
    return int((mu.var(0) > ACTIVE_UNIT_VARIANCE).sum())


def knn_accuracy(train: Latents, test: Latents, k: int = KNN_NEIGHBOURS) -> float:
    """Share of test codes whose k nearest training codes vote, by majority, for their label."""
    from sklearn.neighbors import KNeighborsClassifier

    classifier = KNeighborsClassifier(min(k, len(train.mu))).fit(train.mu, train.label)
    return float(classifier.score(test.mu, test.label))


@torch.no_grad()
def elbo_terms(
    model: Labelled, x: Tensor, labels: np.ndarray, generator: torch.Generator
) -> tuple[float, list[float]]:
    """(recon, KL of each dimension) of a VAE: means over all images x at one z ~ q(z|x) each."""
    recon = torch.zeros((), dtype=torch.float64)
    per_dim = torch.zeros((), dtype=torch.float64)
    for rows, told in in_parts(model, x, labels):
        mu, logvar = cast(tuple[Tensor, Tensor], told.codes(rows))
        z = terms.reparameterize(mu, logvar, generator)
        recon += terms.recon_bce(told.decode(z), rows).sum().double()
        per_dim = per_dim + terms.kl_per_dim(mu, logvar).sum(0).double()
    return (recon / len(x)).item(), (per_dim / len(x)).tolist()


@torch.no_grad()
def summed_reconstruction(
    model: Labelled,
    codes: Latents,
    x: Tensor,
    recon: Callable[[Tensor, Tensor], Tensor],
) -> float:
    """`recon` of images x decoded from the mu of their codes, summed over all images."""
    total = torch.zeros((), dtype=torch.float64)
    mu = torch.from_numpy(codes.mu).split(_ROWS_AT_ONCE)
    for z, (rows, told) in zip(mu, in_parts(model, x, codes.label), strict=True):
        total += recon(told.decode(z), rows).sum().double()
    return total.item()


def _neg_iwae(
    model: Labelled, x: Tensor, labels: np.ndarray, n_samples: int, generator: torch.Generator
) -> float:
    """Mean of the negative IWAE bound over all images x, in nats."""
    total = torch.zeros((), dtype=torch.float64)
    for rows, told in in_parts(model, x, labels, _IWAE_ROWS_AT_ONCE):
        bound = bounds.iwae_bound(cast(VAE, told), rows, n_samples, generator)
        total -= bound.sum().double()
    return (total / len(x)).item()


def _neighbourhood_figures(codes: Latents, x: Tensor, seed: int) -> tuple[float | None, float]:
    """Silhouette and trustworthiness, on a sample as both take time that grows with N squared.

    There is no silhouette where the sample has one class only, or every image a class of its own.
    """
    from sklearn.manifold import trustworthiness
    from sklearn.metrics import silhouette_score

    size = min(_NEIGHBOURHOOD_SAMPLE, len(x))
    sample = np.random.default_rng(seed).choice(len(x), size, replace=False)
    mu, images = codes.mu[sample], x[sample].flatten(1).numpy()
    label = codes.label[sample]
    comparable = 1 < len(np.unique(label)) < size
    return (
        float(silhouette_score(mu, label)) if comparable else None,
        float(trustworthiness(images, mu, n_neighbors=trusted(size))),
    )
