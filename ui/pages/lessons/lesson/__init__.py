"""A lesson as data: `content/NAME.toml` for figures and states, and prose beside it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from ui.pages.lessons.lesson.prose import (
    LessonProse,
    ProseError,
    StepProse,
    question_and_choices,
)


class LessonError(Exception):
    """A lesson has a fault in its data. The message is a sentence that names it."""


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """choices: how many there are. answer: the true one, from 1, or "figure", which computes it."""

    choices: int
    answer: int | Literal["figure"]


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """event: what the figure reports once the task is done."""

    event: str


class StepData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step in the TOML file.

    id: heading of the step in the prose. minutes: how long it takes in class. figure: name of the
    figure's module. open_in: the page that shows the same, as the navigation calls it. wide: the
    figure is as wide as the page, with the text above it; else the text stands beside it. state:
    what the figure gets.
    """

    id: str
    minutes: float
    figure: str
    open_in: str = ""
    wide: bool = False
    state: dict[str, Any] = {}
    prediction: Prediction | None = None
    task: Task | None = None


class LessonData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The TOML file. minutes: of the whole lesson. needs: names of the lessons that come before."""

    minutes: int
    needs: list[str]
    steps: list[StepData]


class Step(msgspec.Struct, frozen=True):
    """One step: its data and its prose. guess: the question of the prediction, "" for none."""

    data: StepData
    prose: StepProse
    guess: str
    choices: list[str]

    def part(self, name: str) -> str:
        """The Markdown of one of the parts; "" where there is none."""
        return self.prose.parts.get(name, "")


class Lesson(msgspec.Struct, frozen=True):
    """A lesson without a fault. number: its place among all, from 1."""

    name: str
    number: int
    minutes: int
    needs: list[str]
    title: str
    question: str
    before: str
    steps: list[Step]


def make_lesson(
    name: str, number: int, data: LessonData, prose: LessonProse, pages: list[str]
) -> Lesson:
    """A lesson out of both files. pages: what `open_in` can name. Raises LessonError."""
    ids = [step.id for step in data.steps]
    if not ids or ids != list(prose.steps):
        raise LessonError(f"the steps are {ids} in the data, but {list(prose.steps)} in the prose")
    try:
        steps = [_step(step, prose.steps[step.id], pages) for step in data.steps]
    except ProseError as error:
        raise LessonError(str(error)) from error
    return Lesson(
        name, number, data.minutes, data.needs, prose.title, prose.question, prose.before, steps
    )


def _step(data: StepData, prose: StepProse, pages: list[str]) -> Step:
    where = f"the step “{data.id}”"
    guess, choices = question_and_choices(prose.parts.get("Prediction", ""))
    if data.prediction is None and choices:
        raise ProseError(f"{where} has a prediction in its prose, but none in its data")
    if data.prediction is not None:
        wanted, answer = data.prediction.choices, data.prediction.answer
        if not 2 <= wanted <= 5:
            raise ProseError(f"{where} has {wanted} choices; it can have 2 to 5")
        if not guess or len(choices) != wanted:
            raise ProseError(f"{where} has {len(choices)} choices in its prose, not {wanted}")
        if answer != "figure" and not 1 <= answer <= wanted:
            raise ProseError(f"the answer of {where} is none of its choices")
    if (data.task is None) == ("Task" in prose.parts):
        raise ProseError(f"{where} has a task in one of its files, but not in the other")
    if data.open_in and data.open_in not in pages:
        raise ProseError(f"{where} opens in “{data.open_in}”, which is no page")
    return Step(data, prose, guess, choices)
