"""What the teacher can keep of a class, as files and as one page to print, and clearing its map."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from ui.pages.lessons.class_room.made import board, class_map, sheet
from ui.pages.lessons.class_room.made.asked import questions
from ui.pages.lessons.lesson import Lesson
from ui.services.classroom.made import drawings, export
from ui.services.classroom.made.export import Rows
from ui.services.classroom.people.seat import Seat
from ui.services.errors import errors_kept, kept_error
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.downloads import csv_button

_PROBLEM = "problem with keeping"


def tools(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw the choice of the board, and the buttons, in a row."""
    board.choose()
    if problem := kept_error(_PROBLEM):
        st.warning(problem)
    _clear(current)
    with st.popover(_("Keep what was made"), icon=":material/download:", type="tertiary"):
        files(current, lessons)


def files(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw a button for each table, and one for the page to print."""
    room = current.room
    tables: list[tuple[str, str, Callable[[], Rows]]] = [
        (_("Answers"), "answers", lambda: export.answer_rows(room, questions(lessons))),
        (_("Drawings and their codes"), "drawings", lambda: export.drawing_rows(room)),
        (_("Scores of the hole hunt"), "scores", lambda: export.score_rows(room)),
        (_("Trainings"), "trainings", lambda: export.training_rows(room)),
    ]
    terms.caption(
        _("Tables (CSV) with the numbers of the students, and with the names that they gave.")
    )
    with st.container(key="class-files", gap="xsmall"):
        for label, name, make in tables:
            file = f"class-{room.code}-{name}"
            csv_button(label, file, make, key=f"class {name}", type="tertiary")
        st.button(
            _("All of it on one page"),
            icon=":material/print:",
            type="tertiary",
            key="class sheet",
            on_click=sheet.turn_to,
        )


def _clear(current: Seat) -> None:
    room = current.room
    removed = [one for one in drawings.drawings(room, with_hidden=True) if one.hidden]

    def clear() -> None:
        with errors_kept(_PROBLEM):
            drawings.clear(room)

    def put_back() -> None:
        with errors_kept(_PROBLEM):
            for one in removed:
                drawings.hide(room, one.number, hidden=False)

    with st.popover(_("Clear the map"), icon=":material/ink_eraser:", type="tertiary"):
        n = len(class_map.on_map(room))
        terms.markdown(
            _("Drawings on it: {n}. They go for good: keep them as a file first.").format(n=n)
        )
        st.button(_("Clear it"), key="clear map", on_click=clear, disabled=not n)
        if removed:
            st.button(
                _("Put back what was removed ({n})").format(n=len(removed)),
                key="put back",
                on_click=put_back,
            )
