"""Taking a seat in a class: by its link, or as this browser sat before.

`Lessons?class=CODE` joins as a student, `Lessons?class=CODE&teacher=SECRET` is the teacher's link.
Both parameters leave the address bar at once.
"""

from __future__ import annotations

import time

import streamlit as st

from ui.pages.lessons import url
from ui.services.address import url_state
from ui.services.classroom.classroom import open_class, start
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.people import seat
from ui.services.classroom.people.limits import Rate
from ui.services.classroom.people.seat import Seat
from ui.services.errors import errors_kept, kept_error, show_error
from ui.services.fragments import is_fragment_run
from ui.services.visitor import visitor
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets.html import run_script

CODE, SECRET = "class", "teacher"
_ERROR, _NOTE, _LOOKED = "problem with a class", "note on a class", "looked for a seat"
_ENDED = "class that has ended"
_SAID = 120.0  # seconds that its end is said
# Of one network address: a school behind one router joins at once, and guessing takes a day.
_tries = Rate(burst=400, seconds=1.0)


def enter() -> Seat | None:
    """The seat of this visitor, taken now where a link or the browser asks for it; None without."""
    query = st.query_params.to_dict()
    if code := query.get(CODE):
        with errors_kept(_ERROR):
            enter_class(code, query.get(SECRET, ""))
    elif seat.seat() is None and not st.session_state.get(_LOOKED):
        with errors_kept(_ERROR):
            seat.come_back()
    st.session_state[_LOOKED] = True
    current = _still_on(seat.seat())
    if current is None:
        _say_ended()
    if problem := kept_error(_ERROR):
        st.error(problem)
    if note := st.session_state.pop(_NOTE, ""):
        st.info(in_markdown(note))
    if script := seat.cookie_script():
        run_script(script)
    return current


def check(current: Seat | None) -> None:
    """Run the whole page where a click in a part of it has given this visitor another seat, or a
    sentence that stands above that part."""
    is_news = any(key in st.session_state for key in (_ERROR, _NOTE))
    if is_fragment_run() and (is_news or seat.seat() != current):
        st.rerun()


def enter_class(code: str, secret: str = "") -> None:
    """Take a seat in the class with this code. secret: of the teacher's link, "" for a student.

    Raises ClassroomError where there is no such class, it is over or full, or that is not the
    secret.
    """
    if not _tries.take(visitor().address):
        raise ClassroomError(
            _("Too many codes were tried from your network. Wait a minute and try again.")
        )
    room = open_class(code)
    if not secret:
        _current, note = seat.join(room)
        st.session_state[_NOTE] = note
    elif not seat.teach(room, secret):
        raise ClassroomError(
            _("That link does not open the class {code} as its teacher.").format(code=room.code)
        )


def join_typed(key: str) -> None:
    """Join the class whose code was typed into the field `key`; for a callback."""
    with errors_kept(_ERROR):
        enter_class(st.session_state.get(key) or "")


def start_class() -> None:
    """Start a class with this visitor as its teacher; for a callback."""
    with errors_kept(_ERROR):
        room, secret = start()
        seat.teach(room, secret)
        url_state.follow({"view": url.CLASS})


def rename(current: Seat, key: str) -> None:
    """Give a student the name that was typed into the field `key`; for a callback."""
    with errors_kept(_ERROR):
        st.session_state[_NOTE] = seat.rename(current, st.session_state.get(key) or "")


def leave() -> None:
    """Leave the class; for a callback."""
    with errors_kept(_ERROR):
        seat.leave()
    url_state.follow({})


def end(current: Seat) -> None:
    """End the class; for a callback of the teacher."""
    with errors_kept(_ERROR):
        current.room.end()


def _still_on(current: Seat | None) -> Seat | None:
    """The seat, if its class goes on. A teacher keeps it until leaving, to take what was made."""
    if current is None:
        return None
    try:
        is_on = current.room.is_on()
    except ClassroomError as error:
        show_error(error)
        return None  # for this run; the session keeps the seat
    if current.is_teacher or is_on:
        return current
    seat.leave()
    st.session_state[_ENDED] = current.room.code, time.monotonic()
    return None


def _say_ended() -> None:
    """Say that the class has ended, for a while: the run that found it out may be cut off."""
    code, since = st.session_state.get(_ENDED, ("", 0.0))
    if code and time.monotonic() - since < _SAID:
        st.info(_("The class {code} has ended. Everything else here stays.").format(code=code))
