"""Uploads: bounded over all sessions, and small copies of them once they were read."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from ui.services import uploads
from vae_core.errors import BusyError


@pytest.fixture
def manager(monkeypatch):
    """Streamlit's keeper of uploads, bounded, with the session "one" running."""
    manager = MemoryUploadedFileManager("/upload")
    context = SimpleNamespace(uploaded_file_mgr=manager, session_id="one")
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr(st, "session_state", {})
    uploads.bound()
    return manager


def photo() -> bytes:
    pixels = np.random.default_rng(0).integers(0, 256, (900, 1_200, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=95)
    return file.getvalue()


def upload(manager, content, name="a", session="one") -> UploadedFile:
    manager.add_file(session, UploadedFileRec(name, f"{name}.jpg", "image/jpeg", content))
    return widget(manager, name, session)


def widget(manager, name, session="one") -> UploadedFile:
    return UploadedFile(manager.get_files(session, [name])[0], FileURLs())


def held(manager) -> int:
    return sum(len(f.data) for files in manager.file_storage.values() for f in files.values())


def test_of_a_photograph_that_was_read_a_small_copy_is_kept(manager):
    content = photo()
    file = upload(manager, content)
    first = uploads.read(file)
    assert first.size == (1_200, 900)
    assert held(manager) == len(first.content) < len(content)
    assert file.getvalue() == b""  # The widget's own copy went, too.
    assert uploads.read(file) == uploads.read(widget(manager, "a")) == first


def test_of_what_is_no_picture_nothing_is_kept(manager):
    file = upload(manager, bytes(300_000))
    assert "not a picture" in uploads.read(file).why
    assert "not a picture" in uploads.read(file).why
    assert held(manager) == 0


def test_what_found_no_memory_stays_to_be_read_again(manager, monkeypatch):
    def busy(content):
        raise BusyError("Try again.")

    file, usual = upload(manager, photo()), uploads.compact
    monkeypatch.setattr(uploads, "compact", busy)
    refused = uploads.read(file)
    assert (refused.why, refused.again) == ("Try again.", True)
    monkeypatch.setattr(uploads, "compact", usual)
    assert uploads.read(file).size == (1_200, 900)


def test_one_file_too_many_is_a_name_and_a_sentence(manager, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    monkeypatch.setattr(uploads, "MOST_BYTES_OF_ONE", 60)
    upload(manager, bytes(60), "a", "other")
    assert not uploads.read(upload(manager, bytes(40), "b")).why
    assert held(manager) == 100
    for session in (
        "one",
        "other",
    ):  # The first is over all that there is, the second over its own.
        assert "no" in upload(manager, bytes(1), "c", session).type
    assert "add it again" in uploads.read(widget(manager, "c")).why
    assert held(manager) == 100


def test_files_without_end_are_not_even_named(manager, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES_OF_ONE", 2)
    for number in range(5):
        manager.add_file("one", UploadedFileRec(str(number), "", "", b""))
    assert len(manager.file_storage["one"]) == 2


def test_what_is_not_shown_is_forgotten(manager):
    file = upload(manager, photo())
    uploads.forget(file)
    assert held(manager) == 0
    assert file.getvalue() == b""
