"""Finds the sheet of paper in a photograph that shows the desk as well.

The sheet is the largest bright region with straight edges, as a camera sees it. Perspective is
ignored. Paper in the light and paper in a shadow are two bright regions as well: so a sheet counts
only if something is drawn on it and the rest does not look like the same paper.
"""

from __future__ import annotations

import numpy as np

from vae_core.images.resize import resize, round_half_up, shrink_to

_SMALL_SIDE = 128
# A sheet covers this share of the picture, and fills this share of its convex hull.
_LEAST, _MOST, _CONVEX = 0.06, 0.97, 0.9
# Leaving out corners of the hull, one by one, until so much of the area is gone: a sheet, cut by
# the frame or not, has then no more than so many corners.
_LOST, _CORNERS = 0.03, 8
# Of the brightness of the sheet: what is drawn on it differs by more than _INK, and the desk is
# darker by more than _DARKER; a desk that could be shadowed paper must differ in colour by _HUE.
_INK, _DARKER, _SHADOWED, _HUE = 0.12, 0.12, 0.4, 0.08
# Of the frame of the picture: a sheet that covers less of it is an island.
_ISLAND = 0.1
# Brightness beside the edge is a mean over so many pixels; it must differ along this share of it.
_NEAR, _ALL_ALONG = 5, 0.85
_EDGE = 0.02  # Of the picture's longer side: left out along the edges of the sheet.


def find_sheet(grey: np.ndarray, rgb: np.ndarray | None) -> np.ndarray | None:
    """Where the sheet is, bool, (h, w); None where the paper fills the picture or none is found.

    grey: (h, w) in [0, 1].  rgb: the same in colours, (h, w, 3), if it has any.
    """
    small = shrink_to(grey, _SMALL_SIDE)
    if np.ptp(small) < _DARKER:
        return None
    bright = _otsu(small)
    # A sheet that is partly in a shadow is whole only above the first of these.
    for threshold in (_otsu(small[small <= bright]), bright):
        inner = _sheet_above(threshold, small, rgb)
        if inner is not None:
            height, width = grey.shape
            return resize(inner.astype(np.float64), (width, height)) > 0.5
    return None


def _sheet_above(threshold: float, small: np.ndarray, rgb: np.ndarray | None) -> np.ndarray | None:
    """The largest region above a threshold without its edges, if it is a sheet on a desk."""
    from scipy.ndimage import (
        binary_dilation,
        binary_erosion,
        binary_fill_holes,
        binary_opening,
        label,
    )

    bright = np.pad(small > threshold, 2, mode="edge")
    regions, n = label(binary_opening(bright, np.ones((3, 3)))[2:-2, 2:-2])
    if not n:
        return None
    region = regions == np.bincount(regions.ravel(), minlength=2)[1:].argmax() + 1
    # Ink that touches the edge of the sheet opens a bay in it, so the hull says what it covers.
    hull, corners = _hull(region)
    if not _LEAST <= hull.mean() <= _MOST:
        return None
    if binary_fill_holes(region).sum() < _CONVEX * hull.sum():
        return None
    if len(_simplified(corners)) > _CORNERS:
        return None
    margin = max(1, round_half_up(_EDGE * max(small.shape)))
    inner = binary_erosion(hull, iterations=margin, border_value=1)
    outer = ~binary_dilation(hull, np.ones((3, 3)))
    if not outer.any() or not inner.any() or not _stands_out(small, hull):
        return None
    level = float(np.median(small[inner]))
    ink = np.abs(small[inner] - level) > _INK * level
    return inner if ink.sum() >= 4 and _is_desk(small, rgb, hull, inner, outer) else None


def _stands_out(small: np.ndarray, hull: np.ndarray) -> bool:
    """True if nearly all along its edge the region is brighter than what is beside it."""
    from scipy.ndimage import binary_dilation, binary_erosion, uniform_filter

    edge = binary_dilation(hull) & ~binary_erosion(hull, border_value=1)

    def mean(part: np.ndarray) -> np.ndarray:
        weight = uniform_filter(part.astype(np.float64), _NEAR, mode="nearest")
        inked = uniform_filter(np.where(part, small, 0.0), _NEAR, mode="nearest")
        return inked[edge] / np.maximum(weight[edge], 1e-9)

    stands = mean(hull) > (1.0 + _DARKER) * mean(~hull)
    return bool(stands.mean() >= _ALL_ALONG)


def _is_desk(
    small: np.ndarray,
    rgb: np.ndarray | None,
    hull: np.ndarray,
    inner: np.ndarray,
    outer: np.ndarray,
) -> bool:
    """True if what is outside is no paper in a shadow.

    It lies all around, or is too dark, or has another colour.
    """
    frame = np.concatenate([hull[0], hull[-1], hull[1:-1, 0], hull[1:-1, -1]])
    inside, outside = float(np.median(small[inner])), float(np.median(small[outer]))
    if outside > (1.0 - _DARKER) * inside:
        return False
    if frame.mean() < _ISLAND or outside < _SHADOWED * inside:
        return True
    if rgb is None:
        return False
    colours = np.dstack([shrink_to(rgb[..., channel], _SMALL_SIDE) for channel in range(3)])
    shares = colours / np.maximum(colours.sum(-1, keepdims=True), 0.05)
    away = np.median(shares[inner], axis=0) - np.median(shares[outer], axis=0)
    return bool(np.abs(away).max() > _HUE)


def _otsu(v: np.ndarray) -> float:
    """The threshold that parts v into two classes with the least variance in them (Otsu, 1979)."""
    counts, edges = np.histogram(v, 64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1].astype(float)
    above = v.size - below
    sums = np.cumsum(counts * middles)
    first, second = sums[:-1] / np.maximum(below, 1), (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    return float(edges[1:-1][(below * above * np.square(first - second)).argmax()])


def _hull(region: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The convex hull of a region, bool, (h, w), and its corners (x, y), (n, 2)."""
    from PIL import Image, ImageDraw
    from scipy.spatial import ConvexHull

    # The first and last pixel of each row say it all; their outer corners, so that it has an area.
    rows = np.flatnonzero(region.any(1))
    first = region[rows].argmax(1)
    end = region.shape[1] - region[rows, ::-1].argmax(1)
    points = np.array(
        [
            (x, y + up)
            for up in (0, 1)
            for y, xs in zip(rows, zip(first, end, strict=True), strict=True)
            for x in xs
        ],
        dtype=float,
    )
    corners = points[ConvexHull(points).vertices]
    picture = Image.new("1", region.shape[::-1])
    ImageDraw.Draw(picture).polygon([tuple(corner) for corner in corners], 1)
    return np.asarray(picture) | region, corners


def _simplified(corners: np.ndarray) -> np.ndarray:
    """A convex polygon, (n, 2), without the corners whose loss costs it the least area."""
    left = list(corners)
    allowed = _LOST * _area(corners)
    while len(left) > 3:
        cost = [
            _area(np.array([left[i - 1], left[i], left[(i + 1) % len(left)]]))
            for i in range(len(left))
        ]
        least = int(np.argmin(cost))
        allowed -= cost[least]
        if allowed < 0.0:
            break
        del left[least]
    return np.array(left)


def _area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return 0.5 * abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1]))
