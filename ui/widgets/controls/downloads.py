"""Download buttons: tables as CSV, pictures as PNG or GIF, files of any kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ui.widgets.pictures import strokes
from ui.widgets.pictures.strokes import Drawing
from vae_core.files.csv_table import Rows, as_csv
from vae_core.runs.run import Run

_MIME = {
    "png": "image/png",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "html": "text/html",
    "zip": "application/zip",
}


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


def figure_files(
    file: str, draw: Callable[[], Drawing], data: Callable[[], bytes], *, key: str
) -> None:
    """Draw three small buttons for a figure on canvas or in SVG: as PNG, as SVG, its data as CSV.

    Each is made when it is pressed. file: what the files are called, without an ending.
    data: the CSV.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for kind, make in (
            ("png", lambda: strokes.png(draw())),
            ("svg", lambda: strokes.svg(draw())),
            ("csv", data),
        ):
            name = f"{file}.{kind}"
            _button(kind.upper(), name, kind, make, key=f"{kind} of {key}", type="tertiary")


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
