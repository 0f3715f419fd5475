"""How many uploaded digits are read right, with every step and without each."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.uploads.report import report

REPORT = Path(__file__).parents[2] / "docs" / "results" / "uploads.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    write = parser.parse_args().write
    text = report()
    if write:
        REPORT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
