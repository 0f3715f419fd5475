"""The words of the greeting besides its sentence."""

from __future__ import annotations

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {"dismiss": _("Do not show this again")}
