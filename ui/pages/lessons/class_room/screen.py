"""The class's own screen: the teacher's, with how to join and what comes in, and a student's."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.pages.lessons import url
from ui.pages.lessons.class_room import panel
from ui.pages.lessons.class_room.made import board, drawing, keep, opened, sheet
from ui.pages.lessons.lesson import Lesson
from ui.services.address import url_state
from ui.services.classroom.people.seat import Seat
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, show_html


def screen(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw it."""
    use_sheets("pages/latent_tools")
    with st.container(key="class-screen"):
        if current.is_teacher and sheet.is_open():
            sheet.show(current, lessons)
        elif not current.is_teacher:
            _student(current)
        elif current.room.is_on():
            _teacher(current, lessons)
        else:
            panel.ended(current)
            keep.files(current, lessons)


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
        panel.link_button(current)
        panel.end_button(current)
    with st.container(horizontal=True, vertical_alignment="center", key="class-title"):
        show_html(html('<h1 class="lse-title">{}</h1>', board.title()))
        keep.tools(current, lessons)
    # A projector is wide: there the map is as tall as its screen allows.
    parts = [1, 1] if url.asks_for_class(url.CLASS_PROJECTOR) else [3, 2]
    left, right = st.columns(parts, gap="medium")
    with left:
        board.show(current)
    with right:
        panel.join_card(current)
        panel.follow(current)
        panel.last_question(current, lessons)
        if board.is_map():
            opened.show(current)


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


def _student(current: Seat) -> None:
    show_html(html('<h1 class="lse-title">{}</h1>', _("Draw a digit for the class")))
    terms.markdown(
        _("Draw one digit and send it. It lands on your teacher’s map, where the model puts it.")
    )
    drawing.show(current)
