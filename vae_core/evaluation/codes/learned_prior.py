"""A prior that is learned after the training: a flow over a run's codes, and what it gains."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.models.flow.flow import Flow


@dataclass(frozen=True)
class LearnedPrior:
    """What a flow in the place of N(0, I) gains on the test images, in nats an image.

    log_prior, log_flow: mean log-density of the test codes, one sample z ~ q(z|x) an image (of an
        AE its code), under N(0, I) and under the flow.
    kl: mean of log q(z|x) - log p(z) with the flow as p(z).  neg_elbo: `recon` of the run's
        evaluation + kl, the bound with the learned prior. None for an AE.
    n: training images whose codes it was fitted to.  seconds: that took, encoding included.
    """

    log_prior: float
    log_flow: float
    kl: float | None
    neg_elbo: float | None
    n: int
    seed: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def fit_prior(
    run: Run,
    dataset: Dataset,
    seed: int = 0,
    on_progress: Callable[[float], object] | None = None,
) -> tuple[Flow, LearnedPrior]:
    """A flow fitted to the codes of the training images of a run, and its figures.

    Takes as long as encoding the images, and 20 to 30 s on one core. on_progress: as in
    `fit_flow`. Raises ConfigError where the run is a recogniser or of another dataset, or its
    codes have no density (`fit_flow`).
    """
    if run.config.model.kind == "recogniser":
        raise ConfigError(f"{run.id} is a recogniser, which has no codes to draw from.")
    if dataset.name != run.dataset:
        raise ConfigError(f"{run.id} was not trained on {dataset.name}.")
    from vae_core.data.binarize import encoder_input
    from vae_core.evaluation.metrics import encode_split
    from vae_core.models.flow.fit import fit_flow

    began = time.perf_counter()
    x = encoder_input(dataset.train.x(), run.config.training.binarize)
    codes = encode_split(run.model(), x, dataset.train.labels)
    flow = fit_flow(codes.mu, codes.logvar, seed=seed, on_progress=on_progress)
    seconds = time.perf_counter() - began
    return flow, _figures(run, flow, len(codes.mu), seed, seconds)


def _figures(run: Run, flow: Flow, n: int, seed: int, seconds: float) -> LearnedPrior:
    import torch

    from vae_core.models.objectives.terms import log_normal, log_prior

    codes, kl, neg_elbo = run.latents, None, None
    drawn = codes.draw(np.random.default_rng(seed))
    z = torch.from_numpy(drawn).double()
    log_flow = float(flow.log_prob(drawn).double().mean())
    if codes.logvar is not None:
        mu, logvar = (torch.from_numpy(values).double() for values in (codes.mu, codes.logvar))
        kl = float(log_normal(z, mu, logvar).mean()) - log_flow
        neg_elbo = run.metrics["evaluation"]["recon"] + kl
    return LearnedPrior(
        log_prior=float(log_prior(z).mean()),
        log_flow=log_flow,
        kl=kl,
        neg_elbo=neg_elbo,
        n=n,
        seed=seed,
        seconds=round(seconds, 1),
    )
