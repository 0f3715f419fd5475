"""The matrix of what each latent dimension tells of each known factor."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.kl_weight.known_factors.studies import Measured, factor_names
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.downloads import csv_button
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.data.built_in import shapes

_GAP = 2
_DARK = 0.5  # of a cell's share, from which its number is written in the colour of the page


def show(shown: Measured, image: int) -> None:
    """Draw the matrix: a row for each dimension, a column for each factor under what it does."""
    figures, names = shown.figures, factor_names()
    kl = shown.member.figures["kl_per_dim"]
    strip = _drawn(image) if shown.run.dataset == shapes.NAME else {}
    heads = join(
        html(
            '<th scope="col">{}<span>{}</span></th>',
            strips.picture_html(strip[factor], names[factor], 1, 0.5, side=shapes.SIDE)
            if factor in strip
            else "",
            names[factor],
        )
        for factor in figures["factors"]
    )
    body = join(
        html(
            '<tr><th scope="row">z<sub>{}</sub></th><td>{}</td>{}</tr>',
            j + 1,
            f"{kl[j]:.2f}",
            join(_cell(share) for share in shown.shares[j]),
        )
        for j in shown.order
    )
    foot = join(html("<td>{}</td>", f"{gap:.2f}") for gap in figures["gaps"])
    show_html(
        html(
            '<div class="lse-scroll"><table class="lse-table lse-kl-factors"><caption>{}</caption>'
            '<thead><tr><th></th><th scope="col"><span>{}</span></th>{}</tr></thead>'
            '<tbody>{}</tbody><tfoot><tr><th scope="row">{}</th><td></td>{}</tr></tfoot></table>'
            "</div>",
            _("What each dimension tells of each factor, % of the factor’s entropy"),
            _("KL, nats"),
            heads,
            body,
            _("gap"),
            foot,
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        csv_button(
            _("CSV"),
            f"{shown.run.name}-known-factors",
            lambda: _rows(shown),
            key="kl csv factors",
            type="tertiary",
        )
    terms.caption(
        _(
            "Mutual information of the dimension and the factor over {n} test images, as a share "
            "of what there is to tell; numbers are cut into ten bins. Gap: the largest share of a "
            "column less the second; MIG is the mean of the gaps. The pictures over the columns "
            "are drawn by the data set itself: what the factor alone does."
        ).format(n=f"{figures['n']:,}")
    )


def _cell(share: float) -> Markup:
    return html(
        '<td class="{}" style="--share:{}%">{}</td>',
        "lse-kl-dark" if share >= _DARK else "",
        f"{100 * share:.0f}",
        f"{100 * share:.0f}",
    )


@st.cache_data(show_spinner=False, max_entries=50)
def _drawn(image: int) -> dict[str, np.ndarray]:
    """What each factor does to a test image, as drawn by the data set: a row of pictures each."""
    made = shapes.read_factors("test")[image]
    rows = {}
    for factor in shapes.FACTORS.names or ():
        values: np.ndarray = np.arange(len(shapes.CLASSES))
        if factor in shapes.RANGES:
            values = np.linspace(*shapes.RANGES[factor], 3)
        some = np.repeat(made[None], len(values))
        some[factor] = values
        rows[factor] = strips.tiled(shapes.draw_shapes(some) / 255.0, len(values), _GAP)
    return rows


def _rows(shown: Measured) -> list[dict[str, object]]:
    figures = shown.figures
    return [
        {
            "dimension": f"z{j + 1}",
            "kl": shown.member.figures["kl_per_dim"][j],
            "factor": factor,
            "information": figures["information"][j][k],
            "entropy": figures["entropy"][k],
            "importance": figures["importance"][j][k],
        }
        for j in shown.order
        for k, factor in enumerate(figures["factors"])
    ]
