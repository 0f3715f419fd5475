"""The table of the documentation."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line. values: of which the 95th percentile counts. target: at most, None without one."""

    what: str
    values: Sequence[float]
    unit: str = ""
    target: float | None = None

    @property
    def figure(self) -> float:
        """The 95th percentile: so many are at most as long."""
        ordered = sorted(self.values)
        return ordered[math.ceil(0.95 * len(ordered)) - 1]

    def line(self) -> str:
        """The line of the table."""
        middle = sorted(self.values)[len(self.values) // 2]
        figures = (_number(middle), _number(self.figure), _number(max(self.values)))
        shown = ", ".join(figures) if len(self.values) > 1 else figures[0]
        target = ""
        if self.target is not None:
            met = self.figure <= self.target
            target = f"{self.target:g}{'' if met else ', missed'}"
        return f"| {self.what} | {shown} {self.unit} | {target} |".replace("  ", " ")


def table(rows: Sequence[Row], n: int, load: float) -> str:
    """The page. load: the load average of the machine before."""
    lines = "\n".join(row.line() for row in rows)
    return f"""\
# A class of {n}

Made by `python -m benchmarks.class_of_300 --write`.

On {os.cpu_count()} processors that also ran the sessions and three browsers, with a load average of
{load:.1f} by other programs before it began. Where something was measured many times: median, 95th
percentile, maximum; the 95th percentile is held against the target.

| what | measured | target, at most |
|---|---|---|
{lines}

Another step is drawn by Python for each student, as one fragment of the page; a process of the app
uses one processor. So a class that follows comes one after the other, two at a time, and clicks of
others are answered between them. The floor is Streamlit's own work for as many elements, in a
line above: 300 on one process take at least 300 times that. Each process more takes its share.
"""


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"
