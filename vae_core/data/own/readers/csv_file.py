"""Images in a table of text: a row is an image, a column a pixel, and one column may be the label.

Which column that is, follows from its name, from text in it, or from the number of columns that is
left: a square, or three times one.
"""

from __future__ import annotations

import csv
import math
import re
import warnings
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np

from vae_core.data.own.readers.source import Arrays
from vae_core.errors import DataError
from vae_core.files.csv_table import is_number

_LABELS = {"label", "labels", "class", "y", "target", "digit", "letter", "category", "species"}
_NUMBERS = {"", "id", "index", "idx", "no", "nr", "number", "filename", "file"}
_DELIMITERS = ",;\t "
_QUOTED = re.compile(r'"[^"]*"')
_ROWS = 2_000  # read at a time
_LOOKED_AT = 50  # to find out which column is which


def read_csv(path: Path, folder: Path, most: int) -> Arrays:
    """The images of a table, and their labels, written to a file in `folder`.

    Raises DataError, with the number of the row, where a value is missing or no number, and where
    the columns make no square image or there are more than `most` rows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline=None) as file:
            return _read(file, path.name, folder, most)
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is no text in UTF-8.") from error
    except OSError as error:
        raise DataError(f"{path.name} cannot be read ({error.strerror}).") from error


def _read(file: TextIO, name: str, folder: Path, most: int) -> Arrays:
    lines = [line for line in islice(file, _LOOKED_AT) if line.strip()]
    if len(lines) < 2:
        raise DataError(f"{name} has fewer than two rows.")
    delimiter = max(_DELIMITERS, key=_QUOTED.sub("", lines[1]).count)
    rows = [[field.strip() for field in row] for row in csv.reader(lines, delimiter=delimiter)]
    header = _header(rows)
    columns = len(rows[1])
    label, skipped = _columns(header, rows[1 if header else 0 :], name)
    pixels = [i for i in range(columns) if i != label and i not in skipped]
    names: dict[str, int] = {}
    converters: dict[int | str, Callable[[str], float]] = {}
    if label is not None:
        converters[label] = lambda text: names.setdefault(text.strip().strip('"'), len(names))
    file.seek(0)
    if header:
        file.readline()
    x, y = folder / "table.f4", []
    n = 0
    columns_read = [*pixels, *([] if label is None else [label])]
    with x.open("wb") as target:
        while rows_of_text := list(islice(file, _ROWS)):
            table = _numbers(rows_of_text, delimiter, columns_read, converters, n, name)
            target.write(np.ascontiguousarray(table[:, : len(pixels)], np.float32).data)
            if label is not None:
                y.append(table[:, -1].astype(np.int64))
            n += len(table)
            if n > most:
                raise DataError(f"{name} has more than {most:,} rows.")
    images = np.memmap(x, np.float32, "r", shape=(n, len(pixels)))
    notes = [_left_out(header[i] for i in skipped)] if skipped else []
    if label is None:
        return Arrays(images, notes=notes)
    called = f"“{header[label]}”" if header else f"number {label + 1}"
    notes.append(f"Column {called} is the label.")
    ordered = np.array(list(names))
    return Arrays(images, ordered[np.concatenate(y)], notes=notes)


def _numbers(
    lines: list[str],
    delimiter: str,
    columns: list[int],
    converters: dict[int | str, Callable[[str], float]],
    before: int,
    name: str,
) -> np.ndarray:
    """The values of some lines, (n, columns). before: rows of images in the lines before."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # "input contained no data"
            table = np.loadtxt(
                lines,
                np.float64,
                comments=None,
                delimiter=None if delimiter == " " else delimiter,
                converters=converters or None,
                usecols=columns,
                ndmin=2,
                quotechar='"',
            )
    except (ValueError, IndexError) as error:
        raise DataError(
            f"{name}: a value is missing or no number, or a row has another length, somewhere in "
            f"the images {before + 1:,} to {before + len(lines):,} ({_short(error)})."
        ) from error
    return table if table.size else table.reshape(0, len(columns))


def _left_out(names: Iterable[str]) -> str:
    """A sentence on columns that are no pixels and not the label."""
    called = [f"“{name}”" if name else "without a name" for name in names]
    if len(called) == 1:
        return f"Column {called[0]} is left out."
    return f"Columns {', '.join(called)} are left out."


def _short(error: Exception) -> str:
    return str(error).split(";")[0].rstrip(".")[:120]


def _header(rows: list[list[str]]) -> list[str]:
    """The names of the columns; none where the first row is an image already."""
    texts = sum(not is_number(field) for field in rows[0])
    below = sum(not is_number(field) for field in rows[1])
    return rows[0] if texts > max(1, below) or (texts == 1 and below == 0) else []


def _columns(header: list[str], rows: list[list[str]], name: str) -> tuple[int | None, list[int]]:
    """(the column of the label or None, the columns that are left out)."""
    columns = len(rows[0])
    lower = [field.lower() for field in header]
    named = [i for i, field in enumerate(lower) if field in _LABELS]
    label = named[0] if named else None
    skipped = [i for i, field in enumerate(lower) if field in _NUMBERS or i in named[1:]]
    texts = [
        i
        for i in range(columns)
        if i not in skipped and any(len(r) > i and not is_number(r[i]) for r in rows)
        and any(len(r) > i and r[i] for r in rows)
    ]  # fmt: skip
    if label is None and len(texts) == 1:
        label = texts[0]
    left = columns - len(skipped) - (label is not None)
    if label is None and not _is_image(left) and _is_image(left - 1):
        free = [i for i in range(columns) if i not in skipped]
        label = _label_of(free[0], free[-1], rows)
        left -= 1
    if not _is_image(left):
        raise DataError(
            f"{name} has {columns:,} columns: without a label they make no square image (784 are "
            "28 × 28, 3,072 are 32 × 32 in three colours)."
        )
    return label, skipped


def _label_of(first: int, last: int, rows: list[list[str]]) -> int:
    """The first or the last column, whichever looks like labels: the first where both do."""
    values = [row[first] for row in rows if len(row) > first]
    return last if len(set(values)) == 1 and len({row[-1] for row in rows}) > 1 else first


def _is_image(pixels: int) -> bool:
    return pixels > 3 and any(
        pixels % channels == 0 and math.isqrt(pixels // channels) ** 2 == pixels // channels
        for channels in (1, 3)
    )
