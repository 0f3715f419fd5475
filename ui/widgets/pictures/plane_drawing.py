"""A latent plane as a figure to keep: dots, axes with numbers, marks and ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ui.styles import palette
from ui.text.numbers import number
from ui.widgets.pictures.strokes import (
    LEFT,
    SIDE,
    TOP,
    Dots,
    Line,
    Stroke,
    Text,
    Tick,
    axes,
    legend,
    round_numbers,
)

_DOT, _MARK = 1.6, 6.0  # radii
_MIXED = 1_000  # dots that are drawn before another class comes again on top


@dataclass(frozen=True)
class PlaneDrawing:
    """A plane to be drawn.

    title: above it. across, up: names of the axes.
    codes: (N, 2). label: (N,), which hue each has. names: of the labels; empty without classes.
    marks: places with a name. ways: lines from place to place, (M, 2), with a name.
    """

    title: str
    across: str
    up: str
    codes: np.ndarray
    label: np.ndarray
    names: tuple[str, ...] = ()
    marks: Sequence[tuple[str, np.ndarray]] = ()
    ways: Sequence[tuple[str, np.ndarray]] = ()

    def strokes(self) -> Iterator[Stroke]:
        """All of the plane, what lies below first."""
        colours, half, center = palette.light(), *_square(self)
        scale = SIDE / (2 * half)
        corner = np.array([LEFT + SIDE / 2, TOP + SIDE / 2])

        def place(codes: np.ndarray) -> np.ndarray:
            return corner + (codes - center) * (scale, -scale)

        ticks = (_ticks(axis, half, center, place) for axis in (0, 1))
        yield from axes(self.across, self.up, (next(ticks), next(ticks) if self.up else ()))
        order = np.random.default_rng(0).permutation(len(self.codes))
        at = place(self.codes)
        for first in range(0, len(order), _MIXED):
            indices = order[first : first + _MIXED]
            for label in np.unique(self.label[indices]).tolist():
                mine = indices[self.label[indices] == label]
                yield Dots(at[mine], _DOT, colours.hue(label))
        for name, way in self.ways:
            points = [(float(x), float(y)) for x, y in place(way)]
            yield Line(points, colours.ink, 2.0)
            x, y = points[len(points) // 2] if len(points) > 2 else np.mean(points, axis=0)
            yield Text((x + 8, y - 8), name)
        for name, code in self.marks:
            (x, y) = place(code)
            yield Dots(np.array([[x, y]]), _MARK, colours.ink)
            yield Text((float(x) + 10, float(y) + 5), name)
        present = [label for label in np.unique(self.label).tolist() if label < len(self.names)]
        yield from legend((self.names[label], colours.hue(label)) for label in present)


def _square(drawing: PlaneDrawing) -> tuple[float, np.ndarray]:
    """(half the side, centre) of the square that holds all that is drawn, with a margin."""
    parts = [drawing.codes, *(code[None] for _, code in drawing.marks)]
    every = np.concatenate([*parts, *(way for _, way in drawing.ways)])
    low, high = every.min(0), every.max(0)
    return float(max((high - low).max() / 2, 1e-6)) * 1.04, (low + high) / 2


def _ticks(
    axis: int, half: float, center: np.ndarray, place: Callable[[np.ndarray], np.ndarray]
) -> list[Tick]:
    """Where round numbers lie on an axis of the plane, in pixels, and how they are written."""
    middle = float(center[axis])
    return [
        (float(place(np.where(np.arange(2) == axis, value, center))[axis]), number(value, "g"))
        for value in round_numbers(middle - half, middle + half)
    ]
