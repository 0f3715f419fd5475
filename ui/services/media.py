"""Files for the browser that belong to no folder: component scripts, weights, codes, films."""

from __future__ import annotations

from streamlit import runtime


def url(content: bytes, coordinates: str, mimetype: str = "application/octet-stream") -> str:
    """Serve `content` to the browser at a content-hashed URL.

    Called at every run of the script, and it must be: a full run first forgets the session's
    files. It costs little, since Streamlit samples large files to hash them, and keeps identical
    files once for all sessions.
    """
    files = runtime.get_instance().media_file_mgr
    return files.add(content, mimetype, coordinates)
