"""Reruns when something in a class has changed, and who is here, without a browser."""

from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from ui.services.classroom import lead
from ui.services.classroom.changes import Change
from ui.services.classroom.made import answers
from ui.services.classroom.people import members, presence
from ui.services.classroom.people.presence import People
from ui.services.classroom.push import sessions as of_streamlit
from ui.services.classroom.push import watcher as push


class Sessions:
    """Sessions of a server that the test opens, closes and keeps at work."""

    def __init__(self):
        self.now, self.open, self.busy, self.elsewhere = ("", ""), set(), set(), set()
        self.reruns = []

    def here(self):
        return self.now

    def is_open(self, session_id):
        return session_id in self.open

    def is_at_work(self, session_id):
        return session_id in self.busy

    def rerun(self, session_id, fragment_ids, whole, done):
        is_there = session_id not in self.elsewhere
        if session_id not in self.busy:
            if is_there:
                self.reruns.append((session_id, "whole" if whole else fragment_ids))
            done(is_there)


@pytest.fixture
def sessions(monkeypatch):
    sessions = Sessions()
    monkeypatch.setattr(push, "sessions", sessions)
    return sessions


@pytest.fixture
def clock(monkeypatch):
    clock = [1_000.0]
    monkeypatch.setattr(push.time, "monotonic", lambda: clock[0])
    return clock


@pytest.fixture
def watcher(monkeypatch):
    """A watcher that looks when the test says so."""
    monkeypatch.setattr(push._Watcher, "_wake", lambda watcher: None)
    return push._Watcher()


def come(watcher, sessions, name, room, student="", *, follows=True, body="body"):
    """A page of a class opens in the session `name`: of a student with the fragment of its place,
    and the body of a step in it."""
    sessions.open.add(name)
    sessions.now = (name, "place")
    watcher.attend(room, student, follows)
    if student:
        watcher.listen(room, Change.PAGE, *([Change.PLACE] if follows else []))
    sessions.now = (name, body)
    watcher.listen(room, *([Change.QUESTION, Change.CURSOR] if student else Change))


def test_this_streamlit_has_what_is_used_of_its_inner_parts():
    assert hasattr(AppSession, "_create_scriptrunner") and hasattr(AppSession, "has_fragment")
    assert "fragment_id_queue" in RerunData.__dataclass_fields__
    inner = {"_scriptrunner", "_client_state", "_browser_queue"}
    assert inner <= set(AppSession.__init__.__code__.co_names)
    assert hasattr(WebsocketSessionManager, "get_active_session_info")
    assert hasattr(Runtime, "_get_async_objs")
    assert "_session_mgr" in Runtime.__init__.__code__.co_names


class _Session:
    """A session with a fragment `body`, whose runs are counted."""

    def __init__(self):
        self._scriptrunner, self._browser_queue, self.runs = None, ForwardMsgQueue(), []
        state = dict.fromkeys(("query_string", "widget_states", "page_script_hash"))
        self._client_state = SimpleNamespace(**state, HasField=lambda name: False)

    def has_fragment(self, fragment_id):
        return fragment_id == "body"

    def _create_scriptrunner(self, data):
        self.runs.append(data.fragment_id_queue)


def test_a_fragment_is_not_rerun_before_the_browser_has_what_it_drew(monkeypatch):
    """Streamlit throws that away, and what stands below it would have no place: the page stops."""
    session = _Session()
    loop = SimpleNamespace(call_soon_threadsafe=lambda call: call())
    inner = SimpleNamespace(
        _session_mgr=SimpleNamespace(
            get_active_session_info=lambda id: SimpleNamespace(session=session)
        ),
        _get_async_objs=lambda: SimpleNamespace(eventloop=loop),
    )
    monkeypatch.setattr(runtime, "get_instance", lambda: inner)
    drawn = ForwardMsg()
    drawn.metadata.delta_path.extend([0, 2])
    drawn.delta.fragment_id = "body"
    drawn.delta.new_element.markdown.body = "drawn"
    session._browser_queue.enqueue(drawn)
    answers = []

    of_streamlit.rerun("any", ["body"], False, answers.append)
    assert (session.runs, answers, of_streamlit.is_at_work("any")) == ([], [], True)

    session._browser_queue.flush()
    of_streamlit.rerun("any", ["body"], False, answers.append)
    assert (session.runs, answers, of_streamlit.is_at_work("any")) == ([["body"]], [True], False)


def test_a_student_hears_of_the_teacher_and_the_teacher_of_everybody(
    room, ada, sessions, clock, watcher
):
    come(watcher, sessions, "teacher", room)
    come(watcher, sessions, "student", room, ada.id)
    watcher.look()
    sessions.reruns.clear()
    come(watcher, sessions, "teacher", room)
    clock[0] += push.REST
    answers.give(room, "invent/line", ada, 1)
    watcher.look()
    assert sessions.reruns == [("teacher", ["body"])]
    come(watcher, sessions, "teacher", room)
    sessions.reruns.clear()
    clock[0] += push.REST
    lead.show(room, cursor=[1.0, 2.0])
    watcher.look()
    assert sorted(sessions.reruns) == [("student", ["body"]), ("teacher", ["body"])]


