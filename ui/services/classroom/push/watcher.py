"""The thread that looks at what has changed in classes, and has the pages rerun that show it."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

from ui.services.classroom.changes import Change, Versions
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.people import presence
from ui.services.classroom.people.presence import People
from ui.services.classroom.push import sessions
from ui.services.classroom.state import versions

LOOK = 0.3  # seconds between two looks at the versions
# Students' pages that rerun at a time: 300 at once would share the processor with everybody who is
# at work here, and the first would be done as late as the last.
AT_ONCE = 2
REST = 1.0  # seconds at least between two reruns of a teacher's page
_SAY = presence.GONE / 3  # seconds between two words on who is here, if nobody comes or goes
_TURN = 0.01  # seconds between two looks at whose turn it is, while pages wait
_STARTS = 0.5  # seconds in which a rerun that was asked for has started
_STAY = 300.0  # seconds between two notes that the teacher is here
_LOG = logging.getLogger(__name__)


@dataclass
class _Listener:
    """A fragment that shows something of a class. heeds: what. seen: what it has shown of it."""

    heeds: tuple[Change, ...]
    seen: Versions

    def news(self, now: Versions) -> set[Change]:
        """What has changed of what it heeds."""
        return {one for one in self.heeds if now.get(one) != self.seen.get(one)}


@dataclass
class _Page:
    """One session with a page of a class open."""

    room: Classroom
    student: str  # "" for the teacher
    follows: bool = False
    listeners: dict[str, _Listener] = field(default_factory=dict)  # by the fragment's id
    rests_until: float = 0.0
    starts_by: float = 0.0  # a rerun was asked for, and has not started; 0 without

    def due(self, now: Versions) -> tuple[list[str], bool]:
        """(ids of the fragments with news, whether the whole page is to run).

        A fragment that shows a new place draws all that is in it, too.
        """
        news = {id: one.news(now) for id, one in list(self.listeners.items())}
        if any(Change.PAGE in some for some in news.values()):
            return list(news), True
        moved = [id for id, some in news.items() if Change.PLACE in some]
        return moved or [id for id, some in news.items() if some], False


class _Watcher:
    """The pages of this process that are in a class, and the thread that looks after them."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._said: dict[Classroom, tuple[float, People]] = {}
        self._stayed: dict[Classroom, float] = {}
        self._versions: dict[Classroom, Versions] = {}  # at the last look
        self._waiting: list[str] = []  # students' pages that are due
        self._turns: dict[str, _Page] = {}  # students' pages that rerun now

    def attend(self, room: Classroom, student: str, follows: bool) -> None:
        """Note that the session that runs now is in a class, and that none of its fragments listens
        yet; call it in each run of the page, before its fragments.

        student: the id; "" for the teacher.
        """
        session_id, _fragment = sessions.here()
        with self._lock:
            self._pages[session_id] = _Page(room, student, follows)
            self._wake()

    def listen(self, room: Classroom, *heeds: Change, seen: Versions | None = None) -> None:
        """Rerun the fragment that runs now once something of that has changed.

        seen: the versions of what it shows; those of this moment without. PAGE reruns the page.
        """
        session_id, fragment_id = sessions.here()
        with self._lock:
            page = self._pages.get(session_id)
        if page is None or not fragment_id:
            return
        seen = versions([room])[0] if seen is None else seen
        with self._lock:
            page.listeners[fragment_id] = _Listener(heeds, seen)

    def attends(self) -> bool:
        """True if the session that runs now is in a class."""
        return sessions.here()[0] in self._pages

    def leave(self) -> None:
        """Note that the session that runs now is in no class any more."""
        session_id, _fragment = sessions.here()
        with self._lock:
            self._pages.pop(session_id, None)

    def look(self) -> bool:
        """Look once: who is here, and what has changed. True if pages wait for their turn."""
        with self._lock:
            gone = [id for id in self._pages if not sessions.is_open(id)]
            for session_id in gone:
                del self._pages[session_id]
            pages = dict(self._pages)
        rooms = list(dict.fromkeys(page.room for page in pages.values()))
        now = time.monotonic()
        self._say_who_is_here(pages, rooms, now)
        self._versions = _versions(rooms)
        self._waiting = []
        for session_id, page in pages.items():
            due, whole = page.due(self._versions[page.room])
            if not due or page.rests_until > now:
                continue
            if page.student:
                self._waiting.append(session_id)
            else:
                sessions.rerun(session_id, due, whole, partial(_reran, page, now))
        return self.give_turns()

    def give_turns(self) -> bool:
        """Rerun as many of the students' pages that wait as may at a time. True if more wait."""
        now = time.monotonic()
        self._turns = {
            id: page
            for id, page in self._turns.items()
            if now < page.starts_by or sessions.is_at_work(id)
        }
        still = []
        for session_id in self._waiting:
            page = self._pages.get(session_id)
            if page is None:
                continue
            is_full = len(self._turns) >= AT_ONCE
            if is_full or session_id in self._turns or sessions.is_at_work(session_id):
                still.append(session_id)
                continue
            due, whole = page.due(self._versions[page.room])
            if due:
                self._turns[session_id], page.starts_by = page, now + _STARTS
                sessions.rerun(session_id, due, whole, partial(_reran, page, now))
        self._waiting = still
        return bool(still)

    def _say_who_is_here(self, pages: dict[str, _Page], rooms: list[Classroom], now: float) -> None:
        for room in {*rooms, *self._said}:
            mine = [page for page in pages.values() if page.room == room]
            here = People(
                {page.student: page.follows for page in mine if page.student},
                sum(not page.student for page in mine),
            )
            at, before = self._said.get(room, (-_SAY, People()))
            if here != before or now - at >= _SAY:
                presence.publish(room, here)
                self._said[room] = now, here
            if here != before:
                room.changed(Change.PEOPLE)
            if not mine:
                del self._said[room]
            if here.teachers and now - self._stayed.get(room, -_STAY) >= _STAY:
                room.teacher_is_here()
                self._stayed[room] = now

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="classes", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        is_well = True
        while True:
            try:
                next_look = time.monotonic() + LOOK
                is_waiting = self.look()
                while is_waiting and time.monotonic() < next_look:
                    time.sleep(_TURN)
                    is_waiting = self.give_turns()
                is_well = True
            except Exception:  # for example where the store cannot be reached at this moment
                if is_well:
                    _LOG.warning("The classes cannot be looked at.", exc_info=True)
                is_well = False
                time.sleep(REST)
            with self._lock:
                if not self._pages and not self._said:
                    self._thread = None
                    return
            time.sleep(max(0.0, next_look - time.monotonic()))


def _versions(rooms: list[Classroom]) -> dict[Classroom, Versions]:
    """What has changed how often in each class, in one query for each store."""
    by_store: dict[int, list[Classroom]] = defaultdict(list)
    for room in rooms:
        by_store[id(room.store)].append(room)
    return {
        room: version
        for some in by_store.values()
        for room, version in zip(some, versions(some), strict=True)
    }


def _reran(page: _Page, now: float, is_there: bool) -> None:
    """Note that a page was asked to rerun. is_there: its fragments are; else it is another page."""
    # A student is taken along with every move of the teacher, a teacher's page counts what comes.
    page.rests_until, page.starts_by = now + (LOOK if page.student else REST), 0.0
    if not is_there:
        page.listeners.clear()
        page.follows = False


_watcher = _Watcher()
attend, listen, leave, attends = (
    _watcher.attend,
    _watcher.listen,
    _watcher.leave,
    _watcher.attends,
)
