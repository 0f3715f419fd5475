"""Which label a conditional model is told of the image that is shown."""

from __future__ import annotations

import streamlit as st

from ui.pages.reconstruct.image_input.sources import shown_test_image
from ui.pages.reconstruct.url import ADDRESS, TEST, WAY
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.label import choose_label
from vae_core.runs.run import Run


def choose(run: Run) -> Run:
    """The run at the label that is chosen: at first that of a test image, whose label is known.

    Draws the labels, and a sentence on the one that is told. Raises RunError.
    """
    image = None
    if st.session_state[WAY] == TEST:
        index = shown_test_image(run)
        image = index, int(run.latents.label[index])
    chosen = choose_label(run, ADDRESS, image)
    assert chosen.told is not None
    names = [in_markdown(name) for name in run.dataset_info.classes]
    used = _("Encoder and decoder are told the label **{label}**").format(label=names[chosen.told])
    if image is None:
        why = _("the one that is chosen: of an image of your own no label is known.")
    elif image[1] == chosen.told:
        why = _("the image’s own.")
    else:
        why = _("which is chosen; the image’s own is {own}.").format(own=names[image[1]])
    terms.caption(f"{used}, {why}")
    return chosen
