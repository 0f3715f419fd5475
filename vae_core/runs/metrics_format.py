"""What metrics.json holds: its blocks, and what each figure in them can be.

A reader checks a file against these types (`check_metrics`) and then takes plain values from it:
a figure that is there is of its type. What the figures mean is said where they are measured
(`evaluation`, `training.measure`). A block or a field with a default may be missing, since runs
were written before it existed; fields that are not listed here are let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from vae_core.data.info import MAX_CLASSES
from vae_core.errors import ConfigError
from vae_core.models.checks import check_type
from vae_core.models.config import MAX_BETA, RunConfig
from vae_core.runs.noted_dataset import dataset_of

QUANTILES = 101
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

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
    """The two scores of a set of images."""

    frechet: Figure
    inception: Figure


class Quality(Struct):
    """The scores of samples, as in `evaluation.sample_quality.Quality`."""

    prior: Score
    n: Positive
    recogniser: str
    fitted: Score | None = None
    seed: Count = 0


class Anchors(Struct):
    """The scores to compare those of samples with, as in `evaluation.sample_quality.Anchors`."""

    train: Score
    noise: Score
    n_train: Positive
    n_noise: Positive


class Gaps(Struct):
    """What tells an AE from a VAE, as in `evaluation.ae_vs_vae.Gaps`."""

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


class Distortion(Struct, kw_only=True):
    """Figures of a plain autoencoder, as in `evaluation.rate_distortion.RateDistortion`."""

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


class _Metrics(Struct, kw_only=True):
    """What every run has."""

    files: dict[str, NotedFile]
    seconds: Seconds
    device: str
    parameters: Parameters
    stopped: Stopped | None = None
    best_epoch: Positive | None = None
    kept: Kept | None = None
    threads: Positive | None = None
    seed: Count | None = None
    data_sha256: str = ""
    dataset: NotedDataset | None = None
    made: str = ""
    versions: dict[str, str] = {}
    library: str = ""
    command: str = ""
    platform: str = ""


class AutoencoderMetrics(_Metrics, kw_only=True):
    """metrics.json of a plain autoencoder."""

    history: Annotated[list[Epoch], Meta(min_length=1)]
    evaluation: Evaluation
    support: Support
    typical: Typical | None = None
    quality: Quality | None = None
    gaps: Gaps | None = None


class VAEMetrics(AutoencoderMetrics, kw_only=True):
    """metrics.json of a VAE."""

    evaluation: VAEEvaluation
    by_beta: list[RateDistortion] = []


class ImportedAutoencoderMetrics(AutoencoderMetrics, kw_only=True):
    """metrics.json of a plain autoencoder whose weights were imported: nothing was trained."""

    history: Annotated[list[Epoch], Meta(max_length=0)]
    imported: Imported


class ImportedVAEMetrics(VAEMetrics, kw_only=True):
    """metrics.json of a VAE whose weights were imported."""

    history: Annotated[list[Epoch], Meta(max_length=0)]
    imported: Imported


class RecogniserMetrics(_Metrics, kw_only=True):
    """metrics.json of a recogniser."""

    history: Annotated[list[RecogniserEpoch], Meta(min_length=1)]
    evaluation: RecogniserEvaluation
    anchors: Anchors | None = None


_KINDS = {"ae": AutoencoderMetrics, "vae": VAEMetrics, "recogniser": RecogniserMetrics}

_IMPORTED = {"ae": ImportedAutoencoderMetrics, "vae": ImportedVAEMetrics}


def check_metrics(metrics: Any, config: RunConfig) -> None:
    """Raise ConfigError, which names the figure, unless metrics are those of such a run."""
    is_imported = isinstance(metrics, dict) and "imported" in metrics
    kinds = _IMPORTED if is_imported and config.model.kind in _IMPORTED else _KINDS
    check_type(metrics, kinds[config.model.kind])
    for file in metrics["files"]:
        if not FILE_NAME.fullmatch(file):
            raise ConfigError(f"it notes the file {file[:40]!r}")
    evaluation, dim = metrics["evaluation"], config.model.latent_dim
    _check_length("evaluation.kl_per_dim", evaluation.get("kl_per_dim"), dim)
    for index, point in enumerate(metrics.get("by_beta") or ()):
        _check_length(f"by_beta[{index}].kl_per_dim", point["kl_per_dim"], dim)
    for name in ("hardest", "easiest"):
        _check_below(
            f"typical.{name}", (metrics.get("typical") or {}).get(name, ()), evaluation["n"]
        )
    classes = len(dataset_of(config, metrics).classes)
    gaps = metrics.get("gaps") or {}
    for name in ("classes_prior", "classes_fitted_gaussian", "classes_mixture"):
        _check_below(f"gaps.{name}", [gaps.get(name) or 0], classes + 1)


def _check_length(name: str, values: Any, length: int) -> None:
    if values is not None and len(values) != length:
        raise ConfigError(f"{name} must be a list of {length}, not of {len(values)}.")


def _check_below(name: str, values: Iterable[int], end: int) -> None:
    for value in values:
        if value >= end:
            raise ConfigError(f"{name} must be below {end}, not {value}.")
