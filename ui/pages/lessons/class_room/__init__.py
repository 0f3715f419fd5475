"""A class on the Lessons page: joining it, its bar above every step, and its own screen.

`entry` takes a seat by the link or the browser's cookie; `following` takes students where their
teacher is; `bar` stands above every step, `screen` is the class's own view, `poll` is a prediction
that a class answers together.
"""

from __future__ import annotations

from ui.pages.lessons.class_room import following
from ui.pages.lessons.class_room.bar import students_bar, teachers_bar
from ui.pages.lessons.class_room.entry import check, enter
from ui.pages.lessons.class_room.screen import screen

__all__ = ["check", "enter", "following", "screen", "students_bar", "teachers_bar"]
