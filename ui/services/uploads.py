"""Uploads: bounded over all sessions, and kept as small copies once they were read.

Streamlit keeps what a browser uploads, whole, until the visitor's session ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from ui.text.outside import error_sentence
from ui.text.words import _
from vae_core.errors import BusyError, ImageError
from vae_core.images.reading.compact import compact

# Bytes and files of everybody together and of one session. A photograph of 4 MB is one of 0.3 MB
# as soon as it was read: this is room for what arrives at once.
MOST_BYTES, MOST_BYTES_OF_ONE, MOST_FILES_OF_ONE = 400_000_000, 200_000_000, 1_000
_NO_ROOM = "no room"
_READ = "uploads that were read"


@dataclass(frozen=True)
class Upload:
    """An upload as it is kept.

    content: of the file.  size: the width and height the picture had, where that is a smaller copy.
    why: a sentence where it cannot be read.  again: it may be read a little later.
    """

    content: bytes = b""
    size: tuple[int, int] | None = None
    why: str = ""
    again: bool = False


def bound() -> None:
    """From now on the server takes in as many uploads as `MOST_BYTES` and the like allow.

    Of one too many nothing is kept but its name, so that the page can say so.
    """
    context = get_script_run_ctx()
    manager = context.uploaded_file_mgr if context else None
    if not isinstance(manager, MemoryUploadedFileManager) or "add_file" in vars(manager):
        return
    take = manager.add_file

    def add_file(session_id: str, file: UploadedFileRec) -> None:
        if not _has_room(manager, session_id, len(file.data)):
            file = file._replace(type=_NO_ROOM, data=b"")
        if file.data or len(manager.file_storage.get(session_id, ())) < MOST_FILES_OF_ONE:
            take(session_id, file)

    # Streamlit makes the manager itself and has no setting for this.
    vars(manager)["add_file"] = add_file


def read(file: UploadedFile) -> Upload:
    """An upload, of which a small copy is kept from now on; nothing where it is no picture."""
    done: dict[str, Upload] = st.session_state.setdefault(_READ, {})
    if file.type == _NO_ROOM:
        return Upload(
            why=_(
                "The server holds as many pictures as it has room for. Remove this one and add it "
                "again in a few minutes."
            )
        )
    content = _content(file)
    if (known := done.get(file.file_id)) is not None:
        return replace(known, content=content)
    try:
        small, size = compact(content) or (content, None)
    except BusyError as error:
        return Upload(why=error_sentence(error), again=True)
    except ImageError as error:
        done[file.file_id] = Upload(why=error_sentence(error))
        small, size = b"", None
    else:
        done[file.file_id] = Upload(size=size)
    _keep(file, small)
    return replace(done[file.file_id], content=small)


def whole(file: UploadedFile) -> Upload:
    """An upload as it came; a sentence where the server had no room for it."""
    if file.type == _NO_ROOM:
        return Upload(
            why=_("The server has no room for this upload. Try it again in a few minutes.")
        )
    return Upload(_content(file))


def forget(file: UploadedFile) -> None:
    """Keep nothing of an upload but its name."""
    if file.size:
        _keep(file, b"")


def _content(file: UploadedFile) -> bytes:
    """What the server keeps of an upload: of the widget's own copy nothing may be left."""
    context = get_script_run_ctx()
    if context is None:
        return file.getvalue()
    records = context.uploaded_file_mgr.get_files(context.session_id, [file.file_id])
    return records[0].data if records else b""


def _keep(file: UploadedFile, content: bytes) -> None:
    """Keep `content` in the place of an upload's."""
    context = get_script_run_ctx()
    manager = context.uploaded_file_mgr if context else None
    if context is None or not isinstance(manager, MemoryUploadedFileManager):
        return
    if manager.get_files(context.session_id, [file.file_id]):
        # Past the bound: it only becomes smaller.
        record = UploadedFileRec(file.file_id, file.name, file.type, content)
        MemoryUploadedFileManager.add_file(manager, context.session_id, record)
    file.seek(0)
    file.truncate()


def _has_room(manager: MemoryUploadedFileManager, session_id: str, size: int) -> bool:
    """True if one more upload of `size` bytes may be kept."""
    held = {
        session: sum(len(file.data) for file in list(files.values()))
        for session, files in list(manager.file_storage.items())
    }
    own = held.get(session_id, 0) + size
    return own <= MOST_BYTES_OF_ONE and sum(held.values()) + size <= MOST_BYTES
