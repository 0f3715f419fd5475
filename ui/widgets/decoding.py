"""Decoding on the server with a sign that it takes a moment."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.services import resources
from ui.text.words import _
from vae_core.runs.run import Run


def decoded(run: Run, z: np.ndarray) -> np.ndarray:
    """Pictures at each z, (N, D), as `resources.decode_many`; the first call takes a second."""
    with st.spinner(_("Decoding…")):
        return resources.decode_many(run, z)
