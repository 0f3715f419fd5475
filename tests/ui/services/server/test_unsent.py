"""What a run has drawn is delivered, in its order, also where a fragment runs right after it."""

import asyncio
from unittest.mock import MagicMock

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import RerunData

from ui.services.server import unsent


@pytest.fixture(autouse=True)
def delivered(monkeypatch):
    for name in ("_clear_queue", "_create_scriptrunner"):
        monkeypatch.setattr(AppSession, name, getattr(AppSession, name))  # as it was, afterwards
    assert unsent.deliver.__wrapped__()


def drawn(path: list[int], fragment_id: str, text: str = "") -> ForwardMsg:
    """An element at a place, drawn by a fragment."""
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = fragment_id
    message.delta.new_element.text.body = text
    return message


def waiting(*messages: ForwardMsg) -> MagicMock:
    """A session with these messages for its browser."""
    session = MagicMock(_browser_queue=ForwardMsgQueue())
    for message in messages:
        session._browser_queue.enqueue(message)
    return session


def test_a_run_of_a_fragment_throws_nothing_away():
    messages = [drawn([0, 0], "whole"), drawn([0, 1, 0], "part of it"), drawn([0, 2], "beside it")]
    session = waiting(*messages)
    AppSession._clear_queue(session, ["whole"])
    again = drawn([0, 0], "whole", "again")
    session._browser_queue.enqueue(again)
    assert session._browser_queue.flush() == [*messages, again]


def test_a_run_of_the_page_draws_all_anew():
    session = waiting(drawn([0, 0], "whole"), drawn([0, 1], ""))
    AppSession._clear_queue(session)
    assert session._browser_queue.flush() == []


class Runner:
    """A thread that runs a page. takes: what it says to a request for another run."""

    def __init__(self, takes: bool):
        self.takes, self.asked = takes, []

    def request_rerun(self, data):
        self.asked.append(data)
        return self.takes


@pytest.fixture
def started(monkeypatch):
    """The data of the threads that were started."""
    found = []

    def start(initial_rerun_data, **_rest):
        found.append(initial_rerun_data)
        return MagicMock(request_rerun=Runner(True).request_rerun)

    monkeypatch.setattr(app_session, "ScriptRunner", start)
    return found


async def ask(session: MagicMock, data: RerunData) -> list[object]:
    """Ask for a run while an element is on its way; whose turn it was when that came."""
    loop = session._event_loop = asyncio.get_running_loop()
    session._script_event_loop.is_closed.return_value = False
    turns: list[object] = []
    loop.call_soon(lambda: turns.append(session._scriptrunner))
    AppSession._create_scriptrunner(session, data)
    for _ in range(5):
        await asyncio.sleep(0)
    return turns


def test_what_a_thread_has_drawn_arrives_before_the_next_takes_its_place(started):
    ended, data = Runner(takes=False), RerunData(fragment_id="part")
    session = MagicMock(_scriptrunner=ended, _state=AppSessionState.APP_NOT_RUNNING)
    assert asyncio.run(ask(session, data)) == [ended]
    assert started == [data]


def test_of_two_requests_the_second_joins_the_thread_of_the_first(started):
    ended, data = Runner(takes=False), RerunData(fragment_id="part")
    session = MagicMock(_scriptrunner=ended, _state=AppSessionState.APP_NOT_RUNNING)

    async def twice():
        session._event_loop = asyncio.get_running_loop()
        session._script_event_loop.is_closed.return_value = False
        AppSession._create_scriptrunner(session, data)
        await ask(session, data)

    asyncio.run(twice())
    assert started == [data]


def test_nothing_starts_in_a_session_that_has_ended(started):
    session = MagicMock(_scriptrunner=Runner(False), _state=AppSessionState.SHUTDOWN_REQUESTED)
    asyncio.run(ask(session, RerunData(fragment_id="part")))
    assert started == []


def test_the_first_run_of_a_session_starts_at_once(started):
    session = MagicMock(_scriptrunner=None)
    session._script_event_loop.is_closed.return_value = False
    AppSession._create_scriptrunner(session, RerunData())
    assert started == [RerunData()]


def test_where_streamlit_has_changed_it_does_as_it_comes(monkeypatch):
    before = AppSession._create_scriptrunner
    with monkeypatch.context() as other:
        other.setattr(unsent, "ForwardMsgQueue", object)  # without the places of what waits
        assert not unsent.deliver.__wrapped__()
    monkeypatch.delattr(AppSession, "_clear_queue")
    assert not unsent.deliver.__wrapped__()
    assert AppSession._create_scriptrunner is before
