"""The live plane: the data sent to the component, and the values that come back from it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.components.explorer import Scene, explorer
from ui.components.originals import Original
from ui.pages.explore import native_sliders, state
from ui.pages.explore.latent_space import latent_space
from ui.services import resources
from ui.services.fragments import fragment
from ui.services.recogniser import recogniser_run
from vae_core.data.datasets import DATASETS
from vae_core.latent.geometry import Support, nearest
from vae_core.runs.run import Run

_KEY = "explorer"
_N_NEAREST = 6


@fragment
def show(run: Run) -> None:
    """Draw the live component as a fragment: a released drag reruns this part only."""
    session = st.session_state
    component = session.get(_KEY) or {}

    def take_z() -> None:
        z, _when = session[_KEY]["z"]
        state.move(run, z)

    def take_axes() -> None:
        axes, _when = session[_KEY]["axes"]
        state.turn(run, axes)

    images, _problem = resources.test_images(run.dataset)
    # Kept in the session: the component's own state is lost once it is no longer drawn.
    if session.get("explore_native") == run.id:
        native_sliders.show(run)
        return
    space, reader = latent_space(run), recogniser_run(run.dataset)
    result = explorer(
        Scene(
            run=run.id,
            kind=run.config.model.kind,
            network=resources.network(run),
            codes=resources.codes(run),
            n=len(run.latents.label),
            classes=DATASETS[run.dataset].classes,
            support=Support(**run.metrics["support"]),
            view=space.view,
            dims=space.dims,
            spans=space.spans,
            components=space.components,
            axes=session.explore_axes,
            z=session.explore_z,
            rev=session.explore_rev,
            nearest=_nearest(run, images),
            peek=_peek(component.get("peek"), images),
            recogniser=resources.recogniser(reader) if reader else None,
        ),
        key=_KEY,
        on_z=take_z,
        on_axes=take_axes,
    )
    if result.fallback:
        session.explore_native = run.id
        st.rerun(scope="fragment")


def _nearest(run: Run, images: np.ndarray | None) -> list[Original]:
    """The test images whose codes lie nearest to z."""
    indices = nearest(run.latents.mu, np.asarray(st.session_state.explore_z), _N_NEAREST)
    labels = run.latents.label
    return [
        Original(int(index), resources.picture(images, index), int(labels[index]))
        for index in indices
    ]


def _peek(index: int | None, images: np.ndarray | None) -> Original | None:
    """The original image of the dot under the pointer; None where it is not here."""
    if index is None or images is None or not 0 <= int(index) < len(images):
        return None
    return Original(int(index), resources.picture(images, int(index)))
