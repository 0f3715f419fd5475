"""Download buttons: tables as CSV, pictures as PNG or GIF."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from vae_core.runs.run import Run

Rows = Sequence[Mapping[str, Any]]

_MIME = {"png": "image/png", "gif": "image/gif", "csv": "text/csv"}


def as_csv(rows: Rows) -> bytes:
    """Rows as CSV under the names of all their values; a value that a row lacks is left empty."""
    text = io.StringIO()
    heads = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, heads, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


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


def _button(
    label: str,
    name: str,
    kind: str,
    make: Callable[[], bytes],
    *,
    key: str,
    type: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    st.download_button(
        label,
        make,
        file_name=name,
        mime=_MIME[kind],
        icon=":material/download:",
        type=type,
        key=key,
        on_click="ignore",  # A download does not rerun the page
    )
