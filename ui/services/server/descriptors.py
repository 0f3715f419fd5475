"""File descriptors of the server: as many as the system allows, and none for a session that rests.

Without this a class meets the usual limit of 1,024: Streamlit opens an asyncio loop for each
session, of three descriptors, and holds it as long as it remembers the session, two minutes after
the visitor has gone. Pages here use no loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import socket
import sys
from functools import cache
from typing import Any, cast

# Systems that set no limit refuse a number beyond their own: macOS 10,240 without privileges.
_ENOUGH = (65_536, 10_240)


@cache
def spare() -> None:
    """Raise the soft limit to the hard one, and open loops that take a descriptor once they run."""
    raise_limit()
    if sys.platform != "win32":
        asyncio.set_event_loop_policy(_Policy())


def raise_limit() -> int | None:
    """The number of descriptors this process may have from now on; None where nothing limits it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for most in _ENOUGH:
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if soft == resource.RLIM_INFINITY or wanted <= soft:
            break
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return soft


class _LateSelector:
    """A selector that is opened when something is asked of it."""

    def __init__(self) -> None:
        self._opened: selectors.BaseSelector | None = None

    def __getattr__(self, name: str) -> Any:
        if self._opened is None:
            self._opened = selectors.DefaultSelector()
        return getattr(self._opened, name)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


class LateLoop(asyncio.SelectorEventLoop):
    """A loop that takes descriptors when it first runs."""

    _ssock: socket.socket | None = None
    _csock: socket.socket | None = None

    def __init__(self) -> None:
        super().__init__(cast("selectors.BaseSelector", _LateSelector()))

    def _make_self_pipe(self) -> None:
        """Called when the loop is made: too early."""

    def run_forever(self) -> None:
        """Run until `stop` is called."""
        if self._ssock is None and not self.is_closed():
            super()._make_self_pipe()  # type: ignore[misc]
        super().run_forever()

    def _close_self_pipe(self) -> None:
        if self._ssock is not None:
            super()._close_self_pipe()  # type: ignore[misc]


class _Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        """A loop for whoever asks for one."""
        return LateLoop()
