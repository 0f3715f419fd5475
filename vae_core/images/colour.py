"""Turns colours into greys: by luminance, or where that shows nothing, by the colour that differs.

Luminance hides red ink on a green ground that is just as bright. The difference of each pixel's
colour to the ground's is a vector; its principal axis is the direction in which the picture varies
most.
"""

from __future__ import annotations

import numpy as np

from vae_core.images.resize import shrink_to

_LUMINANCE = np.array([0.299, 0.587, 0.114])
# The axis is judged on a small copy, in units of the light at each place. It is used where
# luminance shows less than one part in _TIMES of what it shows, and that is no noise.
_SMALL_SIDE, _TIMES, _FAINT, _PEAK = 96, 3.0, 0.12, 99.0


def luminance(rgb: np.ndarray) -> np.ndarray:
    """0.299 R + 0.587 G + 0.114 B of (h, w, 3)."""
    return rgb @ _LUMINANCE


def principal_colour(rgb: np.ndarray) -> np.ndarray | None:
    """The direction of colour, (3,), in which ink differs from ground; None where luminance does.

    rgb: (h, w, 3) in [0, 1].
    """
    from scipy.ndimage import gaussian_filter

    small = np.dstack([shrink_to(rgb[..., channel], _SMALL_SIDE) for channel in range(3)])
    light = gaussian_filter(luminance(small), max(small.shape[:2]) / 6, mode="nearest")
    small = small / np.maximum(light, 0.05)[..., None]
    ground = np.median(small.reshape(-1, 3), axis=0)
    away = (small - ground).reshape(-1, 3)
    axis = np.linalg.eigh(away.T @ away)[1][:, -1]
    by_colour = np.percentile(np.abs(away @ axis), _PEAK)
    by_luminance = np.percentile(np.abs(away @ _LUMINANCE), _PEAK)
    if by_colour < max(_FAINT, _TIMES * by_luminance):
        return None
    return axis


def along_colour(rgb: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """Greys of (h, w, 3) along an axis of colour, (h, w) in [0, 1]: the commonest colour is 0.5."""
    along = rgb @ axis
    along = along - np.median(along)
    return 0.5 + 0.5 * along / max(np.abs(along).max(), 1e-9)
