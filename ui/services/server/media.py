"""Serves bytes that are in no folder to the browser: component scripts, weights, codes, films."""

from __future__ import annotations

from streamlit import runtime


def url(content: bytes, coordinates: str, mimetype: str = "application/octet-stream") -> str:
    """The URL, hashed from the content, at which the browser can fetch `content`.

    Call it at every run of the script: a full run first drops the session's files. It costs
    little: Streamlit hashes samples of large files and keeps identical files once for all sessions.
    """
    files = runtime.get_instance().media_file_mgr
    return files.add(content, mimetype, coordinates)
