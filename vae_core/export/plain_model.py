"""The model of a run without gates, which other programs do not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_core.models.gates import DEFAULT_BETA
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.models.autoencoders import Autoencoder


def plain_model(run: Run) -> Autoencoder:
    """The trained model; of a run of every beta the one at beta = 1, gates folded into weights.

    Raises RunError where the weights are damaged or do not fit the config.
    """
    from vae_core.models.autoencoders import AnyBetaVAE, fold

    model = run.model()
    if not isinstance(model, AnyBetaVAE):
        return model
    return fold(model, DEFAULT_BETA).eval().requires_grad_(False)
