"""What was understood of own images: count, size, classes, twelve of them, and what was done."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.data.own.preview import Preview

_MOST_CLASSES = 24


def show_understood(own: Preview) -> None:
    """Draw what was understood of images."""
    with st.container(key="lse-own-understood", gap="small"):
        show_html(_facts(own))
        show_html(
            html('<div class="lse-own-pictures">{}</div>', join(map(_example(own), own.examples())))
        )
        for sentence in (*own.notes, *own.left_out):
            terms.caption(in_markdown(sentence))


def shape_words(shape: tuple[int, int, int]) -> str:
    """The shape of an image in words: "28 × 28 pixels, grey"; which side is which where they
    differ."""
    channels, height, width = shape
    colours = _("grey") if channels == 1 else _("colour")
    words = (
        _("{height} × {width} pixels, {colours}")
        if height == width
        else _("{height} pixels high, {width} wide, {colours}")
    )
    return words.format(height=height, width=width, colours=colours)


def _facts(own: Preview) -> Markup:
    count = _("{n} images").format(n=f"{len(own):,}")
    if own.classes:
        shown = list(zip(own.classes, own.counts, strict=True))[:_MOST_CLASSES]
        chips = [html("<li>{} <b>{}</b></li>", name, f"{n:,}") for name, n in shown]
        if more := len(own.classes) - len(shown):
            chips.append(html("<li>{}</li>", _("and {n} more").format(n=more)))
        classes = html('<ul class="lse-own-classes">{}</ul>', join(chips))
    else:
        classes = html(
            "<p>{}</p>", _("No labels: everything works, without the colours of classes.")
        )
    return html(
        '<div class="lse-own-facts" data-testid="own-facts"><p><b>{}</b> · {}</p>{}</div>',
        count,
        shape_words(own.image_shape),
        classes,
    )


def _example(own: Preview):
    def draw(index: np.integer) -> Markup:
        name = own.classes[own.labels[index]] if own.classes else ""
        picture = own.images[index] / 255.0
        return html(
            "<figure>{}<figcaption>{}</figcaption></figure>",
            strips.picture_html(picture, name or _("An image"), 2, 2),
            name,
        )

    return draw
