"""Figures of the benchmarks: printed beside their targets, and kept for the documentation.

`--keep` writes them to `benchmarks/kept.json`, of which `python -m docs.tables` makes the tables of
docs/results/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from vae_core.files.atomic import write_json
from vae_core.files.disk import read_json

KEPT = Path(__file__).parent / "kept.json"


@dataclass(frozen=True)
class Figure:
    """A figure with its unit, and the target that it must reach, if there is one.

    most: the target is a figure that is not to be exceeded, not one to be reached."""

    name: str
    value: float
    unit: str
    target: float | None = None
    most: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the target, if there is one, is met."""
        if self.target is None:
            return True
        return self.value <= self.target if self.most else self.value >= self.target


def print_figures(figures: list[Figure]) -> None:
    """Each figure on a line, beside its target."""
    for figure in figures:
        verdict = "met" if figure.is_met else "MISSED"
        aim = "" if figure.target is None else f"   target {figure.target:g}: {verdict}"
        print(f"{figure.name:<58} {figure.value:9.2f} {figure.unit:<8}{aim}")


def add_keep(parser: argparse.ArgumentParser) -> None:
    """The option `--keep`."""
    parser.add_argument(
        "--keep", action="store_true", help="write the figures to benchmarks/kept.json"
    )


def keep(benchmark: str, figures: list[Figure]) -> None:
    """Put the figures of a benchmark in the place of those that are kept of it."""
    kept = read_kept()
    kept[benchmark] = {
        "measured": date.today().isoformat(),
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "machine": platform.machine(),
        "figures": [asdict(figure) for figure in figures],
    }
    write_json(KEPT, kept)


def read_kept() -> dict:
    """What is kept of every benchmark, by its name."""
    return read_json(KEPT) if KEPT.exists() else {}
