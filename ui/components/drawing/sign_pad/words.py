"""The words of the pad for signs; its JavaScript holds none of its own.

Words in braces, as ``{sign}``, are filled in by the component.
"""

from functools import cache

from ui.components.shared.pad_words import pad_words
from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return pad_words() | {
        "title": _("A pad to draw signs on, one after the other"),
        "fallback": _("The pad could not start in this browser. Upload images instead."),
        "pad": _("Drawing pad, for mouse, finger or pen. With Enter the drawing is taken."),
        "draw": _("Draw: {sign}"),
        "count": _("{n} of {wanted}"),
        "take": _("Take it, next"),
        "take_title": _("Put this drawing into the row and begin the next (Enter)"),
    }
