"""The list of lessons: plans, and a card for each."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.pages.lessons import url
from ui.pages.lessons.lesson import Lesson
from ui.services import url_state
from ui.text.words import _
from ui.widgets.html import html, show_html


def show(lessons: Mapping[str, Lesson]) -> None:
    """Draw it."""
    show_html(
        html(
            '<h1 class="lse-title">{}</h1><p class="lse-question">{}</p>',
            _("Lessons"),
            _("Each is a figure you move, a guess you make, and what the model then shows."),
        )
    )
    for name, lesson in lessons.items():
        st.button(
            f"{lesson.number} {lesson.question}",
            key=f"open {name}",
            on_click=url_state.follow,
            args=(url.link(name),),
        )
