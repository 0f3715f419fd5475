"""Classes in one SQLite file, beside the runs: the store of a single server."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from ui.services.classroom.errors import ClassroomError
from ui.text.words import _

_BUSY = 5.0  # seconds that another process may hold the file
_SWEEP = 60.0  # seconds between two removals of what has expired
_TABLES = """
CREATE TABLE IF NOT EXISTS fields (key TEXT, field TEXT, value BLOB, PRIMARY KEY (key, field))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS expiry (key TEXT PRIMARY KEY, at REAL) WITHOUT ROWID;
"""
_ALIVE = "NOT EXISTS (SELECT 1 FROM expiry WHERE expiry.key = fields.key AND at <= ?)"

# A clock of this process that no change of the system's clock moves: the time at its start, and the
# seconds since. What was written before a restart is read by the time of the new start.
_STARTED = time.time() - time.monotonic()


def steady_time() -> float:
    """Seconds since 1970, by the system's clock as it was when this process started."""
    return _STARTED + time.monotonic()


class SqliteStore:
    """A store (see `Store`) in the file `path`, which only this user can read."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock, self._swept = path, RLock(), 0.0
        make_file(path)
        with _errors(path):
            self._database = sqlite3.connect(
                path, timeout=_BUSY, check_same_thread=False, isolation_level=None
            )
            self._database.execute("PRAGMA journal_mode=WAL")
            # A killed process loses nothing; a power cut may take the last second.
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.executescript(_TABLES)

    def put(self, key: str, field: str, value: bytes, *, keep: float | None = None) -> None:
        """Set a field."""
        with self._writing(key, keep):
            self._database.execute(
                "INSERT OR REPLACE INTO fields VALUES (?, ?, ?)", (key, field, value)
            )

    def put_new(self, key: str, field: str, value: bytes, *, keep: float | None = None) -> bool:
        """Set a field unless it is there; True if it was set."""
        with self._writing(key, keep):
            done = self._database.execute(
                "INSERT OR IGNORE INTO fields VALUES (?, ?, ?)", (key, field, value)
            )
            return done.rowcount == 1

    def get(self, key: str, field: str) -> bytes | None:
        """The value of a field; None where there is none."""
        with _errors(self._path), self._lock:
            row = self._database.execute(
                f"SELECT value FROM fields WHERE key = ? AND field = ? AND {_ALIVE}",
                (key, field, steady_time()),
            ).fetchone()
        return row[0] if row else None

    def fields(self, key: str) -> dict[str, bytes]:
        """All fields of a key; empty where there are none."""
        return self.fields_of([key])[0]

    def fields_of(self, keys: list[str]) -> list[dict[str, bytes]]:
        """All fields of each key, in one query."""
        marks = ",".join("?" * len(keys))
        with _errors(self._path), self._lock:
            rows = self._database.execute(
                f"SELECT key, field, value FROM fields WHERE key IN ({marks}) AND {_ALIVE}",
                (*keys, steady_time()),
            ).fetchall()
        by_key: dict[str, dict[str, bytes]] = {key: {} for key in keys}
        for key, field, value in rows:
            by_key[key][field] = value
        return [by_key[key] for key in keys]

    def increment(self, key: str, field: str, by: int = 1, *, keep: float | None = None) -> int:
        """Add to a field that holds a whole number (0 where there is none), and return the sum."""
        with self._writing(key, keep):
            row = self._database.execute(
                "INSERT INTO fields VALUES (?, ?, CAST(? AS BLOB)) ON CONFLICT (key, field) DO "
                "UPDATE SET value = CAST(CAST(value AS INTEGER) + ? AS BLOB) RETURNING value",
                (key, field, by, by),
            ).fetchone()
            return int(row[0])

    def remove(self, key: str, field: str | None = None) -> None:
        """Remove a field, or without one the whole key."""
        with self._writing(key):
            if field is None:
                self._drop(key)
                return
            self._database.execute("DELETE FROM fields WHERE key = ? AND field = ?", (key, field))
            if not self._has(key):
                self._drop(key)

    def expire(self, key: str, seconds: float) -> None:
        """Remove the key in so many seconds from now, unless this is called again before."""
        with self._writing(key):
            if self._has(key):
                self._keep(key, seconds)

    def _keep(self, key: str, seconds: float) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO expiry VALUES (?, ?)", (key, steady_time() + seconds)
        )

    def _has(self, key: str) -> bool:
        found = self._database.execute("SELECT 1 FROM fields WHERE key = ? LIMIT 1", (key,))
        return found.fetchone() is not None

    def _drop(self, key: str) -> None:
        self._database.execute("DELETE FROM fields WHERE key = ?", (key,))
        self._database.execute("DELETE FROM expiry WHERE key = ?", (key,))

    @contextmanager
    def _writing(self, key: str, keep: float | None = None) -> Iterator[None]:
        """One transaction, in which `key` is empty if it has expired. keep: seconds that it lasts
        from now on; None changes nothing."""
        with _errors(self._path), self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                now = steady_time()
                due = [key]
                if now - self._swept > _SWEEP:
                    self._swept = now
                    rows = self._database.execute("SELECT key FROM expiry WHERE at <= ?", (now,))
                    due += [row[0] for row in rows.fetchall()]
                for old in due:
                    row = self._database.execute(
                        "SELECT 1 FROM expiry WHERE key = ? AND at <= ?", (old, now)
                    ).fetchone()
                    if row:
                        self._drop(old)
                yield
                if keep is not None:
                    self._keep(key, keep)
                self._database.execute("COMMIT")
            except BaseException:
                self._database.execute("ROLLBACK")
                raise


def make_file(path: Path) -> None:
    """Make an empty file for a store where there is none. Raises ClassroomError."""
    with _errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise ClassroomError(
            _("The classes cannot be kept in {path}: {why}.").format(path=path, why=error)
        ) from error
