"""The two doors to a class on the list of lessons: starting one, and joining one by its code."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons.class_room import entry
from ui.text.words import _
from ui.widgets import terms

_FIELD = "code of a class"


def doors() -> None:
    """Draw them, inside the heading."""
    st.button(
        _("Start a class"),
        icon=":material/groups:",
        type="tertiary",
        key="start class",
        on_click=entry.start_class,
        help=_("Students join with a code, on their own phones or computers. No accounts."),
    )
    with st.popover(_("Join a class"), icon=":material/login:", type="tertiary"):
        with st.form("join class", border=False):
            st.text_input(_("Code on the teacher’s screen"), key=_FIELD, max_chars=20)
            st.form_submit_button(_("Join"), on_click=entry.join_typed, args=(_FIELD,))
        terms.caption(_("No account. You can give a name afterwards, or none."))
