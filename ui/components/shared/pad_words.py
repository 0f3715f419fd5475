"""Words of the drawing pad that components share (`js/shared/ink/pad.js`)."""

from functools import cache

from ui.text.words import _


@cache
def pad_words() -> dict[str, str]:
    """The words by key, but for `pad`, which says what the pad is for."""
    return {
        "pad_hint": _("Draw here"),
        "pad_tools": _("Tools of the pad"),
        "undo": _("Undo"),
        "undo_title": _("Take the last stroke back (Ctrl Z)"),
        "clear": _("Clear"),
        "clear_title": _("Clear the pad"),
        "eraser": _("Eraser"),
        "eraser_title": _("Rub out instead of drawing"),
        "pen": _("Width of the pen"),
        "thin_title": _("Thin pen"),
        "medium_title": _("Medium pen"),
        "thick_title": _("Thick pen"),
    }
