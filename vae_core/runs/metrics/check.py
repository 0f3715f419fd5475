"""What metrics.json holds, by the kind of the run, and the check of a file that was read.

A reader checks a file against these types (`check_metrics`) and then takes plain values from it:
a figure that is there is of its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any

from msgspec import Meta, Struct

from vae_core.errors import ConfigError
from vae_core.models.checks import check_type
from vae_core.models.config import RunConfig
from vae_core.runs.metrics.figures import (
    Anchors,
    Count,
    Epoch,
    Evaluation,
    Factors,
    Gaps,
    Imported,
    Kept,
    LearnedPrior,
    NotedDataset,
    NotedFile,
    Parameters,
    Positive,
    Quality,
    RateDistortion,
    RecogniserEpoch,
    RecogniserEvaluation,
    Seconds,
    Stopped,
    Support,
    Typical,
    VAEEvaluation,
)
from vae_core.runs.notes.noted_dataset import dataset_of

FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


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
    flow: LearnedPrior | None = None


class VAEMetrics(AutoencoderMetrics, kw_only=True):
    """metrics.json of a VAE."""

    evaluation: VAEEvaluation
    by_beta: list[RateDistortion] = []
    factors: Factors | None = None


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
    check_factors(metrics.get("factors"), dim)
    for name in ("hardest", "easiest"):
        _check_below(
            f"typical.{name}", (metrics.get("typical") or {}).get(name, ()), evaluation["n"]
        )
    classes = len(dataset_of(config, metrics).classes)
    gaps = metrics.get("gaps") or {}
    for name in ("classes_prior", "classes_fitted_gaussian", "classes_mixture"):
        _check_below(f"gaps.{name}", [gaps.get(name) or 0], classes + 1)


def check_factors(figures: dict[str, Any] | None, dim: int) -> None:
    """Raise ConfigError unless figures of known factors (if there are any) are of `dim` dimensions
    and as many factors as are named."""
    if figures is None:
        return
    n = len(figures["factors"])
    for name in ("gaps", "entropy", "informativeness"):
        _check_length(f"factors.{name}", figures[name], n)
    for name in ("information", "importance"):
        _check_length(f"factors.{name}", figures[name], dim)
        for index, row in enumerate(figures[name]):
            _check_length(f"factors.{name}[{index}]", row, n)


def _check_length(name: str, values: Any, length: int) -> None:
    if values is not None and len(values) != length:
        raise ConfigError(f"{name} must be a list of {length}, not of {len(values)}.")


def _check_below(name: str, values: Iterable[int], end: int) -> None:
    for value in values:
        if value >= end:
            raise ConfigError(f"{name} must be below {end}, not {value}.")
