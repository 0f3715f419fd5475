"""Finds the background of a picture, and how far its ink stands out from it.

The rules are written out in prepare.py, except for a photograph whose light changes: there the
background at each pixel is the picture without its strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vae_core.errors import ImageError
from vae_core.images.resize import resize, round_half_up, shrink_to

# The frame is one part in so many of the shorter side. 1.4826 times the median absolute deviation
# is the standard deviation of Gaussian noise: three of those are noise, but at most _MAX_NOISE of
# the range.
_FRAME, _NOISE, _MAX_NOISE, _BLANK = 20, 3 * 1.4826, 0.3, 0.03
_PLAIN_SHARE, _PLAIN_RANGE = 0.9, 0.1
# Light is judged on small copies, without their noise. A pixel nearer to the ink than _INK of its
# height above the background is ink.
_FAR_SIDE, _PAPER_SIDE, _INK, _UNEVEN = 32, 96, 0.4, 0.7
_DARKEST_PAPER = 0.05


@dataclass(frozen=True)
class Background:
    """The background of a picture.

    d: (h, w), how far each pixel is from the background, towards the ink.
    level: the shade of the background, in [0, 1].  dark: the ink is darker than it.
    plain: the background has one shade, so that it can be removed.
    low, high: what of d is noise at most, and what is full ink.
    """

    d: np.ndarray
    level: float
    dark: bool
    plain: bool
    low: float
    high: float


def find_background(v: np.ndarray, has_shades: bool, photo: bool) -> Background:
    """The background of v, (h, w) in [0, 1].

    has_shades: v shows an object with shades of its own, not ink.  photo: v may be a photograph,
    with uneven light.  Raises ImageError where there is nothing on the background.
    """
    height, width = v.shape
    r = max(1, min(height, width) // _FRAME)
    frame = np.ones(v.shape, dtype=bool)
    frame[r : height - r, r : width - r] = False
    level = float(np.median(v[frame]))
    d, tilted = v - level, v - _tilted(v, r)
    if np.median(np.abs(tilted[frame])) < np.median(np.abs(d[frame])):
        d = tilted
    plain = True
    if has_shades:
        plain = _is_plain(d[frame])
        dark = level > 0.5
    else:
        dark = bool(np.square(np.minimum(d, 0.0)).sum() > np.square(np.maximum(d, 0.0)).sum())
        if photo and not _is_evenly_lit(shrink_to(d, _FAR_SIDE)):
            d, dark = _without_shadows(v, level) or (d, dark)
    if dark:
        d = -d
    ink = np.abs(d) if has_shades else d
    peak = float(ink.max())
    low = min(_NOISE * float(np.median(np.abs(d[frame]))), _MAX_NOISE * peak)
    high = float(ink[ink > (low + peak) / 2].mean()) if peak > 0.0 else 0.0
    if high - low < _BLANK:
        raise ImageError("The picture is blank: it has one shade all over.")
    if has_shades:
        high = level if dark else 1.0 - level
    return Background(d, level, dark, plain, low, high)


def _tilted(v: np.ndarray, r: int) -> np.ndarray:
    """The plane through the medians of the four sides, each r pixels deep."""
    height, width = v.shape
    left, right = np.median(v[:, :r]), np.median(v[:, -r:])
    top, bottom = np.median(v[:r]), np.median(v[-r:])
    x = (np.arange(width) + 0.5) / width - 0.5
    y = (np.arange(height) + 0.5) / height - 0.5
    return (left + right + top + bottom) / 4 + (right - left) * x + (bottom - top) * y[:, None]


def _is_plain(d: np.ndarray) -> bool:
    """True if nearly all of d, distances from the background, are small."""
    return not d.size or bool(np.mean(np.abs(d) <= _PLAIN_RANGE) >= _PLAIN_SHARE)


def _is_evenly_lit(d: np.ndarray) -> bool:
    """True if nearly all of the edge of a picture is background, or ink that the edge cuts."""
    edge = np.concatenate([d[0], d[-1], d[1:-1, 0], d[1:-1, -1]])
    ink = d.flat[np.abs(d).argmax()]
    return _is_plain(edge[np.abs(edge - ink) > _INK * abs(ink)])


def _without_shadows(v: np.ndarray, level: float) -> tuple[np.ndarray, bool] | None:
    """(d of `Background`, dark) of v on unevenly lit paper; None where that paper is not found.

    The paper under dark strokes is the morphological closing of the picture (which fills dark spots
    narrower than a third of it), that under light strokes the opening. Strokes wider than that
    stay in it: then it varies nearly as much as the picture, and is no paper.
    """
    from scipy.ndimage import grey_closing, grey_opening

    small = shrink_to(v, _PAPER_SIDE)
    dark = bool(level > (small.min() + small.max()) / 2)
    window = tuple(max(1, round_half_up(side / 3)) for side in small.shape)
    paper = (grey_closing if dark else grey_opening)(small, window, mode="nearest")
    if np.ptp(paper) > _UNEVEN * np.ptp(small):
        return None
    height, width = v.shape
    paper = resize(paper, (width, height))
    # Dark ink absorbs a share of the light on the paper; light ink adds to it.
    return (v / np.maximum(paper, _DARKEST_PAPER) - 1.0 if dark else v - paper), dark
