"""A chart of lines as a figure to keep, and its points as rows of a CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
    axes,
    legend,
    round_numbers,
)

_ROOM = 0.04  # of the chart, left free on all sides
_DOTTED = 40  # points at most that get a dot each


@dataclass(frozen=True)
class LineDrawing:
    """Lines to be drawn.

    title: above them. across, up: names of the axes, with units.
    lines: each with its name, x and y, (N,); at least one point in all.
    is_log: the axis across is logarithmic, with a number at each x.
    """

    title: str
    across: str
    up: str
    lines: Sequence[tuple[str, np.ndarray, np.ndarray]]
    is_log: bool = False

    def strokes(self) -> Iterator[Stroke]:
        """All of the chart, what lies below first."""
        every = np.unique(np.concatenate([x for _, x, _ in self.lines]))
        low, high = _span(self._scaled(every))
        floor, top = _span(np.concatenate([y for *_, y in self.lines] + [[0.0]]))

        def across(x: np.ndarray) -> np.ndarray:
            return LEFT + SIDE * (self._scaled(x) - low) / (high - low)

        def up(y: np.ndarray) -> np.ndarray:
            return TOP + SIDE * (top - y) / (top - floor)

        values = every if self.is_log else np.array(round_numbers(low, high))
        heights = np.array(round_numbers(floor, top))
        ticks = zip(across(values).tolist(), values.tolist(), strict=True)
        up_ticks = zip(up(heights).tolist(), heights.tolist(), strict=True)
        yield from axes(
            self.across,
            self.up,
            (
                ((at, number(value, "g")) for at, value in ticks),
                ((at, number(value, "g")) for at, value in up_ticks),
            ),
        )
        colours = palette.light()
        for i, (_name, x, y) in enumerate(self.lines):
            at = np.stack([across(x), up(y)], axis=1)
            yield Line([(px, py) for px, py in at.tolist()], colours.hue(i), 2.0)
            if len(at) <= _DOTTED:
                yield Dots(at, 4.0, colours.hue(i))
        yield from legend((name, colours.hue(i)) for i, (name, *_) in enumerate(self.lines))

    def rows(self) -> list[dict[str, Any]]:
        """A row for each point: its line, and x and y under the names of the axes."""
        return [
            {"series": name, self.across: float(x), self.up: float(y)}
            for name, xs, ys in self.lines
            for x, y in zip(xs, ys, strict=True)
        ]

    def _scaled(self, x: np.ndarray) -> np.ndarray:
        return np.log(x) if self.is_log else np.asarray(x, np.float64)


def _span(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = _ROOM * ((high - low) or 1.0)
    return low - room, high + room
