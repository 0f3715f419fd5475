"""The trial: python -m tests.release.trial [PART ...] [--cases N] [--seed N] [--write]

Prints a table of what was tried and what went wrong. With --write it stands in
docs/results/reliability.md.
The exit status is 1 where anything went wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.release.trial import damaged_files, kills, links, pictures, sessions, uploads, visitors
from tests.release.trial.result import Part, Result, table
from vae_core.version import __version__

PARTS = {
    part.name: part
    for part in (
        damaged_files.PART,
        kills.PART,
        links.PART,
        pictures.PART,
        sessions.PART,
        uploads.PART,
        visitors.PART,
    )
}
PAGE = Path(__file__).parents[3] / "docs" / "results" / "reliability.md"
_BEGIN, _END = "<!-- trial -->", "<!-- end of the trial -->"


def main(words: list[str] | None = None) -> int:
    """Run the parts that are named, or all; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.release.trial")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--cases", type=int, help="so many of each part, not its usual number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="into docs/results/reliability.md")
    args = parser.parse_args(words)
    if unknown := set(args.parts) - set(PARTS):
        parser.error(f"there is no part {sorted(unknown)[0]}")
    results: list[tuple[Part, int, Result, float]] = []
    for name in args.parts or PARTS:
        began = time.monotonic()
        print(f"{name} ...", file=sys.stderr, flush=True)
        result = PARTS[name].run(args.seed, args.cases or PARTS[name].full)
        results.append((PARTS[name], args.seed, result, time.monotonic() - began))
    print(table(results))
    for part, _seed, result, _seconds in results:
        print("".join(f"\n{part.name}: {failure}" for failure in result.failures), end="")
    if args.write:
        write(table(results), PAGE)
    return int(any(result.failures for _part, _seed, result, _seconds in results))


def write(text: str, page: Path) -> None:
    """Put the table between the two marks of a page."""
    head, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    made = f"Version {__version__}, {datetime.now(UTC):%Y-%m-%d}:"
    page.write_text(f"{head}{_BEGIN}\n\n{made}\n\n{text}\n\n{_END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
