"""A class: what starts it, who is its teacher, and when it is over.

Everything about it lies in the store under its code and is removed an hour after its end. It ends
when the teacher ends it, or 12 hours after the teacher was here last.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from ui.services.classroom.changes import Change
from ui.services.classroom.code import new_code, parsed_code
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.stores import Store, chosen_store
from ui.text.words import _
from vae_core.jobs.limits import load_limits

WITHOUT_TEACHER = 12 * 3600.0  # seconds after which a class is over
KEPT = 3600.0  # seconds that what a class has made is kept after its end
_PART_KEPT = WITHOUT_TEACHER + KEPT
_REMEMBERED = 24 * 3600.0  # seconds that a code is known as one of a class that has ended
ABOUT, ALIVE, VERSIONS = "about", "alive", "versions"
ENDED = "ended"  # a field of what is known about a class that its teacher has ended
# What a class is made of, each a hash in the store: `Classroom.put` and the like name one.
PARTS = ("members", "names", "lead", "answers", "drawings", "scores", "trainings", "processes")
_ALL = "classes"  # the hash of all codes that were given out
_SECRET_BYTES = 24
_TRIES = 50


@dataclass(frozen=True)
class Classroom:
    """One class, as a place to keep its parts in. Get it from `start` or `open_class`."""

    code: str
    store: Store

    def key(self, part: str) -> str:
        """The key of a part in the store."""
        return f"class:{self.code}:{part}"

    def put(self, part: str, field: str, value: bytes) -> None:
        """Set a field of a part."""
        self.store.put(self.key(part), field, value, keep=_PART_KEPT)

    def put_new(self, part: str, field: str, value: bytes) -> bool:
        """Set a field of a part unless it is there; True if it was set."""
        return self.store.put_new(self.key(part), field, value, keep=_PART_KEPT)

    def increment(self, part: str, field: str) -> int:
        """Count one more in a field of a part, and return the number."""
        return self.store.increment(self.key(part), field, keep=_PART_KEPT)

    def get(self, part: str, field: str) -> bytes | None:
        """The value of a field of a part; None where there is none."""
        return self.store.get(self.key(part), field)

    def fields(self, part: str) -> dict[str, bytes]:
        """All fields of a part."""
        return self.store.fields(self.key(part))

    def remove(self, part: str, field: str | None = None) -> None:
        """Remove a field of a part, or the whole part."""
        self.store.remove(self.key(part), field)

    def changed(self, *what: Change) -> None:
        """Note what has changed, for the pages that show it; call it after each change."""
        for one in what:
            self.store.increment(self.key(VERSIONS), one, keep=_PART_KEPT)

    def is_on(self) -> bool:
        """True until the class is over."""
        about, alive = self.store.fields_of([self.key(ABOUT), self.key(ALIVE)])
        return ENDED not in about and bool(alive)

    def check_on(self) -> None:
        """Raises ClassroomError where the class is over."""
        if not self.is_on():
            raise _over(self.code)

    def is_teacher(self, secret: str) -> bool:
        """True for the secret of the teacher's link."""
        known = self.store.get(self.key(ABOUT), "teacher")
        return known is not None and hmac.compare_digest(known, _hashed(secret))

    def teacher_is_here(self) -> None:
        """Let the class go on for another 12 hours, if it is not over."""
        if self.is_on():
            self.store.expire(self.key(ALIVE), WITHOUT_TEACHER)
            self.store.expire(self.key(ABOUT), WITHOUT_TEACHER + _REMEMBERED)
            for part in (*PARTS, VERSIONS):
                self.store.expire(self.key(part), _PART_KEPT)

    def end(self) -> None:
        """End the class. What it has made is kept for an hour, for the teacher to take."""
        self.store.put(self.key(ABOUT), ENDED, b"1")
        self.store.expire(self.key(ABOUT), _REMEMBERED)
        self.changed(Change.PAGE)
        for part in (*PARTS, VERSIONS):
            self.store.expire(self.key(part), KEPT)


def start(store: Store | None = None) -> tuple[Classroom, str]:
    """(a new class, the secret of its teacher, which is kept nowhere else).

    store: that of the settings without one.
    Raises ClassroomError where the server has as many classes as it takes.
    """
    store = store or chosen_store()
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    _check_room(store)
    for _try in range(_TRIES):
        room = Classroom(new_code(), store)
        if store.put_new(room.key(ABOUT), "teacher", _hashed(secret)):
            store.expire(room.key(ABOUT), WITHOUT_TEACHER + _REMEMBERED)
            store.put(room.key(ALIVE), "teacher", b"1")
            store.expire(room.key(ALIVE), WITHOUT_TEACHER)
            store.put(_ALL, room.code, b"1")
            return room, secret
    raise ClassroomError(_("No code is free for another class. Try again later."))


def open_class(text: str, store: Store | None = None) -> Classroom:
    """The class with this code, which may be over (`Classroom.is_on`).

    text: the code as a person typed it. Raises ClassroomError where there is no such class.
    """
    code = parsed_code(text)
    if code:
        room = Classroom(code, store or chosen_store())
        if room.store.get(room.key(ABOUT), "teacher") is not None:
            return room
    raise ClassroomError(
        _("There is no class with the code “{text}”. Look at the teacher’s screen again.").format(
            text=text if len(text) <= 12 else text[:12] + "…"
        )
    )


def _check_room(store: Store) -> None:
    rooms = [Classroom(code, store) for code in store.fields(_ALL)]
    on = 0
    for room in rooms:
        if room.is_on():
            on += 1
        else:
            store.remove(_ALL, room.code)
    if on >= load_limits().classes.at_once:
        raise ClassroomError(
            _("{n} classes are on at this server, as many as it takes. Try again later.").format(
                n=on
            )
        )


def _over(code: str) -> ClassroomError:
    return ClassroomError(_("The class {code} has ended.").format(code=code))


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest().encode()
