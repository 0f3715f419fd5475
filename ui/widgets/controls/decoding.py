"""Decoding on the server behind a spinner."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.services.caches import resources
from ui.text.words import _
from vae_core.runs.run import Run


def decoded(run: Run, z: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """The decoded pictures of each z, (N, D): `resources.decode_many` behind a spinner."""
    with st.spinner(_("Decoding…")):
        return resources.decode_many(run, z, labels)
