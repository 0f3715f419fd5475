"""Follow me: students' screens go where the teacher's step and cursor are.

A student leaves by a click, or by going elsewhere, and comes back by a click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.pages.lessons import url
from ui.services.address import url_state
from ui.services.classroom import lead, push
from ui.services.classroom.changes import Change
from ui.services.classroom.lead import Lead
from ui.services.classroom.people.seat import Seat
from ui.services.classroom.state import State, state
from ui.services.fragments import is_fragment_run

_FOLLOWS, _WENT, _BAR = "follows the teacher", "went along with", "bar of a class says"


@dataclass(frozen=True)
class Led:
    """cursor: where the teacher's is, as the figure keeps it. revision: grows with each change."""

    cursor: Any
    revision: int


def go_along(current: Seat | None) -> State | None:
    """Where the class stands, None without one; goes where the teacher is, if that is news to this
    student.

    Call it before the link is read, first in the page and first in the fragment that shows a place.
    Whoever went elsewhere since the last move does not follow any more.
    """
    if current is None:
        return None
    session, now = st.session_state, state(current.room)
    shows = now.shows
    if current.student is None:
        push.attend(current.room, "", False)
        return now
    here = {k: v for k, v in st.query_params.to_dict().items() if k in url.PLACE}
    if follows() and shows.follow and shows.query:
        if session.get(_WENT) != (shows.follow, shows.query):
            if here != shows.query:
                url_state.follow(shows.query)
        elif here != shows.query:
            session[_FOLLOWS] = False
    session[_WENT] = (shows.follow, shows.query)
    is_on_bar = shows.follow, is_led(shows)
    if is_fragment_run() and (session.get(_BAR) != is_on_bar or not now.is_on):
        st.rerun()  # The bar of a student is outside of the fragment
    session[_BAR] = is_on_bar
    push.attend(current.room, current.student.id, is_led(shows))
    heeds = (Change.PAGE, Change.PLACE) if is_led(shows) else (Change.PAGE,)
    push.listen(current.room, *heeds, seen=now.versions)
    return now


def follows() -> bool:
    """True while this student wants to follow."""
    return st.session_state.get(_FOLLOWS, True)


def is_led(shows: Lead) -> bool:
    """True while this student's screen goes along with the teacher's."""
    return shows.follow and follows()


def come_back() -> None:
    """Follow again, at once; for a callback."""
    st.session_state[_FOLLOWS] = True
    st.session_state.pop(_WENT, None)


def stop() -> None:
    """Follow no more; for a callback."""
    st.session_state[_FOLLOWS] = False


def hear(current: Seat | None) -> State | None:
    """Where the class stands, None without one.

    The fragment that runs now, the body of a step, runs again for a student when a question is
    closed or shown, and when the teacher's cursor moves for one who follows.
    """
    if current is None:
        return None
    now = state(current.room)
    if not current.is_teacher:
        heeds = (Change.QUESTION, Change.CURSOR) if is_led(now.shows) else (Change.QUESTION,)
        push.listen(current.room, *heeds, seen=now.versions)
    return now


def led_cursor(current: Seat | None, now: State | None, query: dict[str, str]) -> Led | None:
    """Where the teacher's cursor is, for a student who follows to the same step."""
    if current is None or current.is_teacher or now is None:
        return None
    shows = now.shows
    if not is_led(shows) or shows.query != query or shows.cursor is None:
        return None
    return Led(shows.cursor, shows.revision)


def show_place(current: Seat | None, now: State | None, query: dict[str, str]) -> None:
    """Note that the teacher's screen is at another place of the page."""
    if current is None or not current.is_teacher or now is None or not now.is_on:
        return
    if query and query != now.shows.query:
        lead.show(current.room, query=query, cursor=None)


def show_cursor(
    current: Seat | None, now: State | None, query: dict[str, str], cursor: Any
) -> None:
    """Note where the cursor of the teacher's figure is."""
    if current is None or not current.is_teacher or now is None or not now.is_on:
        return
    if cursor is not None and query == now.shows.query:
        lead.show(current.room, cursor=cursor)
