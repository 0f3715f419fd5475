"""Locks that end with the process that holds them, however that ends. No torch here.

They are the kernel's (flock): a file left behind blocks nobody. A lock holds between processes of
one machine on every local file system, and between machines on NFS of Linux 2.6.12 or later. A
network share may keep it to one machine; where there are no locks at all, work goes on without,
with a warning.
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

try:
    import fcntl
except ImportError:  # Windows: nothing keeps two processes apart there
    fcntl = None

# `is_held` takes a lock for an instant; whoever wants it just then tries again.
_INSTANT = 0.25
_logger = logging.getLogger(__name__)


class HeldError(Exception):
    """Another process holds the lock; the text says which."""


@contextmanager
def held(path: Path, patience: float = _INSTANT) -> Iterator[None]:
    """Hold the lock at `path`, and make its folder. A child forked meanwhile shares it.

    patience: seconds to wait for another. Raises HeldError where they pass, OSError where the file
    cannot be made.
    """
    lock = _locked(path, patience)
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
    """Whether a process holds the lock at `path` now."""
    if fcntl is None:
        return path.exists()
    try:
        lock = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(lock)
    return False


def _locked(path: Path, patience: float) -> int:
    """A descriptor of the file at `path`, locked, with who holds it written in it."""
    until = time.monotonic() + patience
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:  # The last one to leave has taken the folder away
            continue
        try:
            if _flock(lock, path):
                if _is_at(lock, path):
                    with suppress(OSError):
                        os.ftruncate(lock, 0)
                        os.write(lock, json.dumps(_whoami()).encode())
                    return lock
            elif time.monotonic() >= until:
                raise HeldError(_holder(lock))
            else:
                time.sleep(0.02)
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _flock(lock: int, path: Path) -> bool:
    """False where another holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        _logger.warning(
            "%s cannot be locked here (%s): see that no other process does the same.",
            path,
            error.strerror,
        )
    return True


def _is_at(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False


def _whoami() -> dict[str, Any]:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": since}


def _holder(lock: int) -> str:
    try:
        who = json.loads(os.pread(lock, 4096, 0))
        return f"process {who['pid']} on {who['host']}, since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):  # It is just about to write it
        return "another process"
