"""The class's own screen: for the teacher the code to join with and what comes in, for a student
what to do."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.pages.lessons.class_room import following
from ui.pages.lessons.class_room.panel import panel
from ui.pages.lessons.lesson import Lesson
from ui.services.classroom import push
from ui.services.classroom.seat import Seat
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, show_html


def screen(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw it."""
    with st.container(key="class-screen"):
        if current.is_teacher:
            panel(current, lessons)
        else:
            _student(current)


@push.pushed
def _student(current: Seat) -> None:
    following.hear(current)
    show_html(html('<h1 class="lse-title">{}</h1>', _("You are in the class")))
    terms.markdown(_("Look at your teacher’s screen. Yours changes by itself when it goes on."))
