"""What the figure of a step is, to the frame around it.

A figure is a module `ui/pages/lessons/figures/NAME.py`, or `figures/of_pages/NAME.py` where a page
has the same, with a function `show(state, *, key, revealed)` that mounts a live component and
returns a `FigureResult`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

import numpy as np

from ui.widgets.pictures.strokes import Drawing


@dataclass(frozen=True)
class Kept:
    """A figure that can be taken home. name: "" where a step has one only. file: what its files are
    called, without an ending. draw, data: the picture and the CSV, made when they are asked for."""

    name: str
    file: str
    draw: Callable[[], Drawing]
    data: Callable[[], bytes]


@dataclass(frozen=True)
class FigureResult:
    """What a figure says to the frame after it was drawn.

    Attributes:
        events: names of what has happened in it so far; the task of a step waits for one of them.
        query: the query string with which a page shows the same; None where no page does.
        truth: which choice of the prediction is true, counted from 1, where the step leaves that to
            the figure (`answer = "figure"`).
        cursor: where its cursor is, JSON, for a class to follow; None where it has none. The state
            `led` brings it back (`figures/shared/led.py`).
        fallback: True where the browser could not run the component; the frame then shows `still`.
        kept: what can be taken home of it, as it is shown now; empty for a toy.
        still: a picture in its place, grey (H, W) or colour (H, W, 3), as `st.image` takes it.
    """

    events: frozenset[str] = frozenset()
    query: Mapping[str, str] | None = None
    truth: int | None = None
    cursor: Any = None
    fallback: bool = False
    kept: Sequence[Kept] = ()
    still: np.ndarray | None = None


class Figure(Protocol):
    """The function `show` of a figure's module."""

    def __call__(self, state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
        """Draw the figure.

        Args:
            state: `[steps.state]` of the lesson, `projector` (bool), and `chosen`: what the visitor
                chose in the prediction, counted from 1; 0 for nothing yet; `led`, only for a
                student who follows: where the teacher's cursor is (see `figures/shared/led.py`).
            key: of the component, one for each step.
            revealed: whether the answer of the step's prediction is shown; True where it has none.
        """


def figure_module(name: str) -> str | None:
    """The module of the figure `name`, which is a file's name; None where there is none."""
    places = (f"ui.pages.lessons.figures.{room}{name}" for room in ("", "of_pages."))
    return next(filter(find_spec, places), None) if name.isidentifier() else None


def load_figure(name: str) -> Figure:
    """The figure `name`. Raises ModuleNotFoundError."""
    module = figure_module(name)
    if module is None:
        raise ModuleNotFoundError(f"There is no figure {name!r}.")
    return cast("Figure", import_module(module).show)
