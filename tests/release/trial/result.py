"""What a part of the trial found, and the table of all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Result:
    """Cases that were tried, and a sentence for each that went wrong.

    figures: what else was counted, by its name.
    """

    cases: int = 0
    failures: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    def fail(self, sentence: str) -> None:
        """Note what went wrong, and show it at once: the trial takes long."""
        print(sentence, file=sys.stderr, flush=True)
        self.failures.append(sentence)

    def count(self, name: str, number: int = 1) -> None:
        """Add to one of the figures."""
        self.figures[name] = self.figures.get(name, 0) + number


@dataclass(frozen=True)
class Part:
    """A part of the trial.

    title: what is tried, as the table says it. full, short: cases of the whole trial, and of the
    short form in the test suite (0: none). run: tries so many cases of a seed.
    """

    name: str
    title: str
    full: int
    short: int
    run: Callable[[int, int], Result]


def table(results: Sequence[tuple[Part, int, Result, float]]) -> str:
    """A table in Markdown of (part, seed, result, seconds)."""
    lines = [
        "| what is tried | cases | went wrong | seed | seconds | of them |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for part, seed, result, seconds in results:
        figures = ", ".join(f"{number:,} {name}" for name, number in result.figures.items())
        cells = (
            part.title,
            f"{result.cases:,}",
            f"{len(result.failures):,}",
            str(seed),
            f"{seconds:,.0f}",
            figures,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