def test_another_place_is_drawn_alone_and_only_for_who_follows(room, ada, sessions, clock, watcher):
    bob = members.join(room, "key of Bob").student
    come(watcher, sessions, "follows", room, ada.id, follows=True)
    come(watcher, sessions, "alone", room, bob.id, follows=False)
    lead.show(room, query={"lesson": "bound"}, cursor=[1.0, 2.0], question="bound/first")
    watcher.look()
    assert dict(sessions.reruns)["follows"] == ["place"], "which draws the body, too"
    sessions.reruns.clear()
    come(watcher, sessions, "follows", room, ada.id, follows=True)
    come(watcher, sessions, "alone", room, bob.id, follows=False)
    lead.show(room, follow=True)
    watcher.look()
    assert dict(sessions.reruns) == {"follows": "whole", "alone": "whole"}


def test_pages_do_not_rerun_for_what_they_do_not_show(room, ada, sessions, clock, watcher):
    come(watcher, sessions, "student", room, ada.id)
    sessions.now = ("student", "drawing")
    watcher.listen(room, Change.SHOWN)
    members.join(room, "another")
    answers.give(room, "invent/line", ada, 1)
    lead.show(room, question="invent/line")
    watcher.look()
    assert sessions.reruns == []
    answers.close(room, "invent/line")
    watcher.look()
    assert sessions.reruns == [("student", ["body"])]


def test_who_is_on_another_page_is_left_alone_and_does_not_follow(
    room, ada, sessions, clock, watcher
):
    come(watcher, sessions, "student", room, ada.id)
    watcher.look()
    assert presence.people(room).followers == 1
    sessions.elsewhere.add("student")
    lead.show(room, query={"lesson": "bound"})
    watcher.look()
    watcher.look()
    assert sessions.reruns == []
    assert presence.people(room) == People({ada.id: False}, 0)


def test_a_teachers_page_rests_a_second_and_misses_nothing(room, ada, sessions, clock, watcher):
    come(watcher, sessions, "teacher", room)
    sessions.open.add("student")
    for choice in range(1, 5):
        answers.give(room, "invent/line", ada, choice)
        watcher.look()
        clock[0] += 0.2
    assert len(sessions.reruns) == 1
    clock[0] += push.REST
    watcher.look()
    assert len(sessions.reruns) == 2
    come(watcher, sessions, "teacher", room)  # it was drawn
    clock[0] += push.REST
    watcher.look()
    assert len(sessions.reruns) == 2


def test_fragments_that_are_gone_are_not_asked_for(room, ada, sessions, clock, watcher):
    come(watcher, sessions, "student", room, ada.id, body="of the step before")
    come(watcher, sessions, "student", room, ada.id)
    lead.show(room, cursor=[1.0])
    watcher.look()
    assert sessions.reruns == [("student", ["body"])]


def test_a_page_at_work_is_asked_again_later(room, ada, sessions, clock, watcher):
    come(watcher, sessions, "student", room, ada.id)
    sessions.busy.add("student")
    lead.show(room, cursor=[1.0])
    watcher.look()
    assert sessions.reruns == []
    sessions.busy.clear()
    watcher.look()
    assert sessions.reruns == [("student", ["body"])]


def test_few_students_rerun_at_a_time_and_the_teacher_waits_for_none(
    room, ada, sessions, clock, watcher
):
    names = [f"student {i}" for i in range(3 * push.AT_ONCE)]
    for name in names:
        come(watcher, sessions, name, room, ada.id)
    come(watcher, sessions, "teacher", room)
    lead.show(room, cursor=[1.0])
    assert watcher.look()
    assert [name for name, _ in sessions.reruns] == ["teacher", *names[: push.AT_ONCE]]
    # Those are at work; one of them ends.
    sessions.busy |= set(names[: push.AT_ONCE])
    watcher.look()
    assert len(sessions.reruns) == push.AT_ONCE + 1
    sessions.busy.remove(names[0])
    come(watcher, sessions, names[0], room, ada.id)
    assert watcher.give_turns()
    assert sessions.reruns[-1] == (names[push.AT_ONCE], ["body"])
    assert len(sessions.reruns) == push.AT_ONCE + 2


def test_who_is_here_is_said_at_once_and_again(room, ada, sessions, clock, watcher):
    bob = members.join(room, "key of Bob").student
    come(watcher, sessions, "teacher", room)
    come(watcher, sessions, "one", room, ada.id, follows=True)
    come(watcher, sessions, "two", room, bob.id, follows=False)
    watcher.look()
    assert presence.people(room) == People({ada.id: True, bob.id: False}, 1)
    sessions.open.remove("one")
    watcher.look()
    assert presence.people(room) == People({bob.id: False}, 1)
    room.store.remove(room.key(f"here:{presence.PROCESS}"))  # as when it has expired
    clock[0] += presence.GONE / 2
    watcher.look()
    assert presence.people(room) == People({bob.id: False}, 1)
    sessions.open.clear()
    watcher.look()
    assert presence.people(room) == People()
    sessions.now = ("two", "body")
    assert not watcher.attends()


def test_the_teachers_page_keeps_the_class_alive(room, sessions, clock, watcher):
    come(watcher, sessions, "teacher", room)
    room.store.expire(room.key("alive"), 60)
    watcher.look()
    room.store.expire(room.key("about"), 60)  # not again within minutes
    watcher.look()
    with_sqlite = getattr(room.store, "_database", None)
    if with_sqlite:
        at = dict(with_sqlite.execute("SELECT key, at FROM expiry").fetchall())
        assert at[room.key("alive")] - at[room.key("about")] > 11 * 3600


def test_leaving_ends_it(room, ada, sessions, clock, watcher):
    come(watcher, sessions, "student", room, ada.id)
    watcher.look()
    watcher.leave()
    lead.show(room, cursor=[1.0])
    watcher.look()
    assert sessions.reruns == []
    assert presence.people(room) == People()
