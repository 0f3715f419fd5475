"""What the teacher shows a class: where in the lessons, and how the figure there stands."""

from __future__ import annotations

from typing import Any

import msgspec

from ui.services.classroom.classroom import Classroom

_PART, _FIELD = "lead", "shows"


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
    kept = room.get(_PART, _FIELD)
    return msgspec.json.decode(kept, type=Lead) if kept else Lead()


def show(room: Classroom, **changes: Any) -> Lead:
    """Change what the teacher shows; for the teacher. Nothing happens where it shows that already.

    changes: fields of `Lead` other than `revision`.
    """
    before = lead(room)
    after = msgspec.structs.replace(before, **changes)
    if after == before:
        return before
    after = msgspec.structs.replace(after, revision=before.revision + 1)
    room.put(_PART, _FIELD, msgspec.json.encode(after))
    room.changed(by_teacher=True, place=after.query != before.query)
    return after
