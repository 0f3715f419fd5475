"""A thumbnail of a run's codes, for cards of runs that have no film. No torch."""

from __future__ import annotations

import io

import numpy as np

from ui.styles.palette import light
from vae_core.latent.geometry import home_view, principal_components
from vae_core.runs.run import Run

_SIDE, _DOT = 320, 3
_MARGIN = 1.04
_SHOWN = 3_000  # of the test images: more only make the thumbnail larger


def cloud_png(run: Run) -> bytes:
    """Test codes coloured by class on nothing, as on the first view of Explore.

    More than two numbers: their two principal components. Raises RunError where they are damaged.
    """
    from PIL import Image

    codes, label = run.latents.mu, run.latents.label
    pixels = np.zeros((_SIDE, _SIDE, 4), np.uint8)
    hues = np.array([(*light().hue(c), 255) for c in range(int(label.max()) + 1)], np.uint8)
    column, row = _places(codes, has_prior=run.config.model.kind == "vae")[:, :_SHOWN]
    for dx, dy in np.ndindex(_DOT, _DOT):
        pixels[row + dy, column + dx] = hues[label[:_SHOWN]]
    content = io.BytesIO()
    Image.fromarray(pixels).quantize(16).save(content, "PNG", optimize=True)
    return content.getvalue()


def _places(codes: np.ndarray, *, has_prior: bool) -> np.ndarray:
    """(column, row) of each code, (2, N), held inside the picture."""
    if codes.shape[1] == 1:
        flat = np.concatenate([codes, np.zeros_like(codes)], axis=1)
    elif codes.shape[1] == 2:
        flat = codes
    else:
        flat = principal_components(codes).project(codes)
    view = home_view(flat, has_prior=has_prior)
    unit = (flat - view.center) / (2 * view.half * _MARGIN)
    across, up = np.clip(unit, -0.5, 0.5).T
    room = _SIDE - _DOT
    return np.round(np.stack([across + 0.5, 0.5 - up]) * room).astype(int)
