"""The queue of job ids, in the order in which they will be trained, kept by huey.

A SQLite file beside the runs, or, where several machines serve a class, Redis (`limits.toml`).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar

from huey import Huey, PriorityRedisHuey, SqliteHuey
from huey.api import TaskWrapper
from huey.exceptions import ConfigurationError
from huey.registry import Message
from huey.serializer import Serializer

from vae_core.errors import ConfigError, RunError, VaeCoreError
from vae_core.files import disk
from vae_core.files.locks import HeldError, held
from vae_core.jobs.limits import Limits, load_limits
from vae_core.jobs.queue_file import set_aside_if_damaged
from vae_core.runs.layout import write_root
from vae_core.training.background import background_environment

EMBEDDED = "sqlite"
_Result = TypeVar("_Result")
_FOLDER = ".queue"
_LONG_LOG = 1_000_000
_LOCK_TIMEOUT = 10.0


def queue_folder(root: Path | str | None = None) -> Path:
    """Folder of the queue of the runs under `root`: its database, locks and log."""
    return write_root(root) / _FOLDER


def queue_database(root: Path | str | None = None) -> Path:
    """Path of the database of the embedded queue."""
    return queue_folder(root) / "queue.db"


def connect(
    root: Path | str | None, engine: str, train: Callable[[str], None]
) -> tuple[Huey, TaskWrapper]:
    """(the queue, the function that puts an id into it). A supervisor calls `train` with each id.

    Raises ConfigError on an engine that is unknown or lacks its package.
    """
    options: dict[str, Any] = {"serializer": _Json(), "results": False}
    if engine == EMBEDDED:
        queue: Huey = _embedded(queue_database(root), options)
    elif engine.startswith(("redis://", "rediss://", "unix://")):
        try:
            queue = PriorityRedisHuey("latent-space-explorer", url=engine, **options)
        except ConfigurationError as error:
            raise ConfigError(f"The queue {engine} needs a package: pip install redis.") from error
    else:
        raise ConfigError(f"The engine of the queue is 'sqlite' or 'redis://...', not {engine!r}.")

    # Huey names a task by the module of its function: it has to be this one wherever `train` is.
    def deliver(run_id: str) -> None:
        train(run_id)

    return queue, queue.task(name="train")(deliver)


def put(
    run_id: str, limits: Limits, root: Path | str | None = None, *, first: bool = False
) -> None:
    """Add an id at the end of the queue. first: before all that have not begun.

    Raises ConfigError or RunError.
    """

    def add_to(_queue: Huey, add: TaskWrapper) -> None:
        add(run_id, priority=int(first))

    _with_queue(root, limits.queue.engine, add_to)


def pending(root: Path | str | None = None) -> list[str]:
    """The ids in the queue, the next one first. Raises ConfigError or RunError."""

    def ids(queue: Huey, _add: TaskWrapper) -> list[str]:
        return [task.args[0] for task in queue.pending()]

    return _with_queue(root, load_limits().queue.engine, ids)


@contextmanager
def exclusive(root: Path | str | None = None) -> Iterator[None]:
    """Lock the queue against changes by other processes. Raises RunError if that fails."""
    path = queue_folder(root) / "lock"
    with ExitStack() as stack:
        try:
            stack.enter_context(held(path, _LOCK_TIMEOUT))
        except HeldError as error:
            raise RunError(f"The queue of trainings is held by {error}. Try again.") from error
        except OSError as error:
            where, why = path.parent, error.strerror
            raise RunError(f"The queue of trainings cannot be kept in {where} ({why}).") from error
        yield


def open_log(root: Path | str | None = None) -> IO[bytes]:
    """Open the log of supervisors and workers to append; several processes write to it at once.

    A log that has grown long is set aside first, as `log.old.txt`.
    """
    folder = queue_folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "log.txt"
    try:
        if path.stat().st_size > _LONG_LOG:
            path.replace(folder / "log.old.txt")
    except OSError:  # There is none yet, or another process has just set it aside
        pass
    return path.open("ab")


def process_environment(root: Path) -> dict[str, str]:
    """Environment of a process that uses the runs of `root` and this copy of the library."""
    here = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    return {
        **background_environment(),
        "VAE_CHECKPOINTS_DIR": str(root.resolve()),
        "PYTHONPATH": path,
    }


class _Json(Serializer):  # type: ignore[misc]  # huey has no types
    """Serialises messages as JSON, so that nothing read from a queue can run code here."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        values = json.loads(data)
        return Message(*values) if isinstance(values, list) else values


def _with_queue(
    root: Path | str | None, engine: str, use: Callable[[Huey, TaskWrapper], _Result]
) -> _Result:
    """What `use` makes of the queue and of the function that adds to it.

    A damaged database is set aside first. Raises ConfigError or RunError.
    """
    root = write_root(root)
    with _errors(engine):
        try:
            return use(*_connected(root, engine))
        except sqlite3.DatabaseError:
            if engine != EMBEDDED or not set_aside_if_damaged(queue_database(root)):
                raise
        return use(*_connected(root, engine))


def _connected(root: Path, engine: str) -> tuple[Huey, TaskWrapper]:
    """The queue, connected once to the database that is there now."""
    database = queue_database(root)
    if engine == EMBEDDED and disk.inode(database) is None:
        connect(root, engine, _refuse)  # Makes the database
    return _client(root, engine, disk.inode(database))


def _embedded(database: Path, options: dict[str, Any]) -> Huey:
    """The queue in a database beside the runs, which is made anew where it is damaged."""
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        return SqliteHuey("trainings", filename=str(database), strict_fifo=True, **options)
    except sqlite3.DatabaseError:
        if not set_aside_if_damaged(database):
            raise
    return SqliteHuey("trainings", filename=str(database), strict_fifo=True, **options)


@lru_cache(maxsize=8)
def _client(root: Path, engine: str, inode: int | None) -> tuple[Huey, TaskWrapper]:
    """The queue, connected once. inode: of its database: a new one needs a new connection."""
    return connect(root, engine, _refuse)


def _refuse(run_id: str) -> None:
    raise RuntimeError(f"Only a supervisor trains {run_id}.")


@contextmanager
def _errors(engine: str) -> Iterator[None]:
    """Turn an error of SQLite, of Redis or of the system into a RunError."""
    try:
        yield
    except VaeCoreError:
        raise
    except Exception as error:
        raise RunError(f"The queue of trainings ({engine}) cannot be reached: {error}.") from error
