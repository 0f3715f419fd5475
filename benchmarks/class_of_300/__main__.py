"""Whether a class of 300 keeps up on one server, what it costs, and whether anything is lost.

    python -m benchmarks.class_of_300          # prints docs/results/class_of_300.md, in 4 minutes
    python -m benchmarks.class_of_300 --write  # writes it
    python -m benchmarks.class_of_300 --n 30   # a smaller class

Sessions are opened over Streamlit's own protocol by this program, on the same processors as the
server; a projector and two students are real browsers. On Linux, with redis-server and Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from benchmarks.class_of_300.one_server import DRAWINGS, EVERY, FEW, Measured, one_server
from benchmarks.class_of_300.replicas import Shared, shared
from benchmarks.class_of_300.server.process import link_runs
from benchmarks.class_of_300.table import Row, table

REPORT = Path(__file__).parents[2] / "docs" / "results" / "class_of_300.md"
_ANSWERING, _OF_REPLICAS = 10.0, 100


def rows(n: int, one: Measured, two: Shared) -> list[Row]:
    """The lines of the table."""
    lost = [
        sum(answered.wanted) - sum(answered.counts)
        for answered in (one.quiet, one.answered, one.outage, two.answered)
    ]
    return [
        Row("page of a student who joins by the link", one.joined, "s"),
        Row(f"{FEW} follow to another step", one.few, "s", 1),
        Row(f"{n} follow to another step", one.followed, "s", 1),
        Row("the same in the last of two browsers, while others drag", [one.browsers], "s"),
        Row(f"CPU of a student who follows: {one.elements} elements", [one.follow_cpu], "ms"),
        Row("as many elements of a page with nothing to think about", [one.floor_cpu], "ms"),
        Row(f"an answer of {n} within {_ANSWERING:g} s on the teacher's screen",
            one.quiet.delays, "s", 2),
        Row(f"the same while {FEW} others drag", one.answered.delays, "s", 2),
        Row("the last of them in the projector's browser", [one.projector], "s", 2),
        Row(f"release of a drag by {FEW} others meanwhile", one.drags, "s", 0.1),
        Row(f"a drawing of {DRAWINGS} within {_ANSWERING:g} s on the map", one.drawn, "s"),
        Row("CPU of the class: a step, its prediction and its answer a minute",
            [one.class_cpu], "s a minute"),
        Row(f"CPU of {n} who each drag every {EVERY:g} s", [one.drag_cpu], "s a minute"),
        Row("CPU, class / dragging", [one.class_cpu / one.drag_cpu], "times", 0.25),
        Row("after a kill: everyone is here again", [one.outage.back], "s"),
        Row(f"{_OF_REPLICAS} on two servers with Redis follow", two.followed, "s", 1),
        Row("an answer there on the teacher's screen", two.answered.delays, "s", 2),
        Row("drawings lost", [float(one.drawn.count(float("inf")))], "", 0),
        Row("answers lost, of all", [float(sum(map(abs, lost)))], "", 0),
        Row("students who joined twice or were lost", [float(one.twice)], "", 0),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    parser.add_argument("--n", type=int, default=300)
    args = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        link_runs(Path(name))
        one = asyncio.run(one_server(Path(name), args.n, _ANSWERING))
        two = asyncio.run(shared(Path(name), _OF_REPLICAS, _ANSWERING / 2))
    text = table(rows(args.n, one, two), args.n, before)
    print(text)
    for error in sorted(set(one.errors)):
        print("shown as an error:", error)
    if args.write:
        REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
