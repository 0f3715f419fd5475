"""The figures of a run whose images have known factors: MIG, DCI and the matrices behind them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from vae_core.data.datasets import load_dataset
from vae_core.errors import ConfigError
from vae_core.evaluation.factors.dci import dci
from vae_core.evaluation.factors.mutual_information import (
    binned,
    entropy,
    gaps,
    mutual_information,
)
from vae_core.runs.run import Run

_FEWEST = 100  # images, for bins and forests to have some


@dataclass(frozen=True)
class Disentanglement:
    """How D latent dimensions match K known factors, on n test images.

    factors: the names of the factors, in the order of every list below.
    mig: mutual information gap, 0 to 1: mean over factors of `gaps`, the gap of each as a share of
        its entropy (Chen et al. 2018).  information: I(z_j; v_k) in nats, (D, K).
        entropy: of each factor, in nats, cut into ten bins if it is a number.
    disentanglement, completeness: 0 to 1 (Eastwood & Williams 2018).  informativeness: of each
        factor, at most 1.  importance: of each dimension for each factor, (D, K). See `dci.Dci`.
    seed: of the samples and of the forests.
    """

    n: int
    factors: list[str]
    mig: float
    gaps: list[float]
    information: list[list[float]]
    entropy: list[float]
    disentanglement: float
    completeness: float
    informativeness: list[float]
    importance: list[list[float]]
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def disentanglement(
    mu: np.ndarray, logvar: np.ndarray, factors: np.ndarray, seed: int = 0
) -> Disentanglement:
    """MIG and DCI of codes whose images have known factors.

    mu, logvar: of q(z|x) of N images, (N, D) each.
    factors: a structured array, (N,), with a field for each factor, as `Dataset.factors` gives it:
        a field of whole numbers is a class, any other a number.
    Raises ConfigError where the arrays do not fit each other, are of fewer than 100 images, or hold
    what is no number, or where a factor is the same in all images.
    """
    names = _checked(mu, logvar, factors)
    rng = np.random.default_rng(seed)
    bins = np.stack([binned(factors[name]) for name in names], 1)
    entropies = np.array([entropy(column) for column in bins.T])
    if not (entropies > 0).all():
        constant = names[int(np.argmin(entropies))]
        raise ConfigError(f"The factor {constant!r} is the same in all images.")
    information = mutual_information(mu, logvar, bins, rng)
    each = gaps(information, entropies)
    forests = dci(mu.astype(np.float64), factors, rng)
    return Disentanglement(
        n=len(mu),
        factors=names,
        mig=float(each.mean()),
        gaps=each.tolist(),
        information=information.tolist(),
        entropy=entropies.tolist(),
        disentanglement=forests.disentanglement,
        completeness=forests.completeness,
        informativeness=forests.informativeness.tolist(),
        importance=forests.importance.tolist(),
        seed=seed,
    )


def measure_disentanglement(run: Run, seed: int = 0) -> Disentanglement:
    """`disentanglement` of a run, from the codes of the test images that it keeps.

    Raises ConfigError where the run is no VAE or has no code of its own for an image, DataError
    where nothing is known of the factors of its dataset, RunError where its codes are damaged.
    """
    if run.config.model.kind != "vae":
        raise ConfigError(f"{run.id} is no VAE: without q(z|x) there is no mutual information.")
    factors = load_dataset(run.dataset).factors("test")
    codes = run.latents
    assert codes.logvar is not None  # a VAE's
    return disentanglement(codes.mu, codes.logvar, factors, seed)


def _checked(mu: np.ndarray, logvar: np.ndarray, factors: np.ndarray) -> list[str]:
    """The names of the factors. Raises ConfigError unless they are of the images of the codes."""
    names = list(factors.dtype.names or ())
    if not names or factors.ndim != 1:
        raise ConfigError("The factors must be a structured array with a field for each factor.")
    if mu.ndim != 2 or mu.shape != logvar.shape or len(mu) != len(factors):
        raise ConfigError(
            f"mu and logvar must be (N, D) with the N of the factors: they are {mu.shape} and "
            f"{logvar.shape}, of {len(factors)} images."
        )
    if len(mu) < _FEWEST:
        raise ConfigError(f"MIG and DCI need at least {_FEWEST} images, not {len(mu)}.")
    columns = [mu, logvar, *(factors[name] for name in names)]
    if not all(np.isfinite(column).all() for column in columns):
        raise ConfigError("The codes and factors must be numbers, without NaN or infinity.")
    return names
