"""A file is there whole, or the one before it."""

import pytest

from vae_core.files import atomic


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_written_with_its_folder_and_replaced(tmp_path, durable):
    path = tmp_path / "new" / "file.bin"
    atomic.write_bytes(path, b"one", durable=durable)
    atomic.write_bytes(path, b"two", durable=durable)
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "file.json"
    atomic.write_json(path, {"a": 1})

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            atomic.write_json(path, {"a": 2})
    with pytest.raises(ValueError, match="JSON"):
        atomic.write_json(path, {"a": float("nan")})
    assert path.read_text(encoding="utf-8") == '{\n "a": 1\n}\n'
    assert list(tmp_path.iterdir()) == [path]


def test_leftovers_of_killed_writers_are_removed_and_nothing_else(tmp_path):
    path = tmp_path / "a.state"
    kept = [path, tmp_path / ".b.state.7-1f", tmp_path / ".a.state"]
    left = [tmp_path / ".a.state.7-1f", tmp_path / ".a.state.12-99"]
    for file in (*kept, *left):
        file.touch()
    atomic.remove_leftovers(path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)
    atomic.remove_leftovers(tmp_path / "missing" / "a.state")
