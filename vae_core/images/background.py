"""What a picture is drawn or photographed on, and how far its ink stands out from it.

The rules are written out in images.py, except for a photograph whose light changes: there the paper
is the picture without its strokes, at every pixel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vae_core.errors import ImageError
from vae_core.images.resize import resize, round_half_up, shrink_to

_FRAME, _NOISES, _FLOOR, _BLANK = 20, 3 * 1.4826, 0.3, 0.03
_PLAIN_SHARE, _PLAIN_RANGE = 0.9, 0.1
# Light is judged on small copies: noise is gone there. _CUT: nearer to the darkest than this share.
_FAR_SIDE, _EVEN_SIDE, _CUT, _UNEVEN = 32, 96, 0.4, 0.7
_DARKEST_PAPER = 0.05


@dataclass(frozen=True)
class Background:
    """What a picture is drawn on.

    d: (h, w), how far above the background, towards the ink, which lies from low to high.
    level: of the background, in [0, 1].  dark: the ink is darker.  plain: it can be taken away.
    """

    d: np.ndarray
    level: float
    dark: bool
    plain: bool
    low: float
    high: float


def find_background(v: np.ndarray, shades: bool, found: bool) -> Background:
    """The background of v, (h, w) in [0, 1].

    shades: what is on it has shades of its own, and is no ink. found: v was photographed.
    Raises ImageError where there is nothing on it.
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
    if shades:
        plain = _is_plain(d[frame])
        dark = level > 0.5
    else:
        dark = bool(np.square(np.minimum(d, 0.0)).sum() > np.square(np.maximum(d, 0.0)).sum())
        if found and not _is_even(shrink_to(d, _FAR_SIDE)):
            d, dark = _evened(v, level) or (d, dark)
    if dark:
        d = -d
    ink = np.abs(d) if shades else d
    peak = float(ink.max())
    low = min(_NOISES * float(np.median(np.abs(d[frame]))), _FLOOR * peak)
    high = float(ink[ink > (low + peak) / 2].mean()) if peak > 0.0 else 0.0
    if high - low < _BLANK:
        raise ImageError("The picture is blank: it has one shade all over.")
    if shades:
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
    return not d.size or bool(np.mean(np.abs(d) <= _PLAIN_RANGE) >= _PLAIN_SHARE)


def _is_even(d: np.ndarray) -> bool:
    """Whether the edge of a picture is its background, or ink that was cut, and hardly else."""
    edge = np.concatenate([d[0], d[-1], d[1:-1, 0], d[1:-1, -1]])
    ink = d.flat[np.abs(d).argmax()]
    return _is_plain(edge[np.abs(edge - ink) > _CUT * abs(ink)])


def _evened(v: np.ndarray, level: float) -> tuple[np.ndarray, bool] | None:
    """(v against the paper, whose light changes; whether ink is dark). None where it is no paper.

    The paper under dark strokes is the closing of the picture (its dark spots narrower than a
    third of it filled up), that under light strokes the opening. Strokes wider than that stay in
    it, and make it differ nearly as much as the picture does.
    """
    from scipy.ndimage import grey_closing, grey_opening

    small = shrink_to(v, _EVEN_SIDE)
    dark = bool(level > (small.min() + small.max()) / 2)
    window = tuple(max(1, round_half_up(side / 3)) for side in small.shape)
    paper = (grey_closing if dark else grey_opening)(small, window, mode="nearest")
    if np.ptp(paper) > _UNEVEN * np.ptp(small):
        return None
    height, width = v.shape
    paper = resize(paper, (width, height))
    # Ink on paper takes away a share of the light that falls there; glowing ink adds to it.
    return (v / np.maximum(paper, _DARKEST_PAPER) - 1.0 if dark else v - paper), dark
