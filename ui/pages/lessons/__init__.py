"""The Lessons page: a list of lessons, and one step of one of them at a time."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.pages.lessons import class_room, index, step, url
from ui.pages.lessons.lesson import loader
from ui.pages.lessons.paper import worksheet
from ui.pages.lessons.step.head import steps_list
from ui.services.classroom import push
from ui.services.classroom.people.seat import Seat
from ui.styles.sheets import use_sheets

_VIEW = "view of the lessons"


def lessons_page() -> None:
    """Draw the page: the step of the link, or the list of lessons."""
    seat = class_room.enter()
    state = class_room.following.go_along(seat)
    st.session_state[_VIEW] = url.view()
    at, _problems = url.read(loader.lessons()[0])
    is_projected = at.view == url.PROJECTOR if at else _asks_for_projector(seat)
    projector = ["lessons/projector"] if is_projected else []
    use_sheets("lessons/page", "lessons/classroom", "table", *projector)
    class_room.students_bar(seat, state)
    _place(seat)


def _asks_for_projector(seat: Seat | None) -> bool:
    """True if the link leads to the class's own screen on a projector."""
    return seat is not None and url.asks_for_class(url.CLASS_PROJECTOR)


@partial(push.pushed, is_page=True)
def _place(seat: Seat | None) -> None:
    """Where one is, as a fragment: another step does not need the whole page again."""
    class_room.check(seat)
    state = class_room.following.go_along(seat)
    if url.view() != st.session_state.get(_VIEW):
        st.rerun()  # Another view has other style sheets, which a fragment cannot take away
    lessons, faults = loader.lessons()
    at, problems = url.read(lessons)
    is_class = at is None and seat is not None and url.asks_for_class()
    for problem in problems + faults:
        st.warning(problem)
    url.write(at, is_class=is_class)
    class_room.following.show_place(seat, state, url.place(at, is_class=is_class))
    steps_list(at)
    if not is_class and (at is None or at.view != url.SHEET):
        class_room.teachers_bar(seat)
    if seat and is_class:
        class_room.screen(seat, lessons)
    elif at is None:
        index.show(lessons)
    elif at.view == url.SHEET:
        worksheet.show(at)
    else:
        step.show(at, list(lessons), seat)
