"""The store that the settings name: `store` in the table [classes] of limits.toml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock

from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.stores.redis_store import RedisStore
from ui.services.classroom.stores.sqlite_store import SqliteStore, make_file
from ui.services.classroom.stores.store import Store
from ui.text.words import _
from vae_core.files import disk
from vae_core.jobs.limits import load_limits
from vae_core.runs.layout import write_root

EMBEDDED = "sqlite"
_FILE = ".classes.db"
_opening = Lock()


def chosen_store() -> Store:
    """The store of this server, opened once, however many ask for it at the same moment: a class in
    another store would be another class. Raises ClassroomError, ConfigError."""
    with _opening:
        return _chosen()


def _chosen() -> Store:
    setting = load_limits().classes.store
    if setting == EMBEDDED:
        path = write_root() / _FILE
        if disk.inode(path) is None:
            make_file(path)
        return _embedded(path, disk.inode(path))
    if setting.startswith(("redis://", "rediss://", "unix://")):
        return _redis(setting)
    raise ClassroomError(
        _("The store of classes is “sqlite” or “redis://…”, not “{text}”.").format(text=setting)
    )


@lru_cache(maxsize=4)
def _embedded(path: Path, inode: int | None) -> SqliteStore:
    """inode: of the file: a new one needs a new connection."""
    return SqliteStore(path)


@lru_cache(maxsize=4)
def _redis(url: str) -> RedisStore:
    return RedisStore(url)
