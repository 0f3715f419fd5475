"""What a latent space looks like as a whole, worked out once a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from vae_core.latent.geometry import View, home_view
from vae_core.runs.store import Run

_REACH = 99.0  # percentile


@dataclass(frozen=True)
class Chart:
    """view: what is shown first. mean, std: of the codes, a number for each of the D.
    reach: 99 % of the codes lie within this distance of 0."""

    view: View
    mean: tuple[float, ...]
    std: tuple[float, ...]
    reach: float


def chart(run: Run) -> Chart:
    """Raises RunError where the codes are damaged."""
    return _chart(run.id, run.metrics["files"]["latents.npz"]["sha256"], run)


@st.cache_resource(show_spinner=False, max_entries=50)
def _chart(run_id: str, latents_hash: str, _run: Run) -> Chart:
    mu = _run.latents.mu.astype(np.float64)
    return Chart(
        home_view(mu, has_prior=_run.config.model.kind == "vae"),
        tuple(mu.mean(0).tolist()),
        tuple(np.maximum(mu.std(0), 1e-6).tolist()),
        float(np.percentile(np.linalg.norm(mu, axis=1), _REACH)),
    )
