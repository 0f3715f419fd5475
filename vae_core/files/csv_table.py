"""A table as CSV that is safe to open: what others wrote is no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

Rows = Sequence[Mapping[str, Any]]

# How a cell begins that Excel, LibreOffice or Google Sheets calculates; also in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")


def as_csv(rows: Rows) -> bytes:
    """Rows as CSV under the names of all their values; a value that a row lacks is left empty.

    A text that a spreadsheet would take for a formula, since it begins with =, +, -, @, a tab or a
    line break, gets an apostrophe before it. Numbers stay numbers.
    """
    text = io.StringIO()
    heads = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_defused, heads))
    writer.writerows([_defused(row.get(name, "")) for name in heads] for row in rows)
    return text.getvalue().encode()


def _defused(value: Any) -> Any:
    """The value as no spreadsheet takes it for a formula."""
    if not isinstance(value, str) or is_number(value):
        return value
    text = "\n".join(value.splitlines()) if "\r" in value else value  # Not quoted by `csv`
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def is_number(text: str) -> bool:
    """True for a number that was written as text, like "-0.5"."""
    try:
        float(text)
    except ValueError:
        return False
    return True
