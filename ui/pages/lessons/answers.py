"""One's own guesses and tasks as a table, to keep as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ui.pages.lessons import progress
from ui.pages.lessons.lesson import Lesson
from ui.text.words import _
from ui.widgets.downloads import csv_button


def download(lessons: Iterable[Lesson]) -> None:
    """Draw the button, which makes the table of all lessons when it is pressed."""
    kept = list(lessons)
    csv_button(
        _("Keep my answers as a file"),
        "my-answers",
        lambda: rows(kept),
        key="my answers",
        type="tertiary",
    )


def rows(lessons: Iterable[Lesson]) -> list[dict[str, Any]]:
    """A row for each step with a prediction or a task: what was asked, guessed and done."""
    done = progress.progress()
    table = []
    for lesson in lessons:
        for number, step in enumerate(lesson.steps, 1):
            id = f"{lesson.name}/{step.data.id}"
            answer = done.answers.get(id, progress.Answer())
            if not (step.data.prediction or step.data.task):
                continue
            given = step.data.prediction.answer if step.data.prediction else ""
            table.append(
                {
                    "lesson": lesson.question,
                    "step": number,
                    "question": step.prose.question,
                    "prediction": step.guess,
                    "my guess": step.choices[answer.choice - 1] if answer.choice else "",
                    "answer": step.choices[given - 1]
                    if answer.shown and isinstance(given, int)
                    else "",
                    "answer shown": "yes" if answer.shown else "no",
                    "task": step.part("Task"),
                    "task done": "yes" if id in done.tasks else "no" if step.data.task else "",
                }
            )
    return table
