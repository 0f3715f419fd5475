"""Example pictures to try: decoded by the run's own model, then made harder to read.

Each is a file in memory as a visitor might upload it: on other grounds, off-centre, turned, noisy.
None contains an image of a dataset.
"""

from __future__ import annotations

import io

import numpy as np
import streamlit as st

from ui.pages.reconstruct.image_input.input_image import File
from ui.services.caches import resources
from ui.text.words import _
from vae_core.images.protocols import PROTOCOLS
from vae_core.latent.geometry import nearest
from vae_core.runs.run import Run

NAMES = (
    _("On white paper"),
    _("White on black"),
    _("Pencil, noisy"),
    _("Lying, with EXIF"),
    _("On clear ground"),
)
_TURNED = 6  # EXIF orientation: the top of the scene is the right side of the picture.
_ORIENTATION = 0x0112


def choose(run: Run) -> list[File]:
    """Draw the choice of examples; returns those chosen. There are
    none for data sets whose rules are not known. Raises RunError."""
    if run.dataset not in PROTOCOLS:
        return []
    chosen = st.pills(
        _("None at hand? Take some of ours, drawn by this model"),
        NAMES,
        selection_mode="multi",
        key="reconstruct_samples",
        wrap=True,
        persist_state="session",
    )
    if not chosen:
        return []
    made = _samples(run.id, run.weights_hash, run)
    return [File(f"sample {name} of {run.id}", name, made[name]) for name in chosen]


@st.cache_resource(show_spinner=False, max_entries=50)
def _samples(run_id: str, weights_hash: str, _run: Run) -> dict[str, bytes]:
    return make(_run)


def make(run: Run) -> dict[str, bytes]:
    """The contents of the example files by name. Raises RunError."""
    one, two, three, four, five = _class_medians(run)
    pencil = _noisy(_on_paper(three, (300, 220), 6, (90, 20), 190, 90))
    files = (
        _file(_on_paper(one, (200, 260), 5, (40, 90), 250, 25), "PNG"),
        _file(_on_paper(two, (96, 96), 3, (8, 4), 0, 255), "BMP"),
        _file(pencil, "JPEG"),
        _sideways_jpeg(_on_paper(four, (180, 240), 5, (20, 60), 235, 40)),
        _transparent_png(five),
    )
    return dict(zip(NAMES, files, strict=True))


def _class_medians(run: Run) -> np.ndarray:
    """Decoded pictures of the codes nearest to the medians of five classes, (5, 28, 28)."""
    mu, label = run.latents.mu, run.latents.label
    classes = np.unique(label)
    chosen = classes[np.linspace(1, len(classes) - 1, 5).round().astype(int)]
    chosen_codes = [mu[nearest(mu, np.median(mu[label == c], axis=0), 1)[0]] for c in chosen]
    return resources.decode_many(run, np.stack(chosen_codes))


def _on_paper(
    ink: np.ndarray,
    size: tuple[int, int],
    times: int,
    corner: tuple[int, int],
    paper: int,
    pen: int,
) -> np.ndarray:
    """Ink, enlarged `times`, on a sheet of (height, width), upper left at `corner` (y, x)."""
    sheet = np.full(size, paper, dtype=np.float64)
    large = np.kron(ink, np.ones((times, times)))
    top, left = corner
    part = sheet[top : top + large.shape[0], left : left + large.shape[1]]
    part += (pen - paper) * large[: part.shape[0], : part.shape[1]]
    return sheet.round().astype(np.uint8)


def _noisy(picture: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 5, picture.shape)
    return (picture + noise).clip(0, 255).astype(np.uint8)


def _sideways_jpeg(picture: np.ndarray) -> bytes:
    """JPEG of the picture on its side, with the EXIF orientation that turns it upright."""
    from PIL import Image

    exif = Image.Exif()
    exif[_ORIENTATION] = _TURNED
    return _file(np.rot90(picture), "JPEG", exif=exif)


def _transparent_png(ink: np.ndarray) -> bytes:
    """PNG of black ink on transparent ground."""
    alpha = np.kron((255 * ink).round().astype(np.uint8), np.ones((4, 4), np.uint8))
    alpha = np.pad(alpha, ((10, 70), (60, 20)))
    return _file(np.stack([np.zeros_like(alpha), alpha], axis=-1), "PNG")


def _file(picture: np.ndarray, kind: str, **options) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(picture).save(content, kind, **options)
    return content.getvalue()
