"""Pictures for those who have none at hand: decoded by this project's own models, then spoilt.

Each is a file in memory, as somebody might upload it: on other grounds, off-centre, turned, noisy.
No image of a dataset is in it.
"""

from __future__ import annotations

import io

import numpy as np
import streamlit as st

from ui.services import resources
from ui.text.words import _
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


def choose(run: Run) -> list[tuple[str, str, bytes]]:
    """Those that are picked: (id, name, content). Raises RunError."""
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
    return [(f"sample {name} of {run.id}", name, made[name]) for name in chosen]


@st.cache_resource(show_spinner=False, max_entries=50)
def _samples(run_id: str, weights_hash: str, _run: Run) -> dict[str, bytes]:
    return make(_run)


def make(run: Run) -> dict[str, bytes]:
    """The files by name. Raises RunError."""
    one, two, three, four, five = _hearts(run)
    pencil = _noisy(_placed(three, (300, 220), 6, (90, 20), 190, 90))
    files = (
        _file(_placed(one, (200, 260), 5, (40, 90), 250, 25), "PNG"),
        _file(_placed(two, (96, 96), 3, (8, 4), 0, 255), "BMP"),
        _file(pencil, "JPEG"),
        _lying(_placed(four, (180, 240), 5, (20, 60), 235, 40)),
        _clear(five),
    )
    return dict(zip(NAMES, files, strict=True))


def _hearts(run: Run) -> np.ndarray:
    """What the decoder draws at the heart of five classes, (5, 28, 28)."""
    mu, label = run.latents.mu, run.latents.label
    classes = np.unique(label)
    chosen = classes[np.linspace(1, len(classes) - 1, 5).round().astype(int)]
    hearts = [mu[nearest(mu, np.median(mu[label == c], axis=0), 1)[0]] for c in chosen]
    return resources.decode_many(run, np.stack(hearts))


def _placed(
    ink: np.ndarray,
    size: tuple[int, int],
    times: int,
    corner: tuple[int, int],
    paper: int,
    pen: int,
) -> np.ndarray:
    """Ink, enlarged, on a sheet of (height, width) with its upper left at `corner` (y, x)."""
    sheet = np.full(size, paper, dtype=np.float64)
    large = np.kron(ink, np.ones((times, times)))
    top, left = corner
    part = sheet[top : top + large.shape[0], left : left + large.shape[1]]
    part += (pen - paper) * large[: part.shape[0], : part.shape[1]]
    return sheet.round().astype(np.uint8)


def _noisy(picture: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 5, picture.shape)
    return (picture + noise).clip(0, 255).astype(np.uint8)


def _lying(picture: np.ndarray) -> bytes:
    """On its side in the file, with the note that says so, as cameras write it."""
    from PIL import Image

    exif = Image.Exif()
    exif[_ORIENTATION] = _TURNED
    return _file(np.rot90(picture), "JPEG", exif=exif)


def _clear(ink: np.ndarray) -> bytes:
    """Black ink on nothing at all."""
    alpha = np.kron((255 * ink).round().astype(np.uint8), np.ones((4, 4), np.uint8))
    alpha = np.pad(alpha, ((10, 70), (60, 20)))
    return _file(np.stack([np.zeros_like(alpha), alpha], axis=-1), "PNG")


def _file(picture: np.ndarray, kind: str, **options) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(picture).save(content, kind, **options)
    return content.getvalue()
