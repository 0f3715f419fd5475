"""Follow me: students' screens go where the teacher's step and cursor are.

A student leaves by a click, or by going elsewhere, and comes back by a click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.pages.lessons import url
from ui.services import url_state
from ui.services.classroom import lead, push
from ui.services.classroom.lead import Lead
from ui.services.classroom.seat import Seat

_FOLLOWS, _WENT = "follows the teacher", "went along with"


@dataclass(frozen=True)
class Led:
    """cursor: where the teacher's is, as the figure keeps it. revision: grows with each change."""

    cursor: Any
    revision: int


def go_along(current: Seat | None) -> None:
    """Go where the teacher is, if that is news to this student; call it before the link is read.

    Whoever went elsewhere since then does not follow any more.
    """
    if current is None or current.is_teacher:
        return
    session, shows = st.session_state, lead.lead(current.room)
    here = {k: v for k, v in st.query_params.to_dict().items() if k in url.PLACE}
    if follows() and shows.follow and shows.query:
        if session.get(_WENT) != (shows.follow, shows.query):
            if here != shows.query:
                url_state.follow(shows.query)
        elif here != shows.query:
            session[_FOLLOWS] = False
    session[_WENT] = (shows.follow, shows.query)
    push.attend(current.room, current.student.id if current.student else "", is_led(shows))


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


def hear(current: Seat | None) -> None:
    """Let the fragment that runs now hear of the teacher's moves, and go along with a new step.

    Call it first in a fragment of a page that students see.
    """
    if current is None or current.is_teacher:
        return
    push.listen(current.room, False)
    shows = lead.lead(current.room)
    went = st.session_state.get(_WENT)
    has_moved = is_led(shows) and went is not None and went != (shows.follow, shows.query)
    if not current.room.is_on() or has_moved or (went and went[0] != shows.follow):
        st.rerun()


def led_cursor(current: Seat | None, query: dict[str, str]) -> Led | None:
    """Where the teacher's cursor is, for a student who follows to the same step."""
    if current is None or current.is_teacher:
        return None
    shows = lead.lead(current.room)
    if not is_led(shows) or shows.query != query or shows.cursor is None:
        return None
    return Led(shows.cursor, shows.revision)


def show_place(current: Seat | None, query: dict[str, str]) -> None:
    """Note that the teacher's screen is at another place of the page."""
    if current is None or not current.is_teacher:
        return
    push.attend(current.room, "", False)
    if query and lead.lead(current.room).query != query and current.room.is_on():
        lead.show(current.room, query=query, cursor=None)


def show_cursor(current: Seat | None, query: dict[str, str], cursor: Any) -> None:
    """Note where the cursor of the teacher's figure is."""
    if current is None or not current.is_teacher or cursor is None or not current.room.is_on():
        return
    if lead.lead(current.room).query == query:
        lead.show(current.room, cursor=cursor)
