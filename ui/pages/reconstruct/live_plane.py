"""The live part of the page: pad or picture, the posterior on the plane, the reconstruction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from ui.components.drawing.pad import Answer, Scene, drawn_image, reconstruction
from ui.components.drawing.pad.run_scene import run_scene
from ui.pages.reconstruct.image_input.input_image import Given
from ui.pages.reconstruct.many_images import csv_rows
from ui.services import pictures
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets.controls.downloads import figure_files
from ui.widgets.pictures import colour_note
from ui.widgets.pictures.plane_drawing import PlaneDrawing
from ui.widgets.pictures.run_drawing import run_drawing
from vae_core.files.csv_table import as_csv
from vae_core.runs.run import Run

_KEY = "reconstruct"
_DRAWING = "reconstruct_drawing"
_LAST = "reconstruct_rev"


def pad(run: Run, switches: dict[str, bool]) -> Given | None:
    """Draw the pad. Returns the drawing as the models get it; None if empty. Raises RunError."""
    state = st.session_state

    def take() -> None:
        # Copied, since a component's state is gone after a visit to another page.
        state[_DRAWING] = state[_KEY]["drawing"]

    x = drawn_image(state.get(_DRAWING), run.config.model.image_shape)
    answer = None if x is None else _answer(run, x)
    _mount(run_scene(run, switches, drawing=True, answer=answer), take)
    drawn = None if x is None else Given(_("Your drawing"), x.astype(np.float32) / 255.0)
    _files(run, [] if drawn is None else [drawn])
    colour_note.show(run)
    return drawn


def given(run: Run, shown: Given, images: Sequence[Given]) -> None:
    """Draw the plane for the image shown, with the codes of all images marked. Raises RunError."""
    points = []
    if len(images) > 1:
        points = resources.inspect_images(run, np.stack([one.x for one in images])).mu.tolist()
    x = pictures.as_bytes(shown.x)
    scene = run_scene(
        run, {}, x=pictures.planar(x), points=points, answer=_answer(run, x), rev=_rev(shown)
    )
    _mount(scene)
    _files(run, images if len(images) > 1 else [shown])
    colour_note.show(run)


def _files(run: Run, images: Sequence[Given]) -> None:
    """Draw the buttons that keep the plane with the codes of the images, and their codes."""
    if not images:
        return
    x = np.stack([one.x for one in images])

    def draw() -> PlaneDrawing:
        mu = resources.inspect_images(run, x).mu
        return run_drawing(run, marks=[(a.name[:40], z) for a, z in zip(images, mu, strict=True)])

    figure_files(
        f"{run.dataset}-{run.name}-posterior",
        draw,
        lambda: as_csv(csv_rows(run, images, resources.inspect_images(run, x), None)),
        key="reconstruct plane",
    )


def _answer(run: Run, x: np.ndarray) -> Answer | None:
    """What the server makes of an image, uint8; None for a model that browsers compute.

    Raises RunError where PyTorch's modules of it are not registered.
    """
    if run.config.model.own is None:
        return None
    seen = resources.inspect_images(run, (x / 255.0).astype(np.float32)[None])
    return Answer(
        x=pictures.planar(x),
        mu=seen.mu[0].tolist(),
        logvar=None if seen.logvar is None else seen.logvar[0].tolist(),
        x_hat=pictures.planar(pictures.as_bytes(seen.x_hat[0])),
        is_cut=run.config.training.binarize == "threshold",
    )


def _rev(shown: Given) -> int:
    """A number that increases with each new image, but not if one is prepared otherwise."""
    state, image = st.session_state, (shown.name, shown.index)
    rev, last = state.get(_LAST, (0, None))
    state[_LAST] = (rev + (image != last), image)
    return state[_LAST][0]


def _mount(scene: Scene, on_drawing: Callable[[], None] = lambda: None) -> None:
    if reconstruction(scene, key=_KEY, on_drawing=on_drawing).fallback:
        st.info(
            _(
                "The live plane could not start in this browser, and neither can the drawing pad. "
                "Uploaded pictures and test images are worked out on the server below."
            )
        )
