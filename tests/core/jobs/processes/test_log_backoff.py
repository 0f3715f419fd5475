"""What repeats is logged seldom: while the queue cannot be reached, its log stays short."""

import logging
from itertools import pairwise

import pytest

from vae_core.errors import RunError
from vae_core.jobs import records
from vae_core.jobs.processes import log_backoff, supervisor
from vae_core.jobs.processes.log_backoff import backing_off

NAME = "test of backing off"


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test moves."""

    class Clock:
        now = 0.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(log_backoff, "time", clock)
    return clock


def _fail(text="It cannot be reached"):
    try:
        raise OSError("connection refused")
    except OSError:
        logging.getLogger(NAME).exception(text)


def test_what_repeats_is_written_ever_more_seldom_and_at_least_every_ten_minutes(clock, caplog):
    written = []
    with backing_off(NAME):
        for second in range(0, 7_200):
            clock.now = float(second)
            _fail()
            if caplog.records:
                written.append(second)
                caplog.clear()
    gaps = [later - earlier for earlier, later in pairwise(written)]
    assert gaps[:5] == [5, 10, 20, 40, 80]
    assert max(gaps) == 600
    assert len(written) < 22


def test_the_traceback_is_in_the_first_line_and_the_others_count(clock, caplog):
    with backing_off(NAME):
        for second in range(6):
            clock.now = float(second)
            _fail()
    first, second = caplog.records
    assert first.exc_info
    assert not second.exc_info
    assert second.getMessage() == (
        "It cannot be reached: connection refused (4 times more since the last line)"
    )


def test_other_lines_and_what_was_quiet_for_long_are_new(clock, caplog):
    with backing_off(NAME):
        _fail()
        _fail("Another thing")
        clock.now = 60.0
        _fail()
    assert [record.getMessage() for record in caplog.records] == [
        "It cannot be reached", "Another thing", "It cannot be reached",
    ]  # fmt: skip


def test_afterwards_every_line_is_written_again(clock, caplog):
    with backing_off(NAME):
        pass
    _fail()
    _fail()
    assert len(caplog.records) == 2


def test_a_supervisor_without_its_disk_says_so_once(checkpoints, monkeypatch, caplog):
    checkpoints.mkdir()
    monkeypatch.setattr(supervisor, "_LOOKS_EVERY", 0.001)
    looks = []

    def jobs(root=None):
        looks.append(root)
        if len(looks) < 30:
            raise RunError("The folder cannot be read.")
        return []

    monkeypatch.setattr(records, "jobs", jobs)
    supervisor.supervise(idle=0)
    assert len(looks) == 30
    assert caplog.messages.count("The queue could not be looked through") == 1


def test_a_queue_that_is_away_fills_no_log(checkpoints, monkeypatch, caplog):
    """The threads of the queue look for it up to twenty times a second."""
    checkpoints.mkdir()
    connect = supervisor.engine.connect
    asked = []

    def away(*args):
        queue, add = connect(*args)

        def dequeue():
            asked.append(1)
            raise ConnectionError("connection refused")

        monkeypatch.setattr(queue, "dequeue", dequeue)
        return queue, add

    monkeypatch.setattr(supervisor.engine, "connect", away)
    monkeypatch.setattr(supervisor, "_LOOKS_EVERY", 0.05)
    monkeypatch.setattr(supervisor._Supervisor, "_put_back", lambda self: len(asked) < 5)
    supervisor.supervise(idle=0)
    assert len(asked) >= 5
    assert caplog.messages.count("Error reading from queue") == 1
