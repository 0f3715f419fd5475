"""A native slider for one latent dimension, where the server decodes."""

from __future__ import annotations

import numpy as np
import streamlit as st

from vae_core.latent.geometry import View


def latent_slider(view: View, index: int, value: float, place: str) -> float:
    """Draw a slider over the view's range of dimension `index`, and return where it stands.

    place: what else its key says; another one where z was set elsewhere, since the slider would
    keep its own value otherwise.
    """
    name, center = f"z{index + 1}", view.center[index]
    low, high = center - view.half, center + view.half
    return st.slider(
        name,
        low,
        high,
        float(np.clip(value, low, high)),
        step=view.half / 400,
        key=f"{name} of {place}",
    )
