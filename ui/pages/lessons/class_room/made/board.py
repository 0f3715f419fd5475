"""What the teacher's screen shows of what the class makes: the map, the scoreboard or trainings."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons.class_room.made import class_map, scoreboard, trained
from ui.services.classroom.people.seat import Seat
from ui.text.words import _

_KEY = "class board"
MAP, HUNT, TRAININGS = "map", "hunt", "trainings"


def title() -> str:
    """The question that the board answers."""
    return {
        MAP: _("Where do your digits land?"),
        HUNT: _("Who can tell digits from garbage?"),
        TRAININGS: _("What does β buy, and what does it cost?"),
    }[_chosen()]


def choose() -> None:
    """Draw the choice of the board."""
    names = {MAP: _("Map"), HUNT: _("Hole hunt"), TRAININGS: _("Trainings")}
    st.segmented_control(
        _("What the class makes"),
        list(names),
        default=MAP,
        required=True,
        key=_KEY,
        format_func=names.__getitem__,
        label_visibility="collapsed",
    )


def is_map() -> bool:
    """True while the map is shown."""
    return _chosen() == MAP


def show(current: Seat) -> None:
    """Draw what is chosen. Only that is drawn: the others need not run as things come in."""
    {MAP: class_map.show, HUNT: scoreboard.show, TRAININGS: trained.show}[_chosen()](current)


def _chosen() -> str:
    return st.session_state.get(_KEY) or MAP
