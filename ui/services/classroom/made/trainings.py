"""The trainings of a class side by side: each a point on the plane of rate and distortion."""

from __future__ import annotations

import math
from dataclasses import dataclass

import msgspec

from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.people.members import Student
from ui.text.words import _
from vae_core.files.typed import from_json

_PART = "trainings"
_LONGEST_RUN, _MOST_OF_ONE = 200, 20


class Training(msgspec.Struct, frozen=True):
    """One trained model. beta: weight of the KL term (0 for an AE). rate: KL in nats an image, and
    distortion: reconstruction in nats an image, both on the test images."""

    run: str
    beta: float
    latent_dim: int
    rate: float
    distortion: float


@dataclass(frozen=True)
class Shared:
    """A training that a student (its id) has shared with the class."""

    student: str
    training: Training


def share(room: Classroom, student: Student, training: Training) -> None:
    """Put a training on the plane of the class; the same run again takes the place of the first.

    Raises ClassroomError where the class is over, a number is none, or the student has shared as
    many as one can.
    """
    room.check_on()
    numbers = (training.beta, training.rate, training.distortion)
    if not all(map(math.isfinite, numbers)) or len(training.run) > _LONGEST_RUN:
        raise ClassroomError(_("This training has no figures to show yet."))
    field = f"{student.id} {training.run}"
    mine = [other for other in room.fields(_PART) if other.startswith(f"{student.id} ")]
    if field not in mine and len(mine) >= _MOST_OF_ONE:
        raise ClassroomError(
            _("You have shared {n} trainings, as many as one student can.").format(n=_MOST_OF_ONE)
        )
    room.put(_PART, field, msgspec.json.encode(training))
    room.changed(Change.TRAININGS)


def trainings(room: Classroom) -> list[Shared]:
    """All trainings that were shared, the smallest rate first."""
    found = [
        Shared(field.split(" ", 1)[0], from_json(value, Training))
        for field, value in room.fields(_PART).items()
    ]
    return sorted(found, key=lambda one: (one.training.rate, one.student))
