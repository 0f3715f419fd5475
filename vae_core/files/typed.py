"""JSON, msgpack, TOML and plain values read as types, by msgspec, in as many threads as there are.

msgspec looks at a type when it meets it first, and keeps what it finds with the type: a second
thread that comes meanwhile is given what is half there, and the process ends with a segmentation
fault. A class that opens a new server at once was enough for it. So a type is looked at by one
thread before any reads with it (tests/core/files/test_typed.py does it with six).
"""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar

import msgspec

_Type = TypeVar("_Type")
_lock = Lock()
_known: set[Any] = set()


def converted(values: Any, kind: type[_Type]) -> _Type:
    """Plain values as a type. Raises msgspec.ValidationError where they are not of it."""
    _prepare(kind)
    return msgspec.convert(values, kind)


def from_json(content: bytes | str, kind: type[_Type]) -> _Type:
    """JSON as a type. Raises msgspec.DecodeError where it is none, or not of the type."""
    _prepare(kind)
    return msgspec.json.decode(content, type=kind)


def from_msgpack(content: bytes, kind: type[_Type]) -> _Type:
    """The same of msgpack."""
    _prepare(kind)
    return msgspec.msgpack.decode(content, type=kind)


def from_toml(content: bytes, kind: type[_Type]) -> _Type:
    """The same of TOML."""
    _prepare(kind)
    return msgspec.toml.decode(content, type=kind)


def _prepare(kind: Any) -> None:
    """Have msgspec look at a type, and at all that are in it, once."""
    if kind in _known:
        return
    with _lock:
        if kind not in _known:
            with suppress(msgspec.ValidationError):
                msgspec.convert(None, kind)
            _known.add(kind)
