"""The class's own screen: the teacher's, with how to join and what comes in, and a student's."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.pages.lessons import url
from ui.pages.lessons.class_room import panel
from ui.pages.lessons.lesson import Lesson
from ui.services import url_state
from ui.services.classroom.seat import Seat
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, show_html


def screen(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw it."""
    with st.container(key="class-screen"):
        if not current.is_teacher:
            _student()
        elif current.room.is_on():
            _teacher(current, lessons)
        else:
            panel.ended(current)


def _teacher(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-tools"):
        panel.here(current)
        st.button(
            _("All lessons"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="class lessons",
            on_click=url_state.follow,
            args=({},),
        )
        _projector()
        panel.end_button(current)
    show_html(html('<h1 class="lse-title">{}</h1>', _("Join with this code")))
    left, right = st.columns([11, 9], gap="large")
    with left:
        panel.join_card(current)
        panel.link_button(current)
    with right:
        panel.follow(current)
        panel.last_question(current, lessons)


def _projector() -> None:
    is_on = url.asks_for_class(url.CLASS_PROJECTOR)
    st.button(
        _("Close") if is_on else _("Projector"),
        icon=":material/close_fullscreen:" if is_on else ":material/present_to_all:",
        type="tertiary",
        key="class projector",
        on_click=url_state.follow,
        args=({"view": url.CLASS if is_on else url.CLASS_PROJECTOR},),
    )


def _student() -> None:
    show_html(html('<h1 class="lse-title">{}</h1>', _("You are in the class")))
    terms.markdown(_("Look at your teacher’s screen. Yours changes by itself when it goes on."))
