"""Fragments that are rerun when something that they show of a class has changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from ui.services.classroom.push import sessions, watcher
from ui.services.fragments import fragment

P = ParamSpec("P")

_UNPUSHED = 2.0  # seconds between two reruns where nothing can be pushed
# A browser that has lost its server asks the next one for the page only if something of it runs by
# a timer: seconds of one that hardly ever goes off.
_SELDOM = 3600.0


def pushed(function: Callable[P, None], *, is_page: bool = False) -> Callable[P, None]:
    """A fragment that calls `listen`, and is rerun when what it listens to has changed. Where this
    version of Streamlit cannot do that, it reruns every two seconds.

    is_page: all of a page that belongs to a class, so that its browser comes back after a restart
    of the server.
    """
    alone = fragment(function)
    comes_back = fragment(function, run_every=_SELDOM)
    asks = fragment(function, run_every=_UNPUSHED)

    @wraps(function)
    def chosen(*args: P.args, **kwargs: P.kwargs) -> None:
        if not watcher.attends():
            run = alone
        elif not sessions.can_rerun():
            run = asks
        else:
            run = comes_back if is_page else alone
        run(*args, **kwargs)

    return chosen
