"""A class and a small lesson to open the page with."""

import pytest

from tests.support.lesson_probe import Probe, write
from ui.pages.lessons import figure as figures
from ui.pages.lessons import step
from ui.pages.lessons.lesson import loader
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


@pytest.fixture
def probe(tmp_path, monkeypatch, checkpoints):
    """A lesson of two steps in the place of "invent", and its figure."""
    content, text = tmp_path / "content", tmp_path / "text"
    (content).mkdir()
    (text / "lessons").mkdir(parents=True)
    figure = Probe()
    monkeypatch.setattr(loader.lessons, "__defaults__", (content,))
    monkeypatch.setattr(loader, "prose_path", lambda name: text / f"{name}.md")
    monkeypatch.setattr(figures, "find_spec", lambda name: name.endswith(".probe") or None)
    monkeypatch.setattr(step, "load_figure", lambda name: figure)
    write(tmp_path)
    figure.folder = tmp_path
    return figure
