"""The class's answers to the predictions of lessons: counted live, closed and shown by the teacher.

A question is "lesson/step". Asked again, it is answered in another round; earlier rounds stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.lead import LEAD
from ui.services.classroom.people.members import Student
from ui.text.words import _
from vae_core.files.typed import from_json

_PART = "answers"
MOST_CHOICES = 5


class Question(msgspec.Struct, frozen=True):
    """Where a question stands. round: from 1. closed: takes no more answers. shown: the students
    see the answer and how many chose what."""

    round: int = 1
    closed: bool = False
    shown: bool = False


@dataclass(frozen=True)
class Given:
    """One answer. choice: from 1."""

    question: str
    round: int
    student: str
    choice: int


def question(room: Classroom, name: str) -> Question:
    """Where the question `name` stands."""
    kept = room.get(LEAD, _field(name))
    return read_question({_field(name): kept} if kept else {}, name)


def read_question(lead: Mapping[str, bytes], name: str) -> Question:
    """Where the question `name` stands, out of the fields of the part that the teacher leads by."""
    kept = lead.get(_field(name))
    return from_json(kept, Question) if kept else Question()


def give(room: Classroom, name: str, student: Student, choice: int) -> None:
    """Answer a question, or answer it otherwise than before.

    Raises ClassroomError where it is closed, the class is over, or there is no such choice.
    """
    room.check_on()
    now = question(room, name)
    if now.closed or now.shown:
        raise ClassroomError(_("Your teacher has closed this question."))
    if not 1 <= choice <= MOST_CHOICES:
        raise ClassroomError(_("There is no such choice."))
    room.put(_PART, f"{now.round} {student.id} {name}", str(choice).encode())
    room.changed(Change.ANSWERS)


def own(room: Classroom, name: str, student: Student, round: int) -> int:
    """What a student has answered in a round, from 1; 0 for nothing."""
    kept = room.get(_PART, f"{round} {student.id} {name}")
    return int(kept) if kept else 0


def counts(room: Classroom, name: str, n_choices: int, round: int | None = None) -> list[int]:
    """How many chose each of `n_choices`. round: the one that is on without one."""
    wanted = round or question(room, name).round
    counted = [0] * n_choices
    for given in everything(room):
        if given.question == name and given.round == wanted and given.choice <= n_choices:
            counted[given.choice - 1] += 1
    return counted


def everything(room: Classroom) -> list[Given]:
    """All answers to all questions, in no order."""
    found = []
    for field, value in room.fields(_PART).items():
        round_, student, name = field.split(" ", 2)
        found.append(Given(name, int(round_), student, int(value)))
    return found


def close(room: Classroom, name: str) -> None:
    """Take no more answers; for the teacher."""
    _set(room, name, msgspec.structs.replace(question(room, name), closed=True))


def show(room: Classroom, name: str) -> None:
    """Close the question and show everybody the answer and the counts; for the teacher."""
    _set(room, name, msgspec.structs.replace(question(room, name), closed=True, shown=True))


def ask_again(room: Classroom, name: str) -> None:
    """Ask once more, from no answers; for the teacher."""
    _set(room, name, Question(question(room, name).round + 1))


def _set(room: Classroom, name: str, new: Question) -> None:
    room.check_on()
    room.put(LEAD, _field(name), msgspec.json.encode(new))
    room.changed(Change.QUESTION)


def _field(name: str) -> str:
    return f"question {name}"
