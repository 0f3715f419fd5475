"""The seat of this session in a class, as its teacher or as a student.

The session holds it, and a cookie of the browser holds what is needed to come back after a reload
or a restart of the server: the code, with the teacher's secret or the key of the student.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import streamlit as st

from ui.services.classroom import push
from ui.services.classroom.classroom import WITHOUT_TEACHER, Classroom, open_class
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.people import members
from ui.services.classroom.people.members import Student

_SEAT, _KEPT = "seat in a class", "cookies of a class"
_TEACHER, _STUDENT = "lse_teacher", "lse_student"
_COOKIE = re.compile(r"([A-Z]{6})\.([A-Za-z0-9_-]{16,64})")


@dataclass(frozen=True)
class Seat:
    """A seat in a class. student: None for the teacher. secret: the teacher's, "" for a student."""

    room: Classroom
    student: Student | None = None
    secret: str = ""

    @property
    def is_teacher(self) -> bool:
        """True for the teacher."""
        return self.student is None


def seat() -> Seat | None:
    """The seat of this session; None where it is in no class."""
    return st.session_state.get(_SEAT)


def teach(room: Classroom, secret: str) -> Seat | None:
    """Take the teacher's seat; None, and nothing happens, where that is not the secret."""
    if not room.is_teacher(secret):
        return None
    _keep(_TEACHER, room, secret)
    return _sit(Seat(room, secret=secret))


def join(room: Classroom, name: str = "") -> tuple[Seat, str]:
    """(a student's seat, a sentence where the student is called otherwise than asked, else "").

    A browser that was in this class before has its number and name again.
    Raises ClassroomError where the class is over or full.
    """
    key = _kept(_STUDENT).get(room.code) or members.new_key()
    joined = members.join(room, key, name)
    _keep(_STUDENT, room, key)
    return _sit(Seat(room, joined.student)), joined.note


def come_back() -> Seat | None:
    """The seat that the browser had before this session; None where it had none, or it is over."""
    for cookie in (_TEACHER, _STUDENT):
        for code, secret in _kept(cookie).items():
            try:
                room = open_class(code)
            except ClassroomError:
                continue
            if not room.is_on():
                continue
            if cookie == _TEACHER and (found := teach(room, secret)):
                return found
            if cookie == _STUDENT and (student := members.come_back(room, secret)):
                return _sit(Seat(room, student))
    return None


def rename(current: Seat, name: str) -> str:
    """Give the student another name; returns a sentence where it is not the one asked for, else "".

    Raises ClassroomError where the class is over.
    """
    if current.student is None:
        return ""
    joined = members.rename(current.room, current.student, name)
    _sit(Seat(current.room, joined.student))
    return joined.note


def leave() -> None:
    """Leave the class: the session has no seat, and the browser does not come back by itself."""
    if current := st.session_state.pop(_SEAT, None):
        if current.student:
            members.leave(current.room, current.student)
        push.leave()
        _forget(_TEACHER if current.is_teacher else _STUDENT)


def cookie_script() -> str:
    """JavaScript that keeps in the browser what is needed to come back; "" for nothing new."""
    lines = []
    for name, text in st.session_state.get(_KEPT, {}).items():
        age = int(WITHOUT_TEACHER) if text else 0
        value = json.dumps(f"{name}={text}; path=/; max-age={age}; samesite=strict")
        lines.append(
            f"document.cookie = {value} + (location.protocol === 'https:' ? '; secure' : '');"
        )
    return "\n".join(lines)


def _sit(new: Seat) -> Seat:
    st.session_state[_SEAT] = new
    return new


def _keep(cookie: str, room: Classroom, secret: str) -> None:
    st.session_state.setdefault(_KEPT, {})[cookie] = f"{room.code}.{secret}"


def _forget(cookie: str) -> None:
    st.session_state.setdefault(_KEPT, {})[cookie] = ""


def _kept(cookie: str) -> dict[str, str]:
    """The secret by the code of the class, of one of the cookies; empty without the cookie.

    What the session has set since the browser connected counts more than the browser's headers."""
    text = st.session_state.get(_KEPT, {}).get(cookie, st.context.cookies.get(cookie, ""))
    found = _COOKIE.fullmatch(str(text))
    return {found[1]: found[2]} if found else {}
