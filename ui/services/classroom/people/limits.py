"""How often one person may do something."""

from __future__ import annotations

import time
from collections.abc import Hashable
from threading import Lock


class Rate:
    """At most `burst` times at once, and after that once in `seconds`, for each key.

    It counts in this process, by a clock that nobody can set.
    """

    _MOST_KEYS = 10_000

    def __init__(self, burst: int, seconds: float) -> None:
        self._burst, self._seconds, self._lock = burst, seconds, Lock()
        self._full_at: dict[Hashable, float] = {}  # when a key has all its `burst` again

    def take(self, key: Hashable) -> bool:
        """True if `key` may do it now; it then counts."""
        now = time.monotonic()
        with self._lock:
            if len(self._full_at) >= self._MOST_KEYS:
                self._full_at = {k: at for k, at in self._full_at.items() if at > now}
            full_at = max(self._full_at.get(key, now), now) + self._seconds
            if full_at - now > self._burst * self._seconds + 1e-9:
                return False
            self._full_at[key] = full_at
            return True
