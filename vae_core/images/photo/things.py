"""Parts ink into separate things, leaves out what only the frame cuts, and orders what is left.

A digit may be written in several strokes that do not touch: pieces near one another are one thing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Ink of a thing from _INK on; somewhere in it more than _FULL.
_INK, _FULL = 0.3, 0.5
# Shares of the largest piece's longer side: a piece that is smaller than _SPECK is none; a gap up
# to _GAP joins two pieces, but up to _BESIDE only where both are tall and stand side by side.
_SPECK, _GAP, _BESIDE, _TALL, _OVERLAP = 0.06, 0.3, 0.04, 0.6, 0.35
# A thing of its own has this share of the largest one's longer side.
_THING = 0.4
# What the frame cuts is left out where something else is at least this large beside it,
# unless it fills so much of the picture that the picture was cut to it.
_BESIDE_CUT, _LEAST, _FILLS = 0.4, 0.05, 0.5
# It lies along the frame, as the edge of a desk does, where it touches it over this share of its
# own side, and fills this share of its box; or touches it over so much of its side.
_ALONG, _SOLID, _ALL_ALONG = 0.5, 0.5, 0.9
MOST_THINGS = 6
# What is paler than this when other things are gone becomes full ink again.
_PALE = 0.85
_RIM = 0.1  # Of the thing's longer side: how far around its ink something may belong to it.
_MOST_PIECES = 24


@dataclass(frozen=True)
class Things:
    """Separate things in a picture.

    masks: bool, (h, w) each, from left to right.  best: the most plausible of them.
    cut: how many pieces were left out because the frame cuts them.
    is_free: the frame cuts none of the things.  is_empty: there is none; the mask is everything.
    """

    masks: tuple[np.ndarray, ...]
    best: int
    cut: int
    is_free: bool
    is_empty: bool
    _ink: np.ndarray

    def alone(self, v: np.ndarray, number: int) -> np.ndarray:
        """v without the other things, without what the frame cuts, and without crumbs."""
        from scipy.ndimage import distance_transform_edt

        own = self.masks[number]
        # The rim of each thing goes with it: what is near, and nearer to it than to the others.
        away = distance_transform_edt(~own)
        near = away <= max(2.0, _RIM * np.ptp(np.argwhere(own), axis=0).max())
        v = np.where(near & (away < distance_transform_edt(own | ~self._ink)), v, 0.0)
        full = float(v[own][v[own] > v[own].max() / 2].mean())
        return np.clip(v / full, 0.0, 1.0) if full < _PALE else v


@dataclass(frozen=True)
class _Piece:
    """Connected ink. box: left, top, right, bottom.  along: it lies along the frame."""

    number: int
    box: tuple[int, int, int, int]
    touches: bool
    along: bool

    @property
    def size(self) -> int:
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


def find_things(v: np.ndarray, paper: np.ndarray | None) -> Things:
    """The things in v, (h, w), ink 1 on 0.  paper: where it is, bool; None for everywhere."""
    from scipy.ndimage import label

    ink = v > _INK
    if paper is not None:
        ink &= paper
    labels, _ = label(ink, np.ones((3, 3)))
    pieces = _pieces(labels, v, paper)
    if not pieces:
        return Things((np.ones(v.shape, dtype=bool),), 0, 0, False, True, ink)
    kept = _without_cut(pieces, max(v.shape))
    cut = len(pieces) - len(kept)
    largest = max(piece.size for piece in kept)
    kept = [piece for piece in kept if piece.size >= _SPECK * largest][:_MOST_PIECES]
    groups = _joined(kept, labels)
    groups = [g for g in groups if _size(g) >= _THING * max(map(_size, groups))]
    groups = sorted(groups, key=_size)[-MOST_THINGS:]
    groups.sort(key=lambda group: min(piece.box[0] for piece in group))
    masks = tuple(np.isin(labels, [piece.number for piece in group]) for group in groups)
    free = not any(piece.touches for group in groups for piece in group)
    return Things(masks, _best(groups, v.shape), cut, free, False, ink)


def _size(group: list[_Piece]) -> int:
    return max(piece.size for piece in group)


def _pieces(labels: np.ndarray, v: np.ndarray, paper: np.ndarray | None) -> list[_Piece]:
    """Connected ink that is dark somewhere, the largest first."""
    from scipy.ndimage import binary_dilation, find_objects

    boxes = find_objects(labels)
    if not boxes:
        return []
    # scipy's maximum would sort all pixels; each thing lies in its box.
    peaks = [v[box][labels[box] == i].max() for i, box in enumerate(boxes, 1)]
    inside = np.ones(v.shape, dtype=bool) if paper is None else paper
    rim = inside & binary_dilation(~np.pad(inside, 1), np.ones((3, 3)))[1:-1, 1:-1]
    touched = np.bincount(labels[rim], minlength=len(boxes) + 1)[1:]
    areas = np.bincount(labels.ravel(), minlength=len(boxes) + 1)[1:]
    pieces = []
    for i, ((rows, columns), peak) in enumerate(zip(boxes, peaks, strict=True)):
        if peak <= _FULL and not touched[i]:
            continue
        box = (columns.start, rows.start, columns.stop, rows.stop)
        shorter_side = min(box[2] - box[0], box[3] - box[1])
        longer_side = max(box[2] - box[0], box[3] - box[1])
        filled = areas[i] / (shorter_side * longer_side)
        along = touched[i] >= max(_ALONG * longer_side, shorter_side) and (
            filled >= _SOLID or touched[i] >= _ALL_ALONG * longer_side
        )
        pieces.append(_Piece(i + 1, box, bool(touched[i]), bool(along)))
    return sorted(pieces, key=lambda piece: -piece.size)


def _without_cut(pieces: list[_Piece], side: int) -> list[_Piece]:
    """The pieces that the frame does not cut; all of them where those are only crumbs."""
    free = [piece for piece in pieces if not piece.touches]
    poking = [piece for piece in pieces if piece.touches and not piece.along]
    size = free[0].size if free else 0
    cut = poking[0].size if poking else 0
    if size >= _LEAST * side and size >= _BESIDE_CUT * cut and cut < _FILLS * side:
        return free
    return free + poking if poking else pieces


def _joined(pieces: list[_Piece], labels: np.ndarray) -> list[list[_Piece]]:
    """The pieces in groups, each one thing."""
    from scipy.spatial import cKDTree

    points = [_outline(labels, piece) for piece in pieces]
    trees = [cKDTree(one) for one in points]
    group = list(range(len(pieces)))
    for i, a in enumerate(pieces):
        for j in range(i + 1, len(pieces)):
            gap = float(trees[i].query(points[j])[0].min()) - 1.0
            if gap <= (_BESIDE if _stand_beside(a, pieces[j]) else _GAP) * a.size:
                old, new = group[j], group[i]
                group = [new if one == old else one for one in group]
    return [
        [p for p, own in zip(pieces, group, strict=True) if own == g] for g in sorted(set(group))
    ]


def _outline(labels: np.ndarray, piece: _Piece) -> np.ndarray:
    """(row, column) of the pixels at the edge of a piece, up to about 800 of them."""
    from scipy.ndimage import binary_erosion

    left, top, right, bottom = piece.box
    own = labels[top:bottom, left:right] == piece.number
    at = np.argwhere(own & ~binary_erosion(own)) + np.array((top, left))
    return at[:: max(1, len(at) // 800)]


def _stand_beside(a: _Piece, b: _Piece) -> bool:
    """True if both are as tall as digits on one line, and hardly one above the other."""
    heights = [piece.box[3] - piece.box[1] for piece in (a, b)]
    widths = [piece.box[2] - piece.box[0] for piece in (a, b)]
    both = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
    return min(heights) >= _TALL * max(heights) and both <= _OVERLAP * min(widths)


def _best(groups: list[list[_Piece]], shape: tuple[int, ...]) -> int:
    """The group that is large and near the middle."""

    def plausible(group: list[_Piece]) -> float:
        left, top = (min(piece.box[i] for piece in group) for i in (0, 1))
        right, bottom = (max(piece.box[i] for piece in group) for i in (2, 3))
        away = np.hypot((left + right) / 2 / shape[1] - 0.5, (top + bottom) / 2 / shape[0] - 0.5)
        return max(right - left, bottom - top) * (1.0 - 0.5 * float(away))

    return int(np.argmax([plausible(group) for group in groups]))
