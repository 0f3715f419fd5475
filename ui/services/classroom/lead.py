"""What the teacher shows a class: where in the lessons, and how the figure there stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from vae_core.files.typed import from_json

LEAD = "lead"  # the part that holds what the teacher shows and asks
_FIELD = "shows"
# What a page hears of where each field of `Lead` has changed.
_HEARD = {
    "follow": Change.PAGE,
    "query": Change.PLACE,
    "cursor": Change.CURSOR,
    "question": Change.ASKED,
}


class Lead(msgspec.Struct, frozen=True):
    """What the teacher's screen shows.

    follow: everyone's screen goes with it. query: the query string of the Lessons page, without
    anything secret. cursor: where the cursor of the figure there is, as the figure keeps it; None
    where it has none. question: the prediction that was shown last, "lesson/step".
    revision: raised by each change, so that a follower knows what is new.
    """

    follow: bool = False
    query: dict[str, str] = {}
    cursor: Any = None
    question: str = ""
    revision: int = 0


def lead(room: Classroom) -> Lead:
    """What the teacher shows now."""
    kept = room.get(LEAD, _FIELD)
    return read_lead({_FIELD: kept} if kept else {})


def read_lead(fields: Mapping[str, bytes]) -> Lead:
    """What the teacher shows, out of the fields of its part in the store."""
    kept = fields.get(_FIELD)
    return from_json(kept, Lead) if kept else Lead()


def show(room: Classroom, **changes: Any) -> Lead:
    """Change what the teacher shows; for the teacher. Nothing happens where it shows that already.

    changes: fields of `Lead` other than `revision`.
    """
    before = lead(room)
    after = msgspec.structs.replace(before, **changes)
    if after == before:
        return before
    after = msgspec.structs.replace(after, revision=before.revision + 1)
    room.put(LEAD, _FIELD, msgspec.json.encode(after))
    room.changed(
        *(
            heard
            for field, heard in _HEARD.items()
            if field in changes and getattr(after, field) != getattr(before, field)
        )
    )
    return after
