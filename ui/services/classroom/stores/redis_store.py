"""Classes in Redis: the store of several servers that share their classes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ui.services.classroom.errors import ClassroomError
from ui.text.words import _

_PREFIX = "latent-space-explorer:"
_TIMEOUT = 3.0  # seconds


class RedisStore:
    """A store (see `Store`) at a URL. Raises ClassroomError where the package is missing."""

    def __init__(self, url: str) -> None:
        try:
            import redis
        except ImportError as error:
            raise ClassroomError(
                _("Classes in Redis need a package: pip install redis.")
            ) from error
        self._failure: type[Exception] = redis.RedisError
        try:
            self._redis: Any = redis.Redis.from_url(
                url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT
            )
        except ValueError as error:
            raise ClassroomError(
                _("The classes cannot be kept in Redis: {why}.").format(why=error)
            ) from error

    def put(self, key: str, field: str, value: bytes, *, keep: float | None = None) -> None:
        """Set a field."""
        self._write(key, keep, "hset", field, value)

    def put_new(self, key: str, field: str, value: bytes, *, keep: float | None = None) -> bool:
        """Set a field unless it is there; True if it was set."""
        return bool(self._write(key, keep, "hsetnx", field, value))

    def get(self, key: str, field: str) -> bytes | None:
        """The value of a field; None where there is none."""
        with self._errors():
            return self._redis.hget(_PREFIX + key, field)

    def fields(self, key: str) -> dict[str, bytes]:
        """All fields of a key; empty where there are none."""
        return self.fields_of([key])[0]

    def fields_of(self, keys: list[str]) -> list[dict[str, bytes]]:
        """All fields of each key, in one query."""
        with self._errors(), self._redis.pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.hgetall(_PREFIX + key)
            found = pipeline.execute()
        return [{field.decode(): value for field, value in one.items()} for one in found]

    def increment(self, key: str, field: str, by: int = 1, *, keep: float | None = None) -> int:
        """Add to a field that holds a whole number (0 where there is none), and return the sum."""
        return int(self._write(key, keep, "hincrby", field, by))

    def remove(self, key: str, field: str | None = None) -> None:
        """Remove a field, or without one the whole key."""
        with self._errors():
            if field is None:
                self._redis.delete(_PREFIX + key)
            else:
                self._redis.hdel(_PREFIX + key, field)

    def expire(self, key: str, seconds: float) -> None:
        """Remove the key in so many seconds from now, unless this is called again before."""
        with self._errors():
            self._redis.pexpire(_PREFIX + key, _milliseconds(seconds))

    def _write(self, key: str, keep: float | None, command: str, *values: Any) -> Any:
        """Do one command on a key, and let the key last so long, in one transaction."""
        with self._errors(), self._redis.pipeline(transaction=True) as pipeline:
            getattr(pipeline, command)(_PREFIX + key, *values)
            if keep is not None:
                pipeline.pexpire(_PREFIX + key, _milliseconds(keep))
            return pipeline.execute()[0]

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except self._failure as error:
            raise ClassroomError(
                _("The classes cannot be reached in Redis: {why}.").format(why=error)
            ) from error


def _milliseconds(seconds: float) -> int:
    return max(int(seconds * 1000), 1)
