"""Download buttons: tables as CSV, pictures as PNG or GIF, files of any kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from vae_core.runs.run import Run

Rows = Sequence[Mapping[str, Any]]

# How a cell begins that Excel, LibreOffice or Google Sheets calculates; also in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
_MIME = {
    "png": "image/png",
    "gif": "image/gif",
    "csv": "text/csv",
    "html": "text/html",
    "zip": "application/zip",
}


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
    if not isinstance(value, str) or _is_number(value):
        return value
    text = "\n".join(value.splitlines()) if "\r" in value else value  # Not quoted by `csv`
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _is_number(text: str) -> bool:
    """True for a number that was written as text, like "-0.5"."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def csv_button(
    label: str,
    file: str,
    make: Callable[[], Rows],
    *,
    key: str,
    type: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """Draw a button for the table `file`.csv, whose rows are made when it is pressed."""
    _button(label, f"{file}.csv", "csv", lambda: as_csv(make()), key=key, type=type)


def picture_button(
    run: Run, label: str, what: str, kind: Literal["png", "gif"], make: Callable[[], bytes]
) -> None:
    """Draw a button for "<dataset>-<run>-<what>.<kind>", a picture made when it is pressed."""
    name = f"{run.dataset}-{run.name}-{what}.{kind}"
    _button(label, name, kind, make, key=f"download {what} {kind}")


def file_button(label: str, name: str, make: Callable[[], bytes], *, icon: str, key: str) -> None:
    """Draw a quiet button for the file `name`, made when it is pressed. icon: of Material."""
    _button(label, name, name.rpartition(".")[2], make, key=key, type="tertiary", icon=icon)


def _button(
    label: str,
    name: str,
    kind: str,
    make: Callable[[], bytes],
    *,
    key: str,
    type: Literal["secondary", "tertiary"] = "secondary",
    icon: str = "download",
) -> None:
    st.download_button(
        label,
        make,
        file_name=name,
        mime=_MIME[kind],
        icon=f":material/{icon}:",
        type=type,
        key=key,
        on_click="ignore",  # A download does not rerun the page
    )
