"""The name and the button that keep own images as a data set, and open the form of a training."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.pages.train.form.state import KEPT, link, opening_request
from ui.services.address import url_state
from ui.services.errors import errors_shown
from ui.services.visitor import visitor
from ui.text.words import _
from vae_core.data.own import kept
from vae_core.data.own.name import MAX_TITLE
from vae_core.data.own.preview import Preview
from vae_core.errors import ConfigError
from vae_core.jobs.limits import load_limits
from vae_core.jobs.own_datasets import check_space
from vae_core.jobs.retention import check_room


def keep_form(
    images: Callable[[], Preview], key: str, *, suggested: str = "", enabled: bool = True
) -> None:
    """Draw a field for the name and the button "Keep"; then the form of a training opens.

    images: gives what is kept when the button is pressed.  key: of this form's widgets.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"lse-own-keep-{key}"):
        title = st.text_input(
            _("What you call it"),
            suggested[:MAX_TITLE],
            key=f"own name {key}",
            max_chars=MAX_TITLE,
            width=320,
            help=_("The name of the data set in every list."),
        )
        pressed = st.button(
            _("Keep"), icon=":material/check:", key=f"own keep {key}", disabled=not enabled
        )
    if not pressed:
        return
    # Not left to the fragment: what was understood stays on the screen.
    with errors_shown():
        if not title.strip():
            raise ConfigError(_("Give it a name first."))
        who, limits = visitor(), load_limits()
        own = images()
        if who.is_operator:
            check_room(limits)
        else:
            check_space(own.images.nbytes, limits)
        with st.spinner(_("Keeping them…")):
            info = kept.keep(own, title, by=() if who.is_operator else (who.id,))
        own.close()
        st.session_state[KEPT] = st.session_state.get(KEPT, 0) + 1
        url_state.follow(link(opening_request(info.name), ""))
        st.rerun()
