"""What can be taken home of the planes and charts that lessons show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from ui.pages.lessons.figure import Kept
from ui.widgets.pictures.line_drawing import LineDrawing
from ui.widgets.pictures.run_drawing import Named, run_drawing, way_rows
from vae_core.files.csv_table import as_csv
from vae_core.runs.reports.frame import codes_csv
from vae_core.runs.run import Run


def plane(
    run: Run,
    *,
    name: str = "",
    axes: str = "",
    marks: Sequence[Named] = (),
    ways: Sequence[Named] = (),
    t: np.ndarray | None = None,
) -> Kept:
    """The plane of a run as a picture; as a table its codes, or z of each step where t is given."""
    draw = partial(run_drawing, run, axes=axes, marks=marks, ways=ways)
    data = partial(codes_csv, run) if t is None else lambda: as_csv(way_rows(ways, t))
    return Kept(name, f"{run.dataset}-{run.name}-codes", draw, data)


def chart(file: str, drawing: LineDrawing) -> Kept:
    """A chart of lines, and its points as a table."""
    return Kept("", file, lambda: drawing, lambda: as_csv(drawing.rows()))
