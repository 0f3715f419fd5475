"""The test images whose codes lie nearest to the image's."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.services.caches import resources
from ui.services.caches.labels import label_name
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.html import html, join, show_html
from ui.widgets.pictures import strips
from vae_core.latent.geometry import nearest
from vae_core.runs.run import Run

_N, _TIMES, _TIMES_PHONE = 8, 3, 2


def show(run: Run, mu: np.ndarray) -> None:
    """Draw the test images nearest to mu, (D,), each above its reconstruction."""
    images, _problem = resources.test_images(run)
    st.subheader(
        _("Nearest test images") if images is not None else _("Nearest test codes, decoded"),
        anchor=False,
    )
    index = nearest(run.latents.mu, mu, _N)
    rebuilt = resources.decode_many(run, run.latents.mu[index])
    away = np.linalg.norm(run.latents.mu[index] - mu, axis=1)
    terms.caption(
        _("Above the test image, below what the model makes of it. None was seen in training.")
        if images is not None
        else _("What the model makes of the test images whose codes lie nearest.")
    )
    figures = []
    for i, back, distance in zip(index, rebuilt, away, strict=True):
        name = label_name(run, i) or f"{i:,}"
        above = (
            ""
            if images is None
            else strips.picture_html(
                images[i] / 255.0, _("Test image {i}").format(i=i), _TIMES, _TIMES_PHONE
            )
        )
        below = strips.picture_html(
            back, _("Test image {i}, rebuilt").format(i=i), _TIMES, _TIMES_PHONE
        )
        title = _("Test image {i}; its code is {distance} away").format(
            i=f"{i:,}", distance=f"{distance:.2f}"
        )
        figures.append(
            html(
                '<figure title="{}">{}{}<figcaption>{}</figcaption></figure>',
                title,
                above,
                below,
                name,
            )
        )
    show_html(
        html('<div class="lse-scroll"><div class="lse-neighbours">{}</div></div>', join(figures))
    )
    offer_originals(run, "nearest originals")
