"""Locks that end with the process that holds them, and that say who holds them. No torch here.

The lock itself is `filelock`'s, of the operating system: a file left behind blocks nobody. It holds
between processes of one machine on every local file system, and between machines on NFS of Linux
2.6.12 or later. A network share may keep it to one machine; where files cannot be locked at all,
work goes on without, with a warning.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import lock_descriptor

# `is_held` takes a lock for an instant; whoever wants it just then tries again.
_INSTANT = 0.25
_PAUSE, _PROBES = 0.005, 3
_NOTE_START = 1  # Windows locks the first byte against reading, so the note begins behind it
_logger = logging.getLogger(__name__)


class HeldError(Exception):
    """Another process holds the lock; the text says which."""


@contextmanager
def held(path: Path, patience: float = _INSTANT) -> Iterator[None]:
    """Hold the lock at `path`, and make its folder. A child forked meanwhile shares it.

    patience: seconds to wait for another holder. Raises HeldError when they have passed, OSError
    where the file cannot be made.
    """
    lock = _acquire(path, patience)
    try:
        yield
    finally:
        # Removed while it is held: who opened it meanwhile sees that it is no longer there.
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(lock)
        with suppress(OSError):
            path.parent.rmdir()


def is_held(path: Path) -> bool:
    """True if a process holds the lock at `path` now."""
    try:
        lock = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        # More than once: another who asks holds it for an instant, too.
        for _ in range(_PROBES):
            if lock_descriptor(lock, blocking=False):
                return False
            time.sleep(_PAUSE)
        return True
    except OSError:
        return False
    finally:
        os.close(lock)


def _acquire(path: Path, patience: float) -> int:
    """Descriptor of the file at `path`, locked, with a note in it of who holds it."""
    until = time.monotonic() + patience
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:  # The last one to leave has taken the folder away
            if time.monotonic() >= until:  # Or the path is a link that leads nowhere
                raise
            continue
        try:
            if _try_lock(lock, path):
                if _is_at(lock, path):
                    _write_note(lock)
                    return lock
            elif time.monotonic() >= until:
                raise HeldError(_holder(lock))
            else:
                time.sleep(_PAUSE)
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _try_lock(lock: int, path: Path) -> bool:
    """False where another process holds the lock; True with a warning where none can be had."""
    try:
        return lock_descriptor(lock, blocking=False)
    except OSError as error:
        _logger.warning(
            "%s cannot be locked here (%s): see that no other process does the same.",
            path,
            error.strerror,
        )
        return True


def _is_at(lock: int, path: Path) -> bool:
    """True if the open file is still the one at `path`."""
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False


def _write_note(lock: int) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    note = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    with suppress(OSError):
        os.ftruncate(lock, 0)
        os.write(lock, b" " * _NOTE_START + json.dumps(note).encode())


def _holder(lock: int) -> str:
    """The process that the note in a lock names."""
    try:
        os.lseek(lock, _NOTE_START, os.SEEK_SET)
        note: dict[str, Any] = json.loads(os.read(lock, 4096))
        return f"process {note['pid']} on {note['host']}, since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):  # It is just about to write it
        return "another process"
