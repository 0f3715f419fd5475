"""A model of every beta at one of them: the ordinary VAE that it is there, as a run.

Its gates are folded into its weights, and its codes are those that the model gives at that beta.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vae_core.errors import ConfigError
from vae_core.latent.geometry import Latents, Support, support
from vae_core.models.config import RunConfig
from vae_core.models.layers import ungated
from vae_core.models.weights.gates import DEFAULT_BETA, check_beta, fold_weights
from vae_core.runs.conditions.beta_codes import codes_at
from vae_core.runs.reports.card import model_card
from vae_core.runs.run import LATENTS, WEIGHTS, Run

if TYPE_CHECKING:
    import numpy as np

# Figures of the test images that are kept by beta.
_BY_BETA = ("recon", "kl")


@dataclass(frozen=True, repr=False)
class RunAtBeta(Run):
    """`whole`, a run of every beta, at `beta`. It lies in the same folder, and is never kept."""

    whole: Run
    beta: float

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        """Every tensor by its PyTorch name, those of gated layers float32. Raises RunError."""
        return fold_weights(self.whole.weights, self.beta)

    @cached_property
    def latents(self) -> Latents:
        """The codes of the test set at this beta. Raises RunError where none are kept by beta."""
        return codes_at(self.whole, self.beta)

    @property
    def support(self) -> Support:
        """The distances from these codes beyond which z counts as thin or as a hole."""
        if self.beta == DEFAULT_BETA:
            return self.whole.support
        return support(self.latents.mu)


def run_at_beta(run: Run, beta: float | None = None) -> Run:
    """A run as an ordinary model: a run of every beta at `beta` (None: at 1), any other as it is.

    Of the figures of the test images only those that are kept for this very beta go along.
    Raises ConfigError where the run was trained at one beta and is asked for another, or never
    reached that one.
    """
    betas = run.config.model.betas
    if betas is None:
        if beta is not None:
            raise ConfigError(f"{run.id} was trained at one beta; it has no others.")
        return run
    value = check_beta(DEFAULT_BETA if beta is None else beta, betas)
    name = run.name if value == DEFAULT_BETA else f"{run.name}-beta-{value:g}"
    return RunAtBeta(
        run.dataset, name, run.folder, _config(run, value), _metrics(run, value), run, value
    )


def card_of(run: Run) -> str:
    """The model card of a run; of a run at one of its betas that of the whole, and which beta."""
    if not isinstance(run, RunAtBeta):
        return model_card(run.id, run.config, run.metrics)
    whole = run.whole
    return (
        f"{model_card(whole.id, whole.config, whole.metrics)}\n## These files\n\n"
        f"The model at β = {run.beta:g}. The figures above are those at β = 1.\n"
    )


def _config(run: Run, beta: float) -> RunConfig:
    model = run.config.model
    plain = replace(
        model, encoder=ungated(model.encoder), decoder=ungated(model.decoder), betas=None
    )
    return replace(run.config, model=plain, training=replace(run.config.training, beta=beta))


def _metrics(run: Run, beta: float) -> dict[str, Any]:
    files = dict(run.metrics["files"])
    for name in (WEIGHTS, LATENTS):  # what was read of them is kept by their hashes
        files[name] = files[name] | {"sha256": f"{files[name]['sha256']} at beta {beta:g}"}
    if beta == DEFAULT_BETA:
        return run.metrics | {"files": files}
    evaluation = {"n": run.metrics["evaluation"]["n"]}
    for point in run.metrics.get("by_beta", []):
        if abs(point["beta"] / beta - 1.0) < 1e-6:
            evaluation |= {figure: point[figure] for figure in _BY_BETA}
    return run.metrics | {"files": files, "evaluation": evaluation}
