"""Removes ruled lines: straight, thin, and from one end of the paper to the other.

Lines are found by a Hough transform of the thin strokes, for slopes up to _SLOPE, lying and
standing. Where a stroke of ink crosses a line, the run of ink across the line is longer than the
line is thick, so it stays (as staff lines are removed from scores).
"""

from __future__ import annotations

import numpy as np

_FAINT = 0.12  # Ink of a line, from 0 to 1.
_SLOPE, _STEP = np.radians(16.0), np.radians(0.5)
_MOST_VOTES = 200_000  # that are in memory at a time
# Shares of the picture's longer side: how thick a line is at most, how long the paper at least.
_THICK, _CHORD = 0.022, 0.25
# A line is inked along this share of the paper's width, and reaches its ends but for _OPEN.
_INKED, _OPEN = 0.7, 0.04
_MOST_LINES = 80


def without_rules(v: np.ndarray, paper: np.ndarray | None) -> tuple[np.ndarray, int]:
    """(v without ruled lines, how many were removed).

    v: (h, w), ink 1 on 0.  paper: where it is, bool; None for everywhere.
    """
    paper = np.ones(v.shape, dtype=bool) if paper is None else paper
    lying, n_lying = _lines(v, paper)
    # Lying lines cut a standing one, a margin, into pieces: it is looked for without them.
    v = np.where(lying, 0.0, v)
    standing, n_standing = _lines(v.T, paper.T)
    return np.where(standing.T, 0.0, v), n_lying + n_standing


def _lines(v: np.ndarray, paper: np.ndarray) -> tuple[np.ndarray, int]:
    """(pixels of lying lines, bool, how many lines)."""
    ink = (v > _FAINT) & paper
    none = np.zeros(v.shape, dtype=bool)
    thick = max(3, int(_THICK * max(v.shape)))
    start, length = _runs(ink)
    thin = ink & (length <= thick)
    rows, columns = np.nonzero(thin & (start == np.arange(len(v))[:, None]))
    if len(rows) < _CHORD * max(v.shape):
        return none, 0
    middle = rows + (length[rows, columns] - 1) / 2
    found = _hough(columns.astype(float), middle, paper)
    remove = none.copy()
    n = 0
    for slope, at in found:
        x = np.arange(v.shape[1])
        y = at + slope * x
        near = (np.abs(middle - (at + slope * columns)) <= 2.5) & (columns >= 0)
        if not _reaches_ends(columns[near], y, paper):
            continue
        n += 1
        own = length[rows[near], columns[near]]
        most = min(thick, int(1.5 * np.median(own)) + 1)
        for row, column, run in zip(rows[near], columns[near], own, strict=True):
            if run <= most:
                remove[max(0, row - 2) : row + run + 2, column] = True
    # Only the pale rim of a line is taken beside it, never ink that stands on it.
    return remove & ((length <= thick) | ~ink), n


def _runs(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(first row, length) of the upright run of ink at each pixel of it; 0 elsewhere."""
    rows = np.arange(len(ink))[:, None]
    before = np.pad(ink, ((1, 0), (0, 0)))[:-1]
    start = np.maximum.accumulate(np.where(ink & ~before, rows, -1), axis=0)
    after = np.pad(ink, ((0, 1), (0, 0)))[1:]
    end = np.where(ink & ~after, rows, len(ink) + 1)
    end = np.minimum.accumulate(end[::-1], axis=0)[::-1]
    return np.where(ink, start, 0), np.where(ink, end - start + 1, 0)


def _hough(x: np.ndarray, y: np.ndarray, paper: np.ndarray) -> list[tuple[float, float]]:
    """(slope, row at column 0) of the lines through the points, the fullest first."""
    height, width = paper.shape
    slopes = np.tan(np.arange(-_SLOPE, _SLOPE + _STEP / 2, _STEP))
    reach = int(np.ceil(np.abs(slopes).max() * width)) + 2
    size = height + 2 * reach
    paper_rows, paper_columns = np.nonzero(paper[::2, ::2])
    # Every second row and column of the paper: four pixels for one, a column for each.
    chords = 4.0 / 3.0 * _votes(2 * paper_columns, 2 * paper_rows, slopes, reach, size)
    counts = _votes(x, y, slopes, reach, size).astype(float)
    long = chords >= _CHORD * max(height, width)
    lines: list[tuple[float, float]] = []
    left = np.ones(len(x), dtype=bool)
    while len(lines) < _MOST_LINES:
        full = np.where(long, counts / np.maximum(chords, 1.0), 0.0)
        i, best = divmod(int(full.argmax()), size)
        if full[i, best] < _INKED:
            break
        row = float(best - reach)
        lines.append((float(slopes[i]), row))
        gone = left & (np.abs(y - slopes[i] * x - row) <= 3.0)
        left &= ~gone
        counts -= _votes(x[gone], y[gone], slopes, reach, size)
        if not gone.any():
            break
    return lines


def _votes(x: np.ndarray, y: np.ndarray, slopes: np.ndarray, reach: int, size: int) -> np.ndarray:
    """(slopes, size) points on the line of each slope and row, counted with both its neighbours."""
    at_once = max(1, _MOST_VOTES // max(1, len(x)))
    parts = np.split(slopes, range(at_once, len(slopes), at_once))
    counts = np.concatenate([_counts(x, y, part, reach, size) for part in parts])
    padded = np.pad(counts, ((0, 0), (1, 1)))
    return padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]


def _counts(x: np.ndarray, y: np.ndarray, slopes: np.ndarray, reach: int, size: int) -> np.ndarray:
    """(slopes, size) points on the line of each slope and row."""
    rows = np.floor(y - slopes[:, None] * x + 0.5).astype(int) + reach
    bins = np.clip(rows, 0, size - 1) + size * np.arange(len(slopes))[:, None]
    return np.bincount(bins.ravel(), minlength=len(slopes) * size).reshape(-1, size)


def _reaches_ends(columns: np.ndarray, y: np.ndarray, paper: np.ndarray) -> bool:
    """True if points in these columns go from one end of the paper to the other along rows y."""
    rows = np.clip(np.floor(y + 0.5).astype(int), 0, len(paper) - 1)
    inside = np.flatnonzero(paper[rows, np.arange(paper.shape[1])] & (y >= 0) & (y < len(paper)))
    if not len(inside) or not len(columns):
        return False
    open_at_most = max(2.0, _OPEN * len(inside))
    return bool(
        columns.min() - inside[0] <= open_at_most and inside[-1] - columns.max() <= open_at_most
    )
