"""Reruns of fragments when something in a class has changed, without any browser asking.

One thread of the process looks at the versions of the classes that have pages open here, all in one
query, and asks Streamlit to rerun the fragments that show what has changed. Streamlit has no public
way to do that: what this file uses of its inner parts is in `_Sessions`. Where they are missing,
`pushed` makes fragments that rerun by themselves every two seconds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, ParamSpec

from streamlit import runtime
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from ui.services.classroom import classroom, presence
from ui.services.classroom.classroom import Classroom, Versions
from ui.services.classroom.presence import People
from ui.services.fragments import fragment

P = ParamSpec("P")

LOOK = 0.3  # seconds between two looks at the versions
# Students' pages that rerun at a time: 300 at once would share the processor with everybody who is
# at work here, and the first would be done as late as the last.
AT_ONCE = 4
REST = 1.0  # seconds at least between two reruns of a teacher's page
_SAY = presence.GONE / 3  # seconds between two words on who is here, if nobody comes or goes
_TURN = 0.02  # seconds between two looks while pages wait for their turn
_STARTS = 0.5  # seconds in which a rerun that was asked for has started
_STAY = 300.0  # seconds between two notes that the teacher is here
_UNPUSHED = 2.0  # seconds between two reruns where nothing can be pushed
# A browser that has lost its server asks the next one for the page only if something of it runs by
# a timer: seconds of one that hardly ever goes off.
_SELDOM = 3600.0
_LOG = logging.getLogger(__name__)


@dataclass
class _Listener:
    """A fragment that shows something of a class. seen: what it has shown of it."""

    is_teacher: bool
    seen: Versions

    def is_due(self, now: Versions) -> bool:
        """True if there is news for it."""
        if self.is_teacher:
            return now.everything != self.seen.everything
        return now.lead != self.seen.lead


@dataclass
class _Page:
    """One session with a page of a class open."""

    room: Classroom
    student: str  # "" for the teacher
    follows: bool = False
    listeners: dict[str, _Listener] = field(default_factory=dict)  # by the fragment's id
    rests_until: float = 0.0
    starts_by: float = 0.0  # a rerun was asked for, and has not started; 0 without


class _Sessions:
    """What Streamlit knows of its sessions: the only place that uses its inner parts."""

    @staticmethod
    def can_rerun() -> bool:
        """True if this version of Streamlit has what `rerun` needs."""
        if not runtime.exists():
            return False
        inner = runtime.get_instance()
        manager = getattr(inner, "_session_mgr", None)
        return hasattr(manager, "get_active_session_info") and hasattr(inner, "_get_async_objs")

    @staticmethod
    def here() -> tuple[str, str]:
        """(id of the session, id of the fragment) that runs now; "" where there is none."""
        from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

        context = get_script_run_ctx()
        if context is None:
            return "", ""
        return context.session_id, ThreadState.get().fragment_id or ""

    @staticmethod
    def is_open(session_id: str) -> bool:
        """True while a browser is connected to the session."""
        return runtime.exists() and runtime.get_instance().is_active_session(session_id)

    @staticmethod
    def is_at_work(session_id: str) -> bool:
        """True while something of the session runs."""
        inner: Any = runtime.get_instance()
        info = inner._session_mgr.get_active_session_info(session_id)
        return info is not None and info.session._scriptrunner is not None

    @staticmethod
    def rerun(
        session_id: str, fragment_ids: list[str], whole: bool, done: Callable[[bool], None]
    ) -> None:
        """Rerun fragments of a session, or the whole page that they are on, unless the session runs
        at this moment; then nothing happens.

        done: called with whether any of them is still on the page; only then something runs. A
        session at work has a newer query string than it has noted, and a rerun would take it back.
        """
        inner: Any = runtime.get_instance()

        def ask() -> None:
            info = inner._session_mgr.get_active_session_info(session_id)
            if info is None or info.session._scriptrunner is not None:
                return
            there = [id for id in fragment_ids if info.session.has_fragment(id)]
            if there:
                # As `request_rerun` does for one fragment. A second request would cut off the run
                # of the first, which is then lost.
                state = info.session._client_state
                data = RerunData(
                    query_string=state.query_string,
                    widget_states=state.widget_states,
                    page_script_hash=state.page_script_hash,
                    fragment_id_queue=[] if whole else there,
                    context_info=state.context_info if state.HasField("context_info") else None,
                )
                info.session._create_scriptrunner(data)
            done(bool(there))

        inner._get_async_objs().eventloop.call_soon_threadsafe(ask)


class _Watcher:
    """The pages of this process that are in a class, and the thread that looks after them."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._said: dict[Classroom, tuple[float, People]] = {}
        self._stayed: dict[Classroom, float] = {}
        self._turns: dict[str, _Page] = {}  # students' pages that rerun now

    def attend(self, room: Classroom, student: str, follows: bool) -> None:
        """Note that the session that runs now is in a class; call it in each run of the whole page,
        before its fragments run."""
        session_id, _fragment = _Sessions.here()
        with self._lock:
            self._pages[session_id] = _Page(room, student, follows)
            self._wake()

    def listen(self, room: Classroom, is_teacher: bool) -> None:
        """Rerun the fragment that runs now whenever something has changed after this moment."""
        session_id, fragment_id = _Sessions.here()
        with self._lock:
            page = self._pages.get(session_id)
        if page is None or not fragment_id:
            return
        seen = classroom.versions([room])[0]
        with self._lock:
            page.listeners[fragment_id] = _Listener(is_teacher, seen)

    def attends(self) -> bool:
        """True if the session that runs now is in a class."""
        return _Sessions.here()[0] in self._pages

    def leave(self) -> None:
        """Note that the session that runs now is in no class any more."""
        session_id, _fragment = _Sessions.here()
        with self._lock:
            self._pages.pop(session_id, None)

    def look(self) -> bool:
        """Look once: who is here, and what has changed. True if pages wait for their turn."""
        with self._lock:
            gone = [id for id in self._pages if not _Sessions.is_open(id)]
            for session_id in gone:
                del self._pages[session_id]
            pages = dict(self._pages)
        rooms = list(dict.fromkeys(page.room for page in pages.values()))
        now = time.monotonic()
        self._say_who_is_here(pages, rooms, now)
        by_store: dict[int, list[Classroom]] = defaultdict(list)
        for room in rooms:
            by_store[id(room.store)].append(room)
        versions = {
            room: version
            for some in by_store.values()
            for room, version in zip(some, classroom.versions(some), strict=True)
        }
        self._turns = {
            id: page
            for id, page in self._turns.items()
            if now < page.starts_by or _Sessions.is_at_work(id)
        }
        is_waiting = False
        for session_id, page in pages.items():
            version = versions[page.room]
            listeners = list(page.listeners.items())
            due = [fragment_id for fragment_id, one in listeners if one.is_due(version)]
            if due and page.rests_until <= now:
                if page.student and not self._has_turn(session_id, page, now):
                    is_waiting = True
                    continue
                goes = page.follows and any(one.seen.place != version.place for _, one in listeners)
                _Sessions.rerun(session_id, due, goes, partial(_reran, page, now))

        return is_waiting

    def _has_turn(self, session_id: str, page: _Page, now: float) -> bool:
        """True if a student's page may rerun now; the turn is then taken."""
        if len(self._turns) >= AT_ONCE or session_id in self._turns:
            return False
        if _Sessions.is_at_work(session_id):
            return False
        self._turns[session_id], page.starts_by = page, now + _STARTS
        return True

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
                room.changed()
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
            is_waiting = False
            try:
                is_waiting = self.look()
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
            time.sleep(_TURN if is_waiting else LOOK)


def _reran(page: _Page, now: float, is_there: bool) -> None:
    """Note that a page was asked to rerun. is_there: its fragments are; else it is another page."""
    # A student is taken along with every move of the teacher, a teacher's page counts what comes.
    page.rests_until, page.starts_by = now + (LOOK if page.student else REST), 0.0
    if not is_there:
        page.listeners.clear()
        page.follows = False


_watcher = _Watcher()
attend, listen, leave = _watcher.attend, _watcher.listen, _watcher.leave


def pushed(function: Callable[P, None]) -> Callable[P, None]:
    """A fragment that calls `listen`, and is rerun when something in its class has changed."""
    alone = fragment(function)
    waits = fragment(function, run_every=_SELDOM)
    asks = fragment(function, run_every=_UNPUSHED)

    @wraps(function)
    def chosen(*args: P.args, **kwargs: P.kwargs) -> None:
        run = alone if not _watcher.attends() else waits if _Sessions.can_rerun() else asks
        run(*args, **kwargs)

    return chosen
