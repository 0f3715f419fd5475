"""What a store of classes can do. Nothing else in this package knows which one it is."""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
    """Hashes by key: each has fields with bytes, and may expire as a whole.

    Every method is one atomic step, safe between threads and between processes. Each raises
    ClassroomError where the store cannot be reached.

    keep: what writes a field can also let its key last so many seconds from now, as `expire` does.
    """

    def put(self, key: str, field: str, value: bytes, *, keep: float | None = None) -> None:
        """Set a field."""

    def put_new(self, key: str, field: str, value: bytes, *, keep: float | None = None) -> bool:
        """Set a field unless it is there; True if it was set."""

    def get(self, key: str, field: str) -> bytes | None:
        """The value of a field; None where there is none."""

    def fields(self, key: str) -> dict[str, bytes]:
        """All fields of a key; empty where there are none."""

    def fields_of(self, keys: list[str]) -> list[dict[str, bytes]]:
        """All fields of each key, in one query."""

    def increment(self, key: str, field: str, by: int = 1, *, keep: float | None = None) -> int:
        """Add to a field that holds a whole number (0 where there is none), and return the sum."""

    def remove(self, key: str, field: str | None = None) -> None:
        """Remove a field, or without one the whole key."""

    def expire(self, key: str, seconds: float) -> None:
        """Remove the key in so many seconds from now, unless this is called again before.

        A key without fields is not there: nothing happens, and a key that comes later stays.
        """
