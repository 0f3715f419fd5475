"""The words of the crop box; its JavaScript holds none of its own."""

from __future__ import annotations

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("Your picture, and the part of it that is used"),
        "fallback": _("The crop box could not start in this browser; the whole picture is used."),
        "hint": _("Drag a box over the picture to use only that part of it."),
        "box": _(
            "The box: arrow keys move it, with Shift they change its size; Escape takes it away"
        ),
        "draw": _("Draw a box with the keyboard: Enter"),
        "state": _("The box: {w} % × {h} % of the picture"),
        "reset": _("Use the whole picture"),
    }
