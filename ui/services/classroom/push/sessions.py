"""What Streamlit knows of its sessions: the only place of classes that uses its inner parts.

Streamlit has no public way to rerun a fragment of a session from elsewhere. Where a version of it
lacks what is used here, `can_rerun` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit import runtime
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx


def can_rerun() -> bool:
    """True if this version of Streamlit has what `rerun` needs."""
    if not runtime.exists():
        return False
    inner = runtime.get_instance()
    manager = getattr(inner, "_session_mgr", None)
    return hasattr(manager, "get_active_session_info") and hasattr(inner, "_get_async_objs")


def here() -> tuple[str, str]:
    """(id of the session, id of the fragment) that runs now; "" where there is none."""
    from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

    context = get_script_run_ctx()
    if context is None:
        return "", ""
    return context.session_id, ThreadState.get().fragment_id or ""


def is_open(session_id: str) -> bool:
    """True while a browser is connected to the session."""
    return runtime.exists() and runtime.get_instance().is_active_session(session_id)


def is_at_work(session_id: str) -> bool:
    """True while something of the session runs, or what has run is not yet sent to its browser."""
    inner: Any = runtime.get_instance()
    info = inner._session_mgr.get_active_session_info(session_id)
    return info is not None and _is_at_work(info.session)


def _is_at_work(session: Any) -> bool:
    # Where `unsent.deliver` has no way to keep it, a rerun throws away what is not yet sent.
    return session._scriptrunner is not None or not session._browser_queue.is_empty()


def rerun(
    session_id: str, fragment_ids: list[str], whole: bool, done: Callable[[bool], None]
) -> None:
    """Rerun fragments of a session, or the whole page that they are on, unless the session is at
    work at this moment; then nothing happens.

    done: called with whether any of them is still on the page; only then something runs. A session
    at work has a newer query string than it has noted, and a rerun would take it back.
    """
    inner: Any = runtime.get_instance()

    def ask() -> None:
        info = inner._session_mgr.get_active_session_info(session_id)
        if info is None or _is_at_work(info.session):
            return
        there = [id for id in fragment_ids if info.session.has_fragment(id)]
        if there:
            # As `request_rerun` does for one fragment. A second request would cut off the run of
            # the first, which is then lost.
            state = info.session._client_state
            data = RerunData(
                query_string=state.query_string,
                widget_states=state.widget_states,
                page_script_hash=state.page_script_hash,
                fragment_id_queue=[] if whole else there,
                context_info=state.context_info if state.HasField("context_info") else None,
            )
            info.session._create_scriptrunner(data)
        done(bool(there))

    inner._get_async_objs().eventloop.call_soon_threadsafe(ask)
