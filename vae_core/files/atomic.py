"""Writing of files so that a reader meets the whole new content or the whole old one."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from vae_core.files import disk


def write_bytes(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Put a file at `path` in one step, and make its folder.

    durable: wait until the content is on the disk, so that a power cut takes no older file with
        it. Not for what is written many times a second and can be lost.
    Raises OSError where that fails; an older file then stays, and nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid4().hex[:8]}")
    try:
        write_new(temporary, content, durable=durable)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_leftovers(path: Path) -> None:
    """Remove what processes that were killed while they wrote `path` have left beside it."""
    left = re.compile(re.escape(f".{path.name}.") + ".*-.*")
    for name in disk.names(path.parent, hidden=True):
        if left.fullmatch(name):
            path.with_name(name).unlink(missing_ok=True)


def write_json(path: Path, values: dict[str, Any], *, durable: bool = True) -> None:
    """Put a JSON file at `path` in one step. Raises OSError as `write_bytes` does."""
    write_bytes(path, json_bytes(values), durable=durable)


def write_new(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file that nobody reads yet, for example in a folder that will be renamed."""
    with path.open("wb") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def json_bytes(values: dict[str, Any]) -> bytes:
    """JSON text of `values` as the files of runs have it. Raises ValueError on NaN or infinity."""
    return (json.dumps(values, indent=1, allow_nan=False) + "\n").encode()
