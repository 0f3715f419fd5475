"""Finds the background of a picture, and how far its ink stands out from it.

The rules are written out in prepare.py, except for a photograph whose light changes: there the
background at each pixel is the picture without its strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vae_core.errors import ImageError
from vae_core.images.resize import round_half_up, shrink_to

# The frame is one part in so many of the shorter side. 1.4826 times the median absolute deviation
# is the standard deviation of Gaussian noise: three of those are noise, but at most _MAX_NOISE of
# the range.
_FRAME, _NOISE, _MAX_NOISE, _BLANK = 20, 3 * 1.4826, 0.3, 0.03
_PLAIN_SHARE, _PLAIN_RANGE = 0.9, 0.1
# Light is judged on small copies, without their noise. A pixel nearer to the ink than _INK of its
# height above the background is ink.
_FAR_SIDE, _PAPER_SIDE, _INK, _PLAIN_INK, _FREE, _MOSTLY = 32, 64, 0.4, 0.25, 0.6, 0.5
_DARKEST_PAPER = 0.05
# Under changing light ink has at least _INK_SHARE of the height of the darkest, its rim _RIM_SHARE.
# Stroke widths are the percentile _WIDE of all; the window that parts ink from shadows is _WINDOW
# times as wide. What has less than _STROKE of the area of the largest piece of ink is a speck.
_INK_SHARE, _RIM_SHARE, _PEAK, _WIDE, _WINDOW, _FAINT = 0.5, 0.3, 99.7, 90.0, 1.5, 0.1
_STROKE = 0.05


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
        if photo:
            d, dark = _in_any_light(v, d, dark)
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


def _is_plain(d: np.ndarray, within: float = _PLAIN_RANGE) -> bool:
    """True if nearly all of d, distances from the background, are small."""
    return not d.size or bool(np.mean(np.abs(d) <= within) >= _PLAIN_SHARE)


def _in_any_light(v: np.ndarray, d: np.ndarray, dark: bool) -> tuple[np.ndarray, bool]:
    """(d, dark) of a photograph: as given where its edge is plain paper, else without shadows.

    Where the edge is paper in part, both may be right: then what lies free on the paper decides.
    """
    small = shrink_to(d, _FAR_SIDE)
    edge = np.concatenate([small[0], small[-1], small[1:-1, 0], small[1:-1, -1]])
    ink = small.flat[np.abs(small).argmax()]
    if _is_plain(edge, min(_PLAIN_RANGE, _PLAIN_INK * abs(ink))):
        return d, dark
    without = _without_shadows(v)
    if without is None:
        return d, dark
    is_mostly_plain = np.mean(np.abs(edge) <= _PLAIN_RANGE) >= _MOSTLY
    if (
        is_mostly_plain
        and not _is_free(np.abs(without[0]), abs(ink))
        and _is_free(np.abs(d), abs(ink))
    ):
        return d, dark
    return without


def _is_free(d: np.ndarray, contrast: float) -> bool:
    """True if d, of which ink has about `contrast`, shows ink away from the picture's edge."""
    from scipy.ndimage import label

    peak = np.percentile(d, _PEAK)
    if peak < _INK * contrast:
        return False
    labels, n = label(d > _INK_SHARE * peak, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=n + 1)[1:]
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    free = np.setdiff1d(np.arange(1, n + 1), edge)
    return bool(sizes[free - 1].sum() >= _FREE * max(sizes.sum(), 1))


def _without_shadows(v: np.ndarray) -> tuple[np.ndarray, bool] | None:
    """(d of `Background`, dark) of v on unevenly lit paper; None where no ink is found on it.

    The paper under dark strokes is the morphological closing of the picture (which fills dark spots
    narrower than its window), that under light strokes the opening. First the window is a third of
    the picture; from what then looks like ink the width of its strokes is known, and the window is
    made little wider than those, so that the edge of a shadow stays where it is. Last, all that is
    not ink is paper.
    """
    from scipy.ndimage import grey_closing, grey_opening, median_filter

    calm = median_filter(v, 3, mode="nearest")
    dark = _is_dark_ink(shrink_to(v, _PAPER_SIDE))
    filled = grey_closing if dark else grey_opening
    window = tuple(max(1, round_half_up(side / 3)) for side in v.shape)
    paper = filled(calm, window, mode="nearest")
    d = _above(calm, paper, dark)
    if np.percentile(d, _PEAK) < _FAINT:
        return None
    width = _stroke_width(d, max(v.shape))
    if width is not None:
        narrow = round_half_up(_WINDOW * width) + 3
        if narrow < min(window):
            paper = filled(calm, (narrow, narrow), mode="nearest")
        paper = _under_ink(calm, _above(calm, paper, dark), paper)
    d = _above(v, paper, dark)
    return (-d if dark else d), dark


def _is_dark_ink(small: np.ndarray) -> bool:
    """True if strokes are darker than what is around them: than the median of a third of it."""
    from scipy.ndimage import median_filter

    d = small - median_filter(small, max(3, round_half_up(max(small.shape) / 3)), mode="nearest")
    return bool(np.square(np.minimum(d, 0.0)).sum() > np.square(np.maximum(d, 0.0)).sum())


def _above(v: np.ndarray, paper: np.ndarray, dark: bool) -> np.ndarray:
    """How much of the light on the paper dark ink absorbs, or how much light ink adds to it."""
    return 1.0 - v / np.maximum(paper, _DARKEST_PAPER) if dark else v - paper


def _stroke_width(d: np.ndarray, side: int) -> float | None:
    """The width of wide strokes of ink, in pixels; None where there is nothing like ink."""
    from scipy.ndimage import distance_transform_edt, maximum_filter

    ink = d > _INK_SHARE * np.percentile(d, _PEAK)
    if not ink.any():
        return None
    ink = _strokes(ink)
    inside = distance_transform_edt(np.pad(ink, 1))[1:-1, 1:-1]
    middle = ink & (inside >= maximum_filter(inside, 3)) & (inside < side / 8)
    return 2.0 * float(np.percentile(inside[middle], _WIDE)) if middle.any() else None


def _strokes(ink: np.ndarray) -> np.ndarray:
    """The pieces of ink, bool, that the edge of the picture does not cut, without specks.

    A desk half as bright as the paper looks like thousands of specks. Everything where all is cut.
    """
    from scipy.ndimage import label

    labels, n = label(ink, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=n + 1)
    sizes[0] = 0
    sizes[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = 0
    return (sizes >= max(_STROKE * sizes.max(), 1))[labels] if sizes.any() else ink


def _under_ink(v: np.ndarray, d: np.ndarray, paper: np.ndarray) -> np.ndarray:
    """The picture, with `paper` wherever there is ink or its rim."""
    from scipy.ndimage import binary_dilation, binary_propagation

    peak = float(np.percentile(d, _PEAK))
    ink = binary_propagation(d > _INK_SHARE * peak, mask=d > _RIM_SHARE * peak)
    return np.where(binary_dilation(ink, iterations=2), paper, v)
