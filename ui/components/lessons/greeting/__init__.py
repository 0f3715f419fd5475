"""One line for somebody who is here for the first time. Dismissed, or followed, it never comes back
in this browser."""

from __future__ import annotations

from typing import Any

from ui.components.lessons.greeting.words import words
from ui.components.mount import LiveComponent

_component = LiveComponent("greeting", __file__)


def greeting(sentence: str, label: str, href: str, *, key: str) -> Any:
    """Mount the line.

    Args:
        sentence: what it says first. label: of the link that follows. href: where that leads.

    The result holds `followed`, True once the link was pressed: the page then goes there.
    """
    data = {"sentence": sentence, "label": label, "href": href, "words": words()}
    return _component(key, data, followed=None)
