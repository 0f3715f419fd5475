"""Who is in a class at this moment: each process of the server says who has a page open with it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import msgspec

from ui.services.classroom.classroom import Classroom

PROCESS = uuid4().hex
GONE = 10.0  # seconds after which a process that says nothing has nobody any more
_PART = "processes"


def publish(room: Classroom, here: Mapping[str, bool], process: str = PROCESS) -> None:
    """Say who is here with this process; call it at least every `GONE` / 2 seconds.

    here: by the id of each student, whether the student follows the teacher.
    """
    key = room.key(f"here:{process}")
    room.store.put(key, "people", msgspec.json.encode(dict(here)))
    room.store.expire(key, GONE)
    room.put_new(_PART, process, b"1")


def people(room: Classroom) -> dict[str, bool]:
    """By the id of each student who is here, whether the student follows the teacher."""
    keys = [room.key(f"here:{process}") for process in room.fields(_PART)]
    here: dict[str, bool] = {}
    for one in room.store.fields_of(keys) if keys else []:
        if text := one.get("people"):
            here |= msgspec.json.decode(text, type=dict[str, bool])
    return here
