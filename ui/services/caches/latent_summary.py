"""View, mean, standard deviation and radius of the codes of a run, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from vae_core.latent.geometry import View, home_view
from vae_core.runs.run import Run

_PERCENTILE = 99.0  # of the distances from 0


@dataclass(frozen=True)
class LatentSummary:
    """view: the part of the plane that is shown first. mean, std: of the codes, (D,) each.
    code_radius: 99 % of the codes lie within this distance of 0."""

    view: View
    mean: tuple[float, ...]
    std: tuple[float, ...]
    code_radius: float


def latent_summary(run: Run) -> LatentSummary:
    """The summary of a run's test codes. Raises RunError where they are damaged."""
    return _summary(run.id, run.metrics["files"]["latents.npz"]["sha256"], run)


@st.cache_resource(show_spinner=False, max_entries=50)
def _summary(run_id: str, latents_hash: str, _run: Run) -> LatentSummary:
    mu = _run.latents.mu.astype(np.float64)
    return LatentSummary(
        home_view(mu, has_prior=_run.config.model.kind == "vae"),
        tuple(mu.mean(0).tolist()),
        tuple(np.maximum(mu.std(0), 1e-6).tolist()),
        float(np.percentile(np.linalg.norm(mu, axis=1), _PERCENTILE)),
    )
