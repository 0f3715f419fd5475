"""What the predictions of the lessons ask."""

from __future__ import annotations

from collections.abc import Mapping

from ui.pages.lessons.lesson import Lesson
from ui.pages.lessons.lesson.prose import plain
from ui.services.classroom.made.export import Questions


def questions(lessons: Mapping[str, Lesson]) -> Questions:
    """What every prediction of the lessons asks, and its choices, by "lesson/step"."""
    return {
        f"{name}/{step.data.id}": (plain(step.guess), [plain(choice) for choice in step.choices])
        for name, lesson in lessons.items()
        for step in lesson.steps
        if step.choices
    }
