"""The codes and the figures along beta that are kept with a run of every beta."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from vae_core.data.datasets import load_dataset
from vae_core.errors import ConfigError
from vae_core.evaluation.rate_distortion.figures import measure_rate_distortion
from vae_core.runs.conditions.beta_codes import FILE, beta_codes_bytes, encode_betas, row_of_betas
from vae_core.runs.run import Run
from vae_core.runs.store import amend, attach
from vae_core.studies.sweep.plan import BETAS as LADDER_BETAS
from vae_core.training.train_recogniser import load_recogniser

if TYPE_CHECKING:
    from vae_core.models.networks.autoencoders import AnyBetaVAE

BY_BETA = "by_beta"


def measured_betas(low: float, high: float) -> tuple[float, ...]:
    """The betas a run of every beta is measured at: those of betas.npz, and those of the ladder."""
    in_range = (beta for beta in LADDER_BETAS if low <= beta <= high)
    return tuple(sorted({*row_of_betas(low, high), *in_range}))


def complete_beta_run(run: Run, on_beta: Callable[[float], None] | None = None) -> Run:
    """Add betas.npz and the block "by_beta" to a run of every beta, where they are missing.

    by_beta: the `RateDistortion` of the run at each of `measured_betas`, rising; the recogniser's
    figures in them are None where the dataset has none.
    `on_beta` is called with each beta measured.
    Raises ConfigError on a run of one beta, DataError without the data, RunError where the folder
    cannot be written.
    """
    betas = run.config.model.betas
    if betas is None:
        raise ConfigError(f"{run.id} was trained at one beta.")
    if FILE in run.metrics["files"] and BY_BETA in run.metrics:
        return run
    dataset, model = load_dataset(run.dataset), cast("AnyBetaVAE", run.model())
    if FILE not in run.metrics["files"]:
        run = attach(run, FILE, beta_codes_bytes(encode_betas(model, dataset.test.x())))
    if BY_BETA not in run.metrics:
        recogniser = load_recogniser(run.dataset, run.folder.parent.parent)
        figures = []
        for beta in measured_betas(*betas):
            encode, decode = partial(model.codes, beta=beta), partial(model.decode, beta=beta)
            figures.append(
                measure_rate_distortion(encode, decode, dataset, beta, recogniser).to_dict()
            )
            if on_beta:
                on_beta(beta)
        run = amend(run, {BY_BETA: figures})
    return run
