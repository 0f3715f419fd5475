"""A run as one side of the two planes."""

from __future__ import annotations

import streamlit as st

from ui.components.planes.two_planes import Side
from ui.components.planes.two_planes.layers import PackedMaps, payload
from ui.services.caches import resources
from ui.services.caches.labels import with_labels
from ui.services.caches.latent_summary import latent_summary
from vae_core.errors import RunError
from vae_core.runs.run import Run


def run_side(run: Run, maps: PackedMaps | None, *, coloured_as: Run | None = None) -> Side:
    """The side of `run`, which has two latent dimensions. Raises RunError where it is damaged.

    coloured_as: the run whose clusters colour the images where these have no labels, so that an
        image has one colour on both sides; `run` itself if None.
    """
    summary = latent_summary(run)
    return Side(
        run=run.id,
        kind=run.config.model.kind,
        network=resources.network(run),
        codes=with_labels(coloured_as or run, resources.codes(run)),
        n=len(run.latents.label),
        support=run.support,
        view=summary.view,
        mean=summary.mean,
        std=summary.std,
        radius=summary.code_radius,
        maps=maps,
    )


def stored_maps(run: Run) -> PackedMaps | None:
    """The maps stored with the run; None where they are missing or damaged."""
    from vae_core.evaluation.plane.maps import MAPS_FILE

    noted = run.metrics["files"].get(MAPS_FILE)
    return _read_maps(str(run.folder), noted["sha256"], run) if noted else None


@st.cache_resource(show_spinner=False, max_entries=50)
def _read_maps(folder: str, maps_hash: str, _run: Run) -> PackedMaps | None:
    from vae_core.evaluation.plane.maps import load_maps

    try:
        maps = load_maps(_run)
    except RunError:
        return None
    return payload(maps) if maps else None
