"""The names that students give themselves: short, of visible characters, each only once."""

from __future__ import annotations

import unicodedata

LONGEST = 24  # characters
_READ = 1_000  # characters that are looked at, of however many
_MARKS = 2  # accents on one letter


def cleaned(text: str) -> str:
    """`text` on one line without control and formatting characters, cut to `LONGEST`.

    It may still be markup, and must be escaped wherever it is shown.
    """
    normal = unicodedata.normalize("NFC", " ".join(text[:_READ].split()))
    kept: list[str] = []
    marks = 0
    for character in normal:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind[0] == "M" else 0
        if kind[0] != "C" and marks <= _MARKS and kind not in ("Zl", "Zp"):
            kept.append(character)
    return "".join(kept)[:LONGEST].strip()


def alike(name: str) -> str:
    """The same text for all names that look alike to a reader: case and width do not count."""
    return unicodedata.normalize("NFKC", name).casefold()


def numbered(name: str, number: int) -> str:
    """The name of the second, third, ... person of one name: "Ada 2"."""
    end = f" {number}"
    return name[: LONGEST - len(end)].rstrip() + end
