"""What lies on the disk below `checkpoints`: whether it is there, what is in it, what it holds.

Every look at that folder goes through here, because anything can lie in it: a link that leads
nowhere or to itself, a name that is no text, a folder that may not be read, a pipe or a device
under the name of a file, or a run that another process deletes at this moment. What is not there
is answered with None, False or an empty list; what cannot be read raises an error that says why.
`atomic.py` writes files.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from vae_core.errors import RunError

# The largest JSON file that is read. Those of shipped runs take at most 65 kB.
MAX_JSON_BYTES = 64_000_000
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR)

Stamp = tuple[tuple[str, int], ...]
_Look = TypeVar("_Look", str, tuple[str, int])


def is_folder(path: Path | str) -> bool:
    """True for a folder, or a link to one, that can be looked at."""
    return os.path.isdir(path)  # noqa: PTH112 (Path.is_dir raises where permission is missing)


def is_taken(path: Path) -> bool:
    """True where anything has this path, even a link that leads nowhere."""
    return os.path.lexists(path)


def is_broken_link(path: Path) -> bool:
    """True for a link that leads nowhere or to itself."""
    return os.path.islink(path) and not os.path.exists(path)  # noqa: PTH110, PTH114 (as above)


def size(path: Path) -> int | None:
    """Bytes of an ordinary file; None where there is no such file."""
    status = _status(path)
    return status.st_size if status and stat.S_ISREG(status.st_mode) else None


def modified_ns(path: Path) -> int | None:
    """Time in nanoseconds at which a file or folder was written last; None where it is missing."""
    status = _status(path)
    return status.st_mtime_ns if status else None


def inode(path: Path) -> int | None:
    """Number by which the file system knows what is at `path` now; None where it is missing."""
    status = _status(path)
    return status.st_ino if status else None


def names(folder: Path, *, hidden: bool = False) -> list[str]:
    """Names in a folder in order; empty without the folder.

    hidden: those that begin with a dot, instead of those that do not.
    A name that is no UTF-8 has escapes (`readable`) and so leads to no file.
    Raises RunError where the folder cannot be read.
    """
    return _listed(folder, lambda entry: readable(entry.name), hidden)


def stamp(folder: Path | str) -> Stamp:
    """Name and time of writing of everything in a folder; empty where it cannot be read.

    Another stamp means that something was added, removed or rewritten.
    """
    try:
        return tuple(_listed(Path(folder), lambda entry: (readable(entry.name), _entry_ns(entry))))
    except RunError:
        return ()


def readable(name: str) -> str:
    r"""A name from the disk as text that can be shown: bytes that are no UTF-8 become "\udcff"."""
    return name.encode("utf-8", "backslashreplace").decode()


def read_bytes(path: Path, limit: int | None = None) -> bytes:
    """Content of an ordinary file. Never waits for the other end of a pipe.

    Raises OSError, whose `strerror` says why: the file is missing or may not be read, is a folder,
    a pipe or a device, or has more than `limit` bytes.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        if limit is not None and status.st_size > limit:
            raise OSError(errno.EFBIG, f"it is larger than {limit:,} bytes", str(path))
        return file.read()


def read_json(path: Path) -> Any:
    """What a JSON file holds, as plain values.

    Raises OSError as `read_bytes` does, ValueError where it is not JSON: NaN, infinity and text
    that is no Unicode are not, nor are more brackets in one another than can be counted.
    """
    content = read_bytes(path, MAX_JSON_BYTES)
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path.name} is not JSON ({error})") from error


_BINARY = getattr(os, "O_BINARY", 0)  # Windows


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116 (as above)
    except (OSError, ValueError):
        return None


def _listed(
    folder: Path, look: Callable[[os.DirEntry[str]], _Look], hidden: bool = False
) -> list[_Look]:
    try:
        with os.scandir(folder) as entries:
            return sorted(look(entry) for entry in entries if entry.name.startswith(".") == hidden)
    except OSError as error:
        if error.errno in _NOT_THERE:
            return []
        raise RunError(
            f"The folder {readable(str(folder))} cannot be read ({error.strerror})."
        ) from error


def _entry_ns(entry: os.DirEntry[str]) -> int:
    """Time of writing; 0 for a broken link, and for what was removed meanwhile."""
    try:
        return entry.stat().st_mtime_ns
    except OSError:
        return 0
