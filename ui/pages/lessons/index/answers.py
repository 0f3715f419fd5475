"""One's own guesses and tasks as a table, to keep as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ui.pages.lessons import progress
from ui.pages.lessons.lesson import Lesson, Step
from ui.pages.lessons.url import At
from ui.text.words import _
from ui.widgets.controls.downloads import csv_button


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
    return [
        _row(At(lesson, number))
        for lesson in lessons
        for number, step in enumerate(lesson.steps, 1)
        if step.data.prediction or step.data.task
    ]


def _row(at: At) -> dict[str, Any]:
    step, answer = at.step, progress.answer(at)
    given = step.data.prediction.answer if step.data.prediction else 0
    truth = answer.truth if given == "figure" else given
    has_task, is_done = step.data.task is not None, progress.is_task_done(at)
    return {
        "lesson": at.lesson.question,
        "step": at.number,
        "question": step.prose.question,
        "prediction": step.guess,
        "my guess": _choice(step, answer.choice),
        "answer": _choice(step, truth if answer.shown else 0),
        "answer shown": "yes" if answer.shown else "no",
        "task": step.part("Task"),
        "task done": "yes" if is_done else "no" if has_task else "",
    }


def _choice(step: Step, number: int) -> str:
    """The text of a choice, from 1; "" for 0, and for one that is no more."""
    return dict(enumerate(step.choices, 1)).get(number, "")
