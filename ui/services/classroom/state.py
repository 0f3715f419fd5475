"""Where a class stands, as its pages show it: read from the store in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.services.classroom.changes import Versions, read_versions
from ui.services.classroom.classroom import ABOUT, ALIVE, ENDED, VERSIONS, Classroom
from ui.services.classroom.lead import LEAD, Lead, read_lead


@dataclass(frozen=True)
class State:
    """Where a class stood at one moment.

    is_on: False once it is over. shows: what the teacher's screen shows. versions: how often what
    had changed. lead: the fields of the part that holds what the teacher shows and asks.
    """

    is_on: bool
    shows: Lead
    versions: Versions
    lead: Mapping[str, bytes]


def state(room: Classroom) -> State:
    """Where a class stands now."""
    about, alive, versions, lead = room.store.fields_of(
        [room.key(part) for part in (ABOUT, ALIVE, VERSIONS, LEAD)]
    )
    is_on = ENDED not in about and bool(alive)
    return State(is_on, read_lead(lead), read_versions(versions), lead)


def versions(rooms: list[Classroom]) -> list[Versions]:
    """How often what has changed in each class, in one query. All are in one store."""
    if not rooms:
        return []
    found = rooms[0].store.fields_of([room.key(VERSIONS) for room in rooms])
    return [read_versions(one) for one in found]
