"""A log that says a thing once and then seldom.

While Redis or a disk is away, the same lines would be written several times a second.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

_FIRST, _LONGEST = 5.0, 600.0


class BackingOff(logging.Filter):
    """Lets a message through once, then after 5 s, 10 s, 20 s, ... of repeating, at least every ten
    minutes, with the number of those left out between. What has not come for twice its last wait is
    new again.

    Of an error that repeats, the traceback is in the first message only.
    """

    def __init__(self) -> None:
        super().__init__()
        # (time from which it is let through again, the wait before that, left out since)
        self._known: dict[tuple[object, ...], tuple[float, float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """True for a message that is to be written."""
        now, key = time.monotonic(), _key(record)
        until, wait, left_out = self._known.get(key, (-_LONGEST * 4, _FIRST, 0))
        if now < until:
            self._known[key] = (until, wait, left_out + 1)
            return False
        repeats = now < until + 2 * wait
        wait = min(2 * wait, _LONGEST) if repeats else _FIRST
        self._known[key] = (now + wait, wait, 0)
        if repeats:
            _shorten(record, left_out)
        return True


@contextmanager
def backing_off(*names: str) -> Iterator[None]:
    """Write what the loggers of these names repeat seldom while the `with` block runs."""
    seldom, loggers = BackingOff(), [logging.getLogger(name) for name in names]
    for logger in loggers:
        logger.addFilter(seldom)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(seldom)


def _key(record: logging.LogRecord) -> tuple[object, ...]:
    """Equal for messages that say the same."""
    kind = record.exc_info[0] if record.exc_info else None
    return record.name, record.levelno, record.getMessage(), kind


def _shorten(record: logging.LogRecord, left_out: int) -> None:
    """Put the error in one line, without its traceback."""
    why = f": {record.exc_info[1]}" if record.exc_info else ""
    record.msg = f"{record.getMessage()}{why} ({left_out} times more since the last line)"
    record.args, record.exc_info, record.exc_text = (), None, None
