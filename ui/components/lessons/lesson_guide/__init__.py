"""What only the browser can do for a lesson: hear keys and swipes, move the focus, and keep one's
progress.

Keys (a presenter's remote sends Page Up and Page Down) and swipes press the buttons Back and Next.
A new step begins at its top, with the focus on its question; a control that is drawn anew keeps the
focus. What was done is kept in the browser's local storage, and handed back to Python when the page
opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ui.components.mount import LiveComponent

_component = LiveComponent("lesson_guide", __file__)


def lesson_guide(
    kept: Mapping[str, Any], *, forget: int, place: str, key: str, on_kept: Callable[[], None]
) -> Any:
    """Mount the guide, which shows nothing.

    Args:
        kept: what was done in this session, JSON; it is joined to what the browser has.
        forget: raise it to make the browser forget all it has first.
        place: of the step that is shown, "" for none: another one begins at its top.

    `st.session_state[key]["kept"]` is what the browser had when the page was opened, joined to
    `kept`; None where it had nothing. `on_kept` is called when it arrives.
    """
    data = {"kept": dict(kept), "forget": forget, "place": place, "words": {}}
    return _component(key, data, kept=on_kept)
