"""The drawings of a class: each a digit as the model sees it, where it landed, and whose it is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.people.limits import Rate
from ui.services.classroom.people.members import Student
from ui.text.words import _
from vae_core.files.typed import from_msgpack
from vae_core.jobs.limits import load_limits

SIDE = 28
_PART, _COUNTS, _LEAD = "drawings", "names", "lead"
_SHOWN = "drawing"  # a field of what the teacher shows
_LONGEST_RUN, _MOST_DIMENSIONS = 200, 128
_rate = Rate(burst=3, seconds=2.0)


class Drawing(msgspec.Struct, frozen=True):
    """One drawing.

    number: in the order of arrival, from 1; its name in the store. student: the id of who drew it.
    pixels: 784 bytes, 0 to 255, ink bright, row by row, as the model gets it. run: id of the model
    that encoded it. z: mu of that model, (D,). digit: what the student says it is, or what a
    recogniser read; -1 for unknown. hidden: the teacher has taken it off the map.
    """

    number: int
    student: str
    pixels: bytes
    run: str
    z: tuple[float, ...]
    digit: int = -1
    hidden: bool = False

    @property
    def image(self) -> np.ndarray:
        """The picture, uint8, (28, 28)."""
        return np.frombuffer(self.pixels, np.uint8).reshape(SIDE, SIDE)


def add(
    room: Classroom,
    student: Student,
    image: np.ndarray,
    *,
    run: str,
    z: Sequence[float],
    digit: int = -1,
) -> Drawing:
    """Put a drawing on the map.

    image: (28, 28), uint8, or float in 0 to 1.
    Raises ClassroomError where the class is over, the student draws too fast or too much, or the
    picture or z is not one.
    """
    room.check_on()
    pixels = _pixels(image)
    place = tuple(float(value) for value in z)
    if not 1 <= len(place) <= _MOST_DIMENSIONS or not all(map(math.isfinite, place)):
        raise ClassroomError(_("The model found no place for this drawing."))
    if len(run) > _LONGEST_RUN or not -1 <= digit <= 9:
        raise ClassroomError(_("This drawing cannot be put on the map."))
    if not _rate.take((room.code, student.id)):
        raise ClassroomError(_("One drawing at a time: wait two seconds and send it again."))
    _count(room, student)
    drawing = Drawing(
        room.increment(_COUNTS, "drawings"), student.id, pixels, run, place, int(digit)
    )
    _put(room, drawing)
    return drawing


def drawings(room: Classroom, *, with_hidden: bool = False) -> list[Drawing]:
    """All drawings on the map, the first one first. with_hidden: those taken off it, too."""
    found = [from_msgpack(kept, Drawing) for kept in room.fields(_PART).values()]
    return sorted((d for d in found if with_hidden or not d.hidden), key=lambda d: d.number)


def hide(room: Classroom, number: int, *, hidden: bool = True) -> None:
    """Take a drawing off the map, or put it back; for the teacher."""
    if kept := room.get(_PART, str(number)):
        _put(room, msgspec.structs.replace(from_msgpack(kept, Drawing), hidden=hidden))
        room.changed(Change.SHOWN)  # it may be the one that all see


def clear(room: Classroom) -> None:
    """Remove all drawings; for the teacher."""
    room.remove(_PART)
    room.changed(Change.DRAWINGS)
    show_to_all(room, 0)


def show_to_all(room: Classroom, number: int) -> None:
    """Show a drawing on the screens of all students; 0 for none. For the teacher."""
    room.put(_LEAD, _SHOWN, str(number).encode())
    room.changed(Change.SHOWN)


def shown_to_all(room: Classroom) -> Drawing | None:
    """The drawing that the teacher shows to all; None for none, or one that is off the map."""
    number = room.get(_LEAD, _SHOWN)
    kept = room.get(_PART, number.decode()) if number else None
    found = from_msgpack(kept, Drawing) if kept else None
    return found if found and not found.hidden else None


def _put(room: Classroom, drawing: Drawing) -> None:
    room.put(_PART, str(drawing.number), msgspec.msgpack.encode(drawing))
    room.changed(Change.DRAWINGS)


def _count(room: Classroom, student: Student) -> None:
    most = load_limits().classes.drawings
    if room.increment(_COUNTS, f"drawings of {student.id}") > most:
        raise ClassroomError(
            _("You have sent {n} drawings, as many as one student can.").format(n=most)
        )


def _pixels(image: np.ndarray) -> bytes:
    array = np.asarray(image)
    if array.size != SIDE * SIDE or array.dtype.kind not in "uif":
        raise ClassroomError(_("A drawing here is a picture of 28 × 28 pixels."))
    if array.dtype.kind == "f":
        if not np.isfinite(array).all():
            raise ClassroomError(_("A drawing here is a picture of 28 × 28 pixels."))
        array = np.rint(np.clip(array, 0, 1) * 255)
    return np.clip(array, 0, 255).astype(np.uint8).tobytes()
