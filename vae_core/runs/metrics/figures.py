"""The figures of metrics.json: its blocks, and what each figure in them can be.

What the figures mean is said where they are measured (`evaluation`, `training.measure`). A block or
a field with a default may be missing, since runs were written before it existed; fields that are
not listed here are let through. `check.py` has the whole file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from vae_core.data.info import MAX_CLASSES
from vae_core.models.config import MAX_BETA

QUANTILES = 101

# Nothing that a model computes is larger than a number of 32 bits can be.
Figure = Annotated[float, Meta(ge=-3.5e38, le=3.5e38)]
Magnitude = Annotated[float, Meta(ge=0, le=3.5e38)]
Share = Annotated[float, Meta(ge=0, le=1)]
Beta = Annotated[float, Meta(ge=0, le=MAX_BETA)]
Count = Annotated[int, Meta(ge=0, le=10**12)]
Positive = Annotated[int, Meta(ge=1, le=10**12)]
Seconds = Annotated[float, Meta(ge=0, le=1e12)]
Kept = Literal["weights", "average"]
PerDimension = Annotated[list[Figure], Meta(min_length=1)]
PerFactor = Annotated[list[Figure], Meta(min_length=1)]


class NotedFile(Struct):
    """The hash and the size of a file of the run."""

    sha256: str
    bytes: Count


class NotedSizes(Struct, forbid_unknown_fields=True):
    """The number of images in each split."""

    train: Count
    val: Count
    test: Count


class NotedDataset(Struct):
    """What a run notes of a dataset that is not built in."""

    title: Annotated[str, Meta(max_length=200)]
    classes: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=MAX_CLASSES)]
    sizes: NotedSizes


class Parameters(Struct):
    """Numbers that were trained."""

    encoder: Count
    decoder: Count


class Curves(Struct, kw_only=True):
    """One epoch of a training, as far as its curves show it."""

    epoch: Positive
    beta: Beta
    recon: Figure
    kl: Figure
    val_recon: Figure
    val_kl: Figure


class Epoch(Curves, kw_only=True):
    """One epoch of a training, as in `training.loop.result.EpochRecord`."""

    loss: Figure
    seconds: Seconds = 0.0
    batches: list[tuple[Count, Figure, Figure]] = []
    kept: Kept | None = None
    terms: dict[str, Figure] = {}


class RecogniserEpoch(Struct):
    """One epoch of the training of a recogniser."""

    epoch: Positive
    loss: Figure
    seconds: Seconds = 0.0
    val_loss: Figure = 0.0
    val_accuracy: Share = 0.0


class Stopped(Struct):
    """Steps that were done of those planned, where a training was stopped and kept."""

    step: Count
    of: Positive


class Evaluation(Struct):
    """Figures of an autoencoder on its test set, as in `evaluation.metrics.Evaluation`."""

    n: Positive
    recon: Figure
    pixel_mse: Magnitude
    knn_accuracy: Share | None = None
    pixels: str = ""
    kl: Figure | None = None
    neg_elbo: Figure | None = None
    kl_per_dim: PerDimension | None = None
    active_units: Count | None = None
    iwae: Figure | None = None
    iwae_samples: Count | None = None
    silhouette: Figure | None = None
    trustworthiness: Figure | None = None
    edges: Magnitude | None = None
    edges_of_images: Magnitude | None = None


class VAEEvaluation(Evaluation, kw_only=True):
    """The same of a VAE, which has a KL and a bound."""

    kl: Figure
    neg_elbo: Figure


class RecogniserEvaluation(Struct):
    """Figures of a recogniser on its test set."""

    n: Positive
    accuracy: Share
    cross_entropy: Figure | None = None


class Support(Struct, forbid_unknown_fields=True):
    """The thresholds of `latent.geometry.Support`."""

    k: Positive
    thin: Magnitude
    hole: Magnitude


class Typical(Struct):
    """What is usual among the test images, as in `evaluation.per_image.typical_values`."""

    recon: Annotated[list[Figure], Meta(min_length=QUANTILES, max_length=QUANTILES)]
    distance: Annotated[list[Figure], Meta(min_length=QUANTILES, max_length=QUANTILES)]
    hardest: Annotated[list[Count], Meta(min_length=1)]
    easiest: Annotated[list[Count], Meta(min_length=1)]


class Score(Struct):
    """The scores of a set of images, as in `evaluation.samples.quality.Score`."""

    frechet: Figure
    inception: Figure
    precision: Share | None = None
    recall: Share | None = None
    edges: Magnitude | None = None


class Quality(Struct):
    """The scores of samples, as in `evaluation.samples.quality.Quality`."""

    prior: Score
    n: Positive
    recogniser: str
    fitted: Score | None = None
    mixture: Score | None = None
    flow: Score | None = None
    seed: Count = 0


class Anchors(Struct):
    """The scores to compare those of samples with, as in `evaluation.samples.quality.Anchors`."""

    train: Score
    noise: Score
    n_train: Positive
    n_noise: Positive


class Gaps(Struct):
    """What tells an AE from a VAE, as in `evaluation.codes.ae_vs_vae.Gaps`."""

    frechet_prior: Figure
    frechet_fitted_gaussian: Figure
    frechet_mixture: Figure
    recognised_share_prior: Share | None = None
    recognised_share_fitted_gaussian: Share | None = None
    recognised_share_mixture: Share | None = None
    recognised_share_box: Share | None = None
    entropy_prior: Figure | None = None
    entropy_fitted_gaussian: Figure | None = None
    entropy_mixture: Figure | None = None
    classes_prior: Count | None = None
    classes_fitted_gaussian: Count | None = None
    classes_mixture: Count | None = None
    holes_prior: Share | None = None
    holes_fitted_gaussian: Share | None = None
    holes_mixture: Share | None = None
    empty_share: Share | None = None
    mean_norm: Magnitude | None = None
    covariance_distance: Magnitude | None = None
    mmd_prior: Figure | None = None
    reach: Magnitude | None = None
    spread: Magnitude | None = None
    knn_error: Share | None = None
    recon: Figure | None = None
    recon_mu: Figure | None = None
    n: Positive = 1
    seed: Count = 0
    recogniser: str = ""
    intervals: dict[str, tuple[Figure, Figure]] = {}


class LearnedPrior(Struct):
    """What a flow over the codes gains, as in `evaluation.codes.learned_prior.LearnedPrior`."""

    log_prior: Figure
    log_flow: Figure
    n: Positive
    kl: Figure | None = None
    neg_elbo: Figure | None = None
    seed: Count = 0
    seconds: Seconds = 0.0


class Factors(Struct):
    """How latent dimensions match known factors, as in
    `evaluation.factors.disentanglement.Disentanglement`."""

    n: Positive
    factors: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(min_length=1)]
    mig: Figure
    gaps: PerFactor
    information: Annotated[list[PerFactor], Meta(min_length=1)]
    entropy: PerFactor
    disentanglement: Figure
    completeness: Figure
    informativeness: PerFactor
    importance: Annotated[list[PerFactor], Meta(min_length=1)]
    seed: Count = 0


class Distortion(Struct, kw_only=True):
    """Figures of a plain autoencoder, as in `evaluation.rate_distortion.figures`."""

    n: Positive
    recon: Figure
    objective: Figure
    active_units: Count
    pixel_mse: Magnitude
    knn_accuracy: Share | None = None
    frechet_prior: Figure | None = None
    recognised_share_prior: Share | None = None
    recogniser: str | None = None


class RateDistortion(Distortion, kw_only=True):
    """The same of a VAE at one beta."""

    beta: Beta
    kl: Figure
    neg_elbo: Figure
    kl_per_dim: PerDimension
    mean_sigma: Magnitude


class Imported(Struct):
    """The file of weights that a run was made of, which was not trained here."""

    file: str
    sha256: str
