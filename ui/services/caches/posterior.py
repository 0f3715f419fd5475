"""The true posterior of an image under a run, worked out once for every visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from ui.services.caches import resources
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.evaluation.plane.posterior import ExactPosterior


def exact_posterior(run: Run, x: np.ndarray) -> ExactPosterior:
    """The true posterior of one image x, (28, 28), ink 1 on 0, under a VAE of two dimensions.

    As the run was trained: with its likelihood, and on a cut image where it knows only those.
    Imports torch. Raises RunError, or ConfigError where the run is of another kind.
    """
    grey = np.ascontiguousarray(x, dtype=np.float32).tobytes()
    return _exact_posterior(str(run.folder), run.weights_hash, grey, run)


@st.cache_resource(show_spinner=False, max_entries=100)
def _exact_posterior(folder: str, weights_hash: str, image: bytes, _run: Run) -> ExactPosterior:
    import torch

    from vae_core.data.binarize import encoder_input
    from vae_core.evaluation.plane.posterior import exact_posterior
    from vae_core.models.networks.device import one_thread

    grey = torch.from_numpy(np.frombuffer(image, np.float32).reshape(1, 1, 28, 28).copy())
    training = _run.config.training
    x, model = encoder_input(grey, training.binarize)[0], resources.vae(_run)
    with one_thread():
        return exact_posterior(model, x, training.likelihood)
