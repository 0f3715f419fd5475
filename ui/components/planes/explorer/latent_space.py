"""The data on a run's latent space that the live plane needs, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ui.components.planes.explorer.spans import span
from vae_core.latent.geometry import (
    Components,
    Dimension,
    View,
    dimensions,
    home_view,
    principal_components,
)
from vae_core.runs.run import Run


@dataclass(frozen=True)
class LatentSpace:
    """view: what the plane shows first. dims: of the codes. spans: (least, most) of each slider.
    components: the principal components, beyond two dimensions."""

    view: View
    dims: list[Dimension]
    spans: list[tuple[float, float]]
    components: Components | None


def latent_space(run: Run) -> LatentSpace:
    """View, dimensions and principal components of the test codes. Raises RunError."""
    return _latent_space(run.id, run.metrics["files"]["latents.npz"]["sha256"], run)


@st.cache_resource(show_spinner=False, max_entries=50)
def _latent_space(run_id: str, latents_hash: str, _run: Run) -> LatentSpace:
    latents, n_dims = _run.latents, _run.config.model.latent_dim
    has_prior, dims = _run.config.model.kind == "vae", dimensions(latents)
    return LatentSpace(
        home_view(latents.mu, has_prior=has_prior),
        dims,
        [span(dimension, latents.mu, has_prior=has_prior) for dimension in dims],
        principal_components(latents.mu) if n_dims > 2 else None,
    )
