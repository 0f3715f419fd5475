"""The Lessons page: a list of lessons, and one step of one of them at a time."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons import class_room, index, loader, step, url, worksheet
from ui.styles.sheets import use_sheets


def lessons_page() -> None:
    """Draw the page: the step of the link, or the list of lessons."""
    lessons, faults = loader.lessons()
    seat = class_room.enter()
    class_room.following.go_along(seat)
    at, problems = url.read(lessons)
    is_class = at is None and seat is not None and url.asks_for_class()
    is_projector = url.asks_for_class(url.CLASS_PROJECTOR) if is_class else False
    projector = ["lessons_projector"] if is_projector or (at and at.view == url.PROJECTOR) else []
    use_sheets("lessons", "lessons_class", "table", *projector)
    for problem in problems + faults:
        st.warning(problem)
    url.write(at, is_class=is_class)
    class_room.following.show_place(seat, url.place(at, is_class=is_class))
    if not (is_class and seat and seat.is_teacher) and (at is None or at.view != url.SHEET):
        class_room.bar(seat, hears=at is None)
    if seat and is_class:
        class_room.screen(seat, lessons)
    elif at is None:
        index.show(lessons)
    elif at.view == url.SHEET:
        worksheet.show(at)
    else:
        step.show(at, list(lessons), seat)
