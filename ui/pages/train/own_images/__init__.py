"""The view of the visitor's own images: upload or draw them, look at what was understood, keep them
as a data set, and remove those that were kept."""

from __future__ import annotations

import streamlit as st

from ui.pages.train.own_images import drawing, kept_list, upload
from ui.pages.train.own_images.url import DRAW, UPLOAD, WAY, WAYS, read_link, write_link
from ui.services.visitor import operator, visitor
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import terms
from vae_core.jobs.limits import load_limits


def show() -> None:
    """Draw the view. Raises ConfigError on bad limits."""
    use_sheets("pages/latent_tools", "train/own")
    for problem in read_link():
        st.warning(problem)
    names = {UPLOAD: _("Upload images"), DRAW: _("Draw your own")}
    st.session_state.setdefault(WAY, UPLOAD)
    way = st.segmented_control(
        _("Where the images come from"),
        WAYS,
        required=True,
        key=WAY,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
    write_link()
    if operator.needs_token() and not visitor().is_operator:
        terms.caption(
            _(
                "This server is shared: everybody who uses it sees a data set that you keep, and "
                "can train on it."
            )
        )
    limits = load_limits().datasets
    if way == DRAW:
        drawing.show()
    else:
        upload.show(limits)
    kept_list.show()
