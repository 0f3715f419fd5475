"""The live view of a training, on the side of Python."""

import pytest
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from ui.components.training import training_view
from ui.components.training.training_view.payload import PackedSnapshot


def snapshot(step: int) -> PackedSnapshot:
    return PackedSnapshot({"step": step}, f"snapshot at step {step}".encode())


@pytest.fixture
def files(monkeypatch):
    """Streamlit's own store of files for the browser, without a server."""
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))

    class Runtime:
        media_file_mgr = manager

    monkeypatch.setattr(runtime, "get_instance", lambda: Runtime)
    monkeypatch.setattr(training_view.st, "session_state", {})
    return manager


def run(files, shown: PackedSnapshot, *, whole: bool = False) -> str:
    """Send a snapshot in one run of the script, of the `whole` page or a fragment; its URL."""
    if whole:
        files.clear_session_refs()
    url = training_view._snapshot(shown, "live")["url"]
    files.remove_orphaned_files()
    return url


def content(files, url: str) -> bytes | None:
    kept = files.read_file(url.rsplit("/", maxsplit=1)[-1].split(".", maxsplit=1)[0])
    return kept and kept.content


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("steps", [(10, 20, 30, 40), (1, 2, 4, 7), (5, 5, 6, 6)])
def test_the_snapshot_before_the_last_is_still_there(files, steps, whole):
    before = None
    for step in steps:
        url = run(files, snapshot(step), whole=whole)
        assert content(files, url) == snapshot(step).content
        if before:
            assert content(files, before) is not None
        before = url


def test_older_snapshots_are_let_go(files):
    urls = [run(files, snapshot(step)) for step in (10, 20, 30)]
    assert [content(files, url) is not None for url in urls] == [False, True, True]


def test_the_same_snapshot_again_does_not_push_out_the_one_before(files):
    first, second = run(files, snapshot(10)), run(files, snapshot(20))
    assert run(files, snapshot(20)) == second
    assert content(files, first) == snapshot(10).content


def test_before_the_first_snapshot_there_is_none(files):
    assert training_view._snapshot(None, "live") is None
