"""A class to open the page with."""

import pytest

from ui.services.classroom import classroom
from ui.services.classroom.push import watcher
from ui.services.classroom.stores.sqlite_store import SqliteStore


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Every page finds its classes here, and nobody is sent away before the test has looked."""
    store = SqliteStore(tmp_path / "classes.db")
    monkeypatch.setattr(classroom, "chosen_store", lambda: store)
    monkeypatch.setattr(watcher._Watcher, "_wake", lambda self: None)
    watcher._watcher._pages.clear()
    return store


@pytest.fixture
def started(store):
    """(a class, the secret of its teacher)."""
    return classroom.start(store)
