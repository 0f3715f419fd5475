"""Who is in a class at this moment: each process of the server says who has a page open with it."""

from __future__ import annotations

from uuid import uuid4

import msgspec

from ui.services.classroom.classroom import Classroom
from vae_core.files.typed import from_json

PROCESS = uuid4().hex
GONE = 10.0  # seconds after which a process that says nothing has nobody any more
_PART = "processes"


class People(msgspec.Struct):
    """students: by the id of each, whether the student follows the teacher. teachers: how many
    pages are open with the teacher's right."""

    students: dict[str, bool] = {}
    teachers: int = 0

    @property
    def followers(self) -> int:
        """How many students follow."""
        return sum(self.students.values())


def publish(room: Classroom, here: People, process: str = PROCESS) -> None:
    """Say who is here with this process; call it at least every `GONE` / 2 seconds."""
    key = room.key(f"here:{process}")
    room.store.put(key, "people", msgspec.json.encode(here))
    room.store.expire(key, GONE)
    room.put_new(_PART, process, b"1")


def people(room: Classroom) -> People:
    """Who is here, over all processes."""
    keys = [room.key(f"here:{process}") for process in room.fields(_PART)]
    here = People()
    for one in room.store.fields_of(keys) if keys else []:
        if text := one.get("people"):
            part = from_json(text, People)
            here.students |= part.students
            here.teachers += part.teachers
    return here
