"""The scores of a class in the hole hunt: for each game the best of each student."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.people.members import Student
from ui.text.words import _
from vae_core.files.typed import from_json

_PART = "scores"
_LONGEST_GAME, _MOST = 100, 1_000


class Score(msgspec.Struct, frozen=True):
    """right: number of right guesses, of `asked`."""

    right: int
    asked: int


@dataclass(frozen=True)
class Scored:
    """One line of the board. student: the id. game: as `report` got it."""

    student: str
    game: str
    score: Score


def report(room: Classroom, student: Student, game: str, score: Score) -> None:
    """Put a score on the board, unless the student has a better one in the same game.

    game: what was played, the same text for all who play the same, for example runs and seed.
    Raises ClassroomError where the class is over or the score is none.
    """
    room.check_on()
    if not 0 <= score.right <= score.asked <= _MOST or len(game) > _LONGEST_GAME:
        raise ClassroomError(_("This is no score of the hole hunt."))
    field = f"{student.id} {game}"
    kept = room.get(_PART, field)
    if kept and from_json(kept, Score).right >= score.right:
        return
    room.put(_PART, field, msgspec.json.encode(score))
    room.changed(Change.SCORES)


def scores(room: Classroom, game: str | None = None) -> list[Scored]:
    """The board of one game, or of all, the best first."""
    found = []
    for field, value in room.fields(_PART).items():
        student, played = field.split(" ", 1)
        if game in (None, played):
            found.append(Scored(student, played, from_json(value, Score)))
    return sorted(found, key=lambda one: (-one.score.right, one.score.asked, one.student))
