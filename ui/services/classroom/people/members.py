"""The students of a class: joining with a name or none, and coming back by a key of the browser."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import msgspec

from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.people import names, presence
from ui.text.words import _
from vae_core.files.typed import from_json
from vae_core.jobs.limits import load_limits

_PART, _NAMES = "members", "names"
_NUMBERS = "numbers"  # a field of the names: how many numbers were given out
_MOST_ALIKE = 1_000


class Student(msgspec.Struct, frozen=True):
    """id: by which answers and drawings know the student; of no use to join with. number: in the
    order of joining, from 1. name: as chosen, or "". It is untrusted: escape it."""

    id: str
    number: int
    name: str = ""

    @property
    def title(self) -> str:
        """What the student is called on a screen; untrusted as the name is."""
        return self.name or _("Number {n}").format(n=self.number)


@dataclass(frozen=True)
class Joined:
    """note: a sentence where the student is called otherwise than asked, else ""."""

    student: Student
    note: str = ""


def new_key() -> str:
    """A secret for the browser of one student, by which it comes back."""
    return secrets.token_urlsafe(16)


def join(room: Classroom, key: str, name: str = "") -> Joined:
    """Join a class, or come back to it with the same key: name and number then stay.

    Raises ClassroomError where the class is over or full.
    """
    room.check_on()
    id = _id(key)
    if known := student(room, id):
        return Joined(known)
    wanted = names.cleaned(name)
    _check_room(room)
    given = _free_name(room, wanted, id) if wanted else ""
    new = Student(id, room.increment(_NAMES, _NUMBERS), given)
    room.put(_PART, id, msgspec.json.encode(new))
    room.changed(Change.PEOPLE)
    return Joined(new, _note(name, wanted, given))


def student(room: Classroom, id: str) -> Student | None:
    """The student with this id; None where there is none."""
    kept = room.get(_PART, id)
    return from_json(kept, Student) if kept else None


def come_back(room: Classroom, key: str) -> Student | None:
    """The student with this key of a browser; None where it never joined, or has left."""
    return student(room, _id(key))


def students(room: Classroom) -> dict[str, Student]:
    """All who have joined and not left, by id, in the order of joining."""
    decoded = [from_json(v, Student) for v in room.fields(_PART).values()]
    return {one.id: one for one in sorted(decoded, key=lambda one: one.number)}


def rename(room: Classroom, one: Student, name: str) -> Joined:
    """Give a student another name, or none. Raises ClassroomError where the class is over."""
    room.check_on()
    wanted = names.cleaned(name)
    if names.alike(wanted) == names.alike(one.name):
        given = wanted  # the same in other letters
    else:
        given = _free_name(room, wanted, one.id) if wanted else ""
        if one.name:
            room.remove(_NAMES, _taken(one.name))
    new = Student(one.id, one.number, given)
    room.put(_PART, one.id, msgspec.json.encode(new))
    room.changed(Change.PEOPLE)
    return Joined(new, _note(name, wanted, given))


def leave(room: Classroom, one: Student) -> None:
    """Leave the class. Answers and drawings stay, without the name."""
    room.remove(_PART, one.id)
    if one.name:
        room.remove(_NAMES, _taken(one.name))
    room.changed(Change.PEOPLE)


def _check_room(room: Classroom) -> None:
    """Raises ClassroomError where the class is full. Who is not here makes room."""
    most = load_limits().classes.students
    joined = students(room)
    if len(joined) < most:
        return
    here = presence.people(room).students
    away = [one for one in joined.values() if one.id not in here]
    if not away:
        raise ClassroomError(
            _("The class {code} is full: {n} are in it.").format(code=room.code, n=len(joined))
        )
    leave(room, away[0])


def _free_name(room: Classroom, name: str, id: str) -> str:
    for number in range(1, _MOST_ALIKE):
        tried = name if number == 1 else names.numbered(name, number)
        if room.put_new(_NAMES, _taken(tried), id.encode()):
            return tried
    return ""


def _taken(name: str) -> str:
    return f"name {names.alike(name)}"


def _note(asked: str, wanted: str, given: str) -> str:
    if given != wanted:
        return _("There is another {name} here: you are {given}.").format(name=wanted, given=given)
    if asked.strip() and not wanted:
        return _("That name has nothing to show: you are here without one.")
    if len(" ".join(asked.split())) > names.LONGEST:
        return _("Names here have at most {n} letters: you are {given}.").format(
            n=names.LONGEST, given=given
        )
    return ""


def _id(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
