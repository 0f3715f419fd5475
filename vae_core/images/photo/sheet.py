"""Finds the sheet of paper in a photograph that shows the desk as well.

The sheet is the largest region with straight edges, as a camera sees it, that differs from a desk
all around it in light or colour; else the largest bright one. Perspective is ignored. Paper in the
light and paper in a shadow are two bright regions as well: so a sheet counts only if something is
drawn on it and the rest does not look like the same paper.
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
# Strokes on it are thinner than _PEN pixels of the small copy, and so much darker than its light.
_PEN, _WRITTEN = 9, 0.25
# Of the frame of the picture: a sheet that covers less of it is an island.
_ISLAND = 0.1
# Brightness beside the edge is a mean over so many pixels; it must differ along this share of it.
_NEAR, _ALL_ALONG = 5, 0.85
# A desk that lies all around fills this share of the frame. It has one light and colour, within
# _SPREAD times the median deviation, but at least within _LIGHT of its logarithm and _TINT.
_ALL_AROUND, _SPREAD, _LIGHT, _TINT = 0.9, 5.0, 0.1, 0.012
_EDGE = 0.02  # Of the picture's longer side: left out along the edges of the sheet.


def find_sheet(grey: np.ndarray, rgb: np.ndarray | None) -> np.ndarray | None:
    """Where the sheet is, bool, (h, w); None where the paper fills the picture or none is found.

    grey: (h, w) in [0, 1].  rgb: the same in colours, (h, w, 3), if it has any.
    """
    small = shrink_to(grey, _SMALL_SIDE)
    if np.ptp(small) < _DARKER:
        return None
    colours = None if rgb is None else _shares(rgb)
    inner = _sheet_amid(small, colours)
    bright = _otsu(small)
    # A sheet that is partly in a shadow is whole only above the first of these.
    for threshold in (_otsu(small[small <= bright]), bright):
        if inner is None:
            inner = _sheet_above(threshold, small, colours)
    if inner is None:
        return None
    height, width = grey.shape
    return resize(inner.astype(np.float64), (width, height)) > 0.5


def _shares(rgb: np.ndarray) -> np.ndarray:
    """The share of red, green and blue in the light of each pixel of a small copy."""
    small = np.dstack([shrink_to(rgb[..., channel], _SMALL_SIDE) for channel in range(3)])
    return small / np.maximum(small.sum(-1, keepdims=True), 0.05)


def _sheet_amid(small: np.ndarray, colours: np.ndarray | None) -> np.ndarray | None:
    """The sheet without its edges where the desk lies all around, else None.

    What differs from the desk in light or colour is the sheet, its lit and its shadowed parts.
    """
    from scipy.ndimage import binary_erosion, binary_opening, grey_closing, label

    r = max(2, min(small.shape) // 20)
    frame = np.ones(small.shape, dtype=bool)
    frame[r:-r, r:-r] = False
    light = np.log(np.maximum(small, 0.02))
    away = _away(light - _plane(light, frame), frame, _LIGHT)
    if colours is not None:
        for share in np.moveaxis(colours, -1, 0):
            tint = share - np.median(share[frame])
            away = np.maximum(away, _away(tint, frame, _TINT))
    if np.mean(away[frame] <= 1.0) < _ALL_AROUND:
        return None
    regions, n = label(binary_opening(away > 1.0, np.ones((3, 3))))
    if not n:
        return None
    region = regions == np.bincount(regions.ravel())[1:].argmax() + 1
    # Beside the sheet its own shade darkens the desk, too.
    parts = _parts(binary_erosion(region), small)
    if parts is None:
        return None
    hull, inner, outer = parts
    lit = float(np.percentile(small[hull], 97))
    if lit <= (1.0 + _DARKER) * float(np.median(small[outer])):
        return None
    # A thick stroke of chalk is bright all along, too, but no pen has written on it.
    pen = grey_closing(small, (_PEN, _PEN), mode="nearest") - small
    return inner if (pen[inner] > _WRITTEN * lit).sum() >= 4 else None


def _away(d: np.ndarray, frame: np.ndarray, least: float) -> np.ndarray:
    """|d| in units of its spread over the frame, or of `least` if that is more."""
    return np.abs(d) / max(least, _SPREAD * float(np.median(np.abs(d[frame]))))


def _plane(v: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """The plane through v on the frame, fitted twice, then without what is far from it."""
    rows, columns = np.indices(v.shape)
    terms = np.stack([np.ones(v.shape), columns / v.shape[1], rows / v.shape[0]], -1)
    plane, used = v, frame
    for _ in range(2):
        plane = terms @ np.linalg.lstsq(terms[used], v[used], rcond=None)[0]
        used = frame & (_away(v - plane, frame, _LIGHT) <= 1.0)
    return plane


def _sheet_above(
    threshold: float, small: np.ndarray, colours: np.ndarray | None
) -> np.ndarray | None:
    """The largest region above a threshold without its edges, if it is a sheet on a desk."""
    from scipy.ndimage import binary_opening, label

    bright = np.pad(small > threshold, 2, mode="edge")
    regions, n = label(binary_opening(bright, np.ones((3, 3)))[2:-2, 2:-2])
    if not n:
        return None
    region = regions == np.bincount(regions.ravel(), minlength=2)[1:].argmax() + 1
    parts = _parts(region, small)
    if parts is None or not _stands_out(small, parts[0]):
        return None
    return parts[1] if _is_desk(small, colours, *parts) else None


def _parts(
    region: np.ndarray, small: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """(the convex hull of a region, that without its edges, what is beside it), bool each.

    None where it is too small, too large or too round for a sheet, or nothing is drawn on it.
    """
    from scipy.ndimage import binary_dilation, binary_erosion, binary_fill_holes

    # Ink that touches the edge of the sheet opens a bay in it, so the hull says what it covers.
    hull, outline = _hull(region)
    if not _LEAST <= hull.mean() <= _MOST:
        return None
    if binary_fill_holes(region).sum() < _CONVEX * hull.sum():
        return None
    if len(_simplified(outline)) > _CORNERS:
        return None
    margin = max(1, round_half_up(_EDGE * max(small.shape)))
    inner = binary_erosion(hull, iterations=margin, border_value=1)
    outer = ~binary_dilation(hull, np.ones((3, 3)))
    if not outer.any() or not inner.any():
        return None
    level = float(np.median(small[inner]))
    ink = np.abs(small[inner] - level) > _INK * level
    return (hull, inner, outer) if ink.sum() >= 4 else None


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
    colours: np.ndarray | None,
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
    if colours is None:
        return False
    away = np.median(colours[inner], axis=0) - np.median(colours[outer], axis=0)
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
