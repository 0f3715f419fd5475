"""What a run of a page has drawn reaches the browser, also where a fragment runs right after it.

Streamlit hands a run's elements to the browser a moment after they are drawn. Where a fragment runs
before that, it throws some of them away: the page stays incomplete or, where what is left stands in
something that is gone, ends as a white screen ('Bad delta path index'). A live component that says
something as soon as it has come is enough for it. Here nothing is thrown away.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import Any

from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_sessions: Any = AppSession  # its inner parts


@cache
def deliver() -> bool:
    """Deliver everything, in its order, from now on.

    Returns False where this version of Streamlit lacks what that takes; then it does as it came.
    """
    clear = getattr(_sessions, "_clear_queue", None)
    start = getattr(_sessions, "_create_scriptrunner", None)
    if clear is None or start is None or not hasattr(ForwardMsgQueue(), "_delta_index_map"):
        return False

    @wraps(clear)
    def clear_for_pages(session: Any, fragment_ids_this_run: list[str] | None = None) -> None:
        # A run of the page draws all of it anew. A run of a fragment does not draw what is beside
        # it; and what Streamlit keeps of the fragments within it would lack what those stand in.
        if fragment_ids_this_run:
            # What comes does not take the place of what waits: each has its turn.
            session._browser_queue._delta_index_map.clear()
        else:
            clear(session, fragment_ids_this_run)

    @wraps(start)
    def start_after_what_ran(session: Any, data: Any) -> None:
        # A thread that has ended may have elements on their way here, which count as nobody's once
        # another is in its place.
        if session._scriptrunner is None:
            start(session, data)
        else:
            session._event_loop.call_soon(start_or_join, session, data)

    def start_or_join(session: Any, data: Any) -> None:
        if session._state is AppSessionState.SHUTDOWN_REQUESTED:
            return
        running = session._scriptrunner
        if running is None or not running.request_rerun(data):
            start(session, data)

    _sessions._clear_queue = clear_for_pages
    _sessions._create_scriptrunner = start_after_what_ran
    return True
