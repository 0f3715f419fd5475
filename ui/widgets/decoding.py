"""What the tools share: decoding with a sign that it takes a moment, names, downloads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from ui.services import resources
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.runs.store import Run

SIZE_OF_PIXEL = 8  # In a downloaded PNG: 28 pixels become 224.
_MIME = {"png": "image/png", "gif": "image/gif"}


def decoded(run: Run, z: np.ndarray) -> np.ndarray:
    """`resources.decode_many`; the first call in a server's life takes a second."""
    with st.spinner(_("Decoding…")):
        return resources.decode_many(run, z)


def class_name(run: Run, label: int) -> str:
    """How a class is called."""
    return DATASETS[run.dataset].classes[label]


def download(run: Run, label: str, what: str, kind: str, make: Callable[[], bytes]) -> None:
    """A button for a file "<dataset>-<run>-<what>.<kind>", made when it is pressed."""
    st.download_button(
        label,
        make,
        file_name=f"{run.dataset}-{run.name}-{what}.{kind}",
        mime=_MIME[kind],
        icon=":material/download:",
        key=f"download {what} {kind}",
        on_click="ignore",
    )
