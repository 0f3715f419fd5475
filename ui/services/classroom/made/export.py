"""What a class has made, as rows of tables. A student is a number, and a name where one was given.

Names and the like are untrusted: the writer of the file makes them harmless.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.services.classroom.classroom import Classroom
from ui.services.classroom.made import answers, drawings, scores, trainings
from ui.services.classroom.people import members
from ui.services.classroom.people.members import Student

Rows = list[dict[str, Any]]
# By the name of a question, "lesson/step": what was asked, and the choices.
Questions = Mapping[str, tuple[str, list[str]]]


def answer_rows(room: Classroom, questions: Questions) -> Rows:
    """A row for each answer to a prediction, by question, round and student."""
    who = members.students(room)
    rows = []
    for given in answers.everything(room):
        asked, choices = questions.get(given.question, (given.question, []))
        rows.append(
            {
                "question": asked,
                "step": given.question,
                "round": given.round,
                **_student(who, given.student),
                "choice": given.choice,
                "answer": dict(enumerate(choices, 1)).get(given.choice, ""),
            }
        )
    return sorted(rows, key=lambda row: (row["step"], row["round"], row["student"] or 0))


def drawing_rows(room: Classroom) -> Rows:
    """A row for each drawing with its code; those taken off the map are marked."""
    who = members.students(room)
    return [
        {
            "drawing": one.number,
            **_student(who, one.student),
            "read_as": one.digit if one.digit >= 0 else "",
            **{f"z{axis}": value for axis, value in enumerate(one.z, 1)},
            "run": one.run,
            "removed": "yes" if one.hidden else "no",
        }
        for one in drawings.drawings(room, with_hidden=True)
    ]


def score_rows(room: Classroom) -> Rows:
    """A row for each student's best score of a game, the best first."""
    who = members.students(room)
    return [
        {
            "game": one.game,
            **_student(who, one.student),
            "right": one.score.right,
            "asked": one.score.asked,
        }
        for one in scores.scores(room)
    ]


def training_rows(room: Classroom) -> Rows:
    """A row for each training that was shared, the smallest rate first."""
    who = members.students(room)
    return [
        {
            **_student(who, one.student),
            "run": one.training.run,
            "beta": one.training.beta,
            "latent_dim": one.training.latent_dim,
            "rate": one.training.rate,
            "distortion": one.training.distortion,
        }
        for one in trainings.trainings(room)
    ]


def _student(who: Mapping[str, Student], id: str) -> dict[str, Any]:
    """Number and name of a student; empty for one who has left."""
    one = who.get(id)
    return {"student": one.number if one else "", "name": one.name if one else ""}
