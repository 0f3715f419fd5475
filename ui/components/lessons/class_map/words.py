"""The words of the map of a class; its JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.components.shared.plane_words import plane_words
from ui.text.words import _


@cache
def words(is_read: bool) -> dict[str, str]:
    """All words of the component by key. is_read: a recogniser has read the drawings."""
    read_by = (
        _("The digits filter by what a recogniser reads.")
        if is_read
        else _("The digits filter by most of a drawing’s 60 nearest test images.")
    )
    return plane_words() | {
        "title": _("Map of the class: where each drawing landed on the latent plane"),
        "plane_label": _("The latent plane with the codes of the test images"),
        "fallback": _("The map could not start here."),
        "legend": _("Digits; press to show only some"),
        "empty": _("No drawing yet"),
        "shows": _("What the pictures show"),
        "shows_drawn": _("As drawn"),
        "shows_drawn_title": _("What the model saw of each drawing: 28 × 28 pixels"),
        "shows_back": _("Decoded back"),
        "shows_back_title": _("What the decoder draws at the place where each drawing landed"),
        "strangest": _("Strangest"),
        "strangest_title": _(
            "Open the drawing with the largest squared error between what was drawn and what came "
            "back; press again for the next"
        ),
        "note": _("Lines lead to where drawings landed.") + " " + read_by,
        "newest": _("Pictures of the newest {n} of {of}."),
        "drawing": _("Drawing {n}"),
        "read": _("read as {name}"),
        "among": _("lands among the {name}s: {votes} of its {of} neighbours"),
        "status": _("Drawing {n}, squared error of a pixel {error}"),
    }
