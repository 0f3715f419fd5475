"""A damaged database of the queue is set aside and made again; nothing asked for is lost."""

import os
import sqlite3
from contextlib import closing

import pytest

from vae_core.errors import RunError
from vae_core.jobs import engine, queue, records
from vae_core.jobs.limits import Limits
from vae_core.jobs.processes import supervisor
from vae_core.jobs.queue import enqueue, positions

RUN = "uci-digits/tiny"


def _zeros(file):
    """A file that begins as a database does, with zeros in place of its tables."""
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("create table task (id integer)")
        connection.commit()
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\0" * (len(content) - 100))


def _instead(make):
    def replace(file):
        file.unlink(missing_ok=True)
        make(file)

    return replace


DAMAGES = {
    "garbage": _instead(lambda file: file.write_bytes(b"no database" * 1_000)),
    "zeros": _zeros,
    "a folder": _instead(os.mkdir),
    "a pipe": _instead(os.mkfifo),
    "a link that leads nowhere": _instead(lambda file: file.symlink_to("nowhere/at/all")),
}


@pytest.fixture
def alone(checkpoints, monkeypatch):
    """A queue that nobody works off."""
    monkeypatch.setattr(queue, "ensure_supervisor", lambda root=None: None)
    return checkpoints


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("is_known", [False, True])
def test_a_damaged_queue_is_set_aside_and_made_again(alone, tiny, damage, is_known):
    """is_known: this process had used it before it was damaged."""
    file = engine.queue_database()
    if is_known:
        engine.put("uci-digits/earlier", Limits())
        assert engine.pending() == ["uci-digits/earlier"]
    else:
        file.parent.mkdir(parents=True)
    DAMAGES[damage](file)
    assert enqueue(tiny).id == RUN
    assert positions() == {RUN: 1}
    assert len(list(file.parent.glob("queue.damaged-*.db"))) == 1


def test_a_supervisor_puts_back_what_the_damaged_queue_held(alone, tiny):
    enqueue(tiny)
    file = engine.queue_database()
    DAMAGES["garbage"](file)
    assert positions() == {}
    assert [job.id for job in records.jobs()] == [RUN]
    assert supervisor._Supervisor(alone, Limits(), None)._put_back()
    assert positions() == {RUN: 1}


def test_a_supervisor_whose_queue_was_made_again_begins_anew(alone):
    one = supervisor._Supervisor(alone, Limits(), None)
    engine.connect(alone, "sqlite", print)
    one._database_inode = one._database.stat().st_ino
    assert one._has_its_queue()
    one._database.rename(one._database.with_name("queue.damaged-1.db"))
    engine.connect(alone, "sqlite", print)
    assert not one._has_its_queue()


def test_a_queue_that_others_hold_is_not_damaged(alone, tiny, monkeypatch):
    enqueue(tiny)
    monkeypatch.setattr("vae_core.jobs.queue_file._BUSY", 0.01)

    def busy(*_args, **_kwargs):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(engine, "_client", busy)
    with pytest.raises(RunError, match="cannot be reached: database is locked"):
        engine.pending()
    assert list(engine.queue_folder().glob("queue.damaged-*")) == []


def test_the_command_that_lists_replaces_a_dead_supervisor(alone, tiny, monkeypatch, capsys):
    from vae_core.cli.main import main

    enqueue(tiny)
    asked = []
    monkeypatch.setattr(supervisor, "ensure_supervisor", lambda root=None: asked.append(root))
    assert main(["queue"]) == 0
    assert RUN in capsys.readouterr().out
    assert asked == [None]
