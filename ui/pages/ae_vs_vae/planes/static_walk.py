"""The walk from A to B decoded on the server, and both cursors as sliders.

For more than two latent dimensions (the walk), and where no browser computes a decoder, or this one
cannot run the live planes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from ui.pages.ae_vs_vae import state
from ui.pages.ae_vs_vae.pair import Pair
from ui.services.address.plane_url import format_z
from ui.services.caches import resources
from ui.services.caches.labels import label_name
from ui.services.caches.latent_summary import latent_summary
from ui.services.caches.recogniser import Reading, readings
from ui.text.numbers import number
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.latent_slider import latent_slider
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.errors import RunError
from vae_core.evaluation.samples.classify import MIN_CERTAINTY
from vae_core.latent.geodesic import image_path_length
from vae_core.latent.sampling import interpolate
from vae_core.runs.run import Run

_T = np.linspace(-0.25, 1.25, 13)
_TIMES, _TIMES_PHONE = 2, 2


def show(pair: Pair) -> None:
    """Draw a row of 13 pictures for each model, each with what the recogniser reads."""
    a, b = st.session_state.gaps_ends
    name_a, name_b = (label_name(pair.left, i) or _("without a label") for i in (a, b))
    terms.caption(
        _(
            "The straight way in each latent space from A, test image {a} ({name_a}), to B, {b} "
            "({name_b}), and a quarter of the way beyond on both sides. Under each picture: what a "
            "separate recogniser reads, and how sure it is."
        ).format(a=f"{a:,}", b=f"{b:,}", name_a=name_a, name_b=name_b)
    )
    rows = [_row(run, name, (a, b)) for run, name in zip(pair.runs, pair.names, strict=True)]
    show_html(html('<div class="lse-scroll lse-gaps-walk">{}</div>', join(rows)))


def at_cursors(pair: Pair) -> None:
    """Draw what each model decodes at its cursor, and a slider for each dimension of its code."""
    at = tuple(list(z) for z in st.session_state.gaps_z)
    columns = st.columns(2, gap="large")
    for column, run, name, z in zip(columns, pair.runs, pair.names, at, strict=True):
        with column:
            picture, view = st.container(), latent_summary(run).view
            for index, value in enumerate(z):
                z[index] = latent_slider(
                    view, index, value, f"{run.id}, {st.session_state.gaps_rev}"
                )
        caption = _("What the {name} draws at ({z})").format(name=name, z=format_z(z))
        drawn = strips.picture_html(resources.decode(run, z), caption, 5, 5)
        with picture:
            show_html(
                html(
                    '<figure class="lse-gaps-still">{}<figcaption>{}</figcaption></figure>',
                    drawn,
                    caption,
                )
            )
    if at != st.session_state.gaps_z:
        state.place(pair, at)


def _row(run: Run, name: str, ends: tuple[int, int]) -> Markup:
    mu = run.latents.mu
    codes = interpolate(mu[ends[0]], mu[ends[1]], _T)
    pictures = decoded(run, codes)
    levels = run.support.words(mu, codes)
    try:
        read = readings(run.dataset, pictures)
    except RunError:
        read = None
    shown: Sequence[Reading | None] = read or [None] * len(_T)
    cells = [
        _cell(run, t, picture, level, reading)
        for t, picture, level, reading in zip(_T, pictures, levels, shown, strict=True)
    ]
    figures = _("In a hole: {holes} of {n}. The picture changes by {length} px on the way.").format(
        holes=levels.count("hole"), n=len(levels), length=f"{image_path_length(pictures):.1f}"
    )
    meaning = _("The sum of the differences (L2 over all pixels) from one picture to the next.")
    return html(
        '<section><h3>{}</h3><div class="lse-gaps-row">{}</div><p title="{}">{}</p></section>',
        name,
        join(cells),
        meaning,
        figures,
    )


def _cell(run: Run, t: float, picture: np.ndarray, level: str, reading: Reading | None) -> Markup:
    caption = _("{share} % of the way").format(share=number(100 * t, ".0f"))
    end = {0.0: "A", 1.0: "B"}.get(round(float(t), 6), "")
    below = Markup()
    if reading:
        below = html(
            '<span class="{}"><b>{}</b> {:.0f}\N{NO-BREAK SPACE}%</span>',
            "lse-sure" if reading.share >= MIN_CERTAINTY else "lse-unsure",
            run.dataset_info.classes[reading.label],
            100 * reading.share,
        )
    return html(
        '<figure title="{}"><figcaption>{}</figcaption>{}{}{}</figure>',
        caption,
        end,
        strips.picture_html(picture, caption, _TIMES, _TIMES_PHONE),
        below,
        html('<span class="lse-in-hole">{}</span>', _("hole")) if level == "hole" else "",
    )
