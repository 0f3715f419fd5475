"""The database of the queue beside the runs: set aside where it is damaged, and made again.

No training is lost with it. It holds ids only, and a supervisor puts back every job that waits and
is in no queue (`processes.supervisor`).
"""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from vae_core.files import disk
from vae_core.files.locks import held

_BUSY = 2.0
_logger = logging.getLogger(__name__)


def set_aside_if_damaged(database: Path) -> bool:
    """Rename a damaged database to `queue.damaged-<number>.db`. True where that was done.

    Raises OSError where it cannot be renamed, HeldError while another process is about it.
    """
    with held(database.with_name("mending.lock"), _BUSY):
        if not _is_damaged(database):
            return False
        aside = database.with_name(f"{database.stem}.damaged-{time.time_ns()}{database.suffix}")
        database.rename(aside)
        for ending in ("-wal", "-shm", "-journal"):
            with suppress(OSError):
                beside = database.with_name(database.name + ending)
                beside.rename(aside.with_name(aside.name + ending))
    _logger.warning("The database of the queue was damaged: it lies in %s, with a new one.", aside)
    return True


def _is_damaged(database: Path) -> bool:
    """True for a file that is no sound database, and for what is no file at all."""
    if not disk.is_taken(database):
        return False
    if disk.size(database) is None:
        return True
    try:
        with closing(sqlite3.connect(database, timeout=_BUSY)) as connection:
            return connection.execute("pragma quick_check").fetchall() != [("ok",)]
    except sqlite3.OperationalError:  # Others hold it, or the disk is full
        return False
    except sqlite3.DatabaseError:
        return True
