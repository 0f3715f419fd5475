"""The page in the address bar: `?lesson=bound&step=3&view=projector&plan=45`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from ui.pages.lessons.lesson import Lesson, Step
from ui.pages.lessons.lesson.loader import NAMES
from ui.pages.lessons.lesson.plans import PLANS
from ui.services.address import url_state
from ui.text.words import _

ADDRESS = "lessons"
PROJECTOR, TEACHER, SHEET = "projector", "teacher", "sheet"
# The class's own screen, in place of a lesson
CLASS, CLASS_PROJECTOR = "class", "class-projector"
PLACE = ("lesson", "step", "plan", "view")
_NO_LESSON = _("The link asks for the lesson “{text}”, which is not here. All lessons are below.")
_NO_STEP = _(
    "The link asks for step “{text}”, but a step of this lesson is {allowed}. The first is shown."
)


@dataclass(frozen=True)
class At:
    """Where one is. number: of the step, from 1. view: "" (one's own study) or one of the
    views: PROJECTOR, TEACHER, and SHEET, the worksheet.
    plan: minutes of the plan one follows, as text, or ""."""

    lesson: Lesson
    number: int = 1
    view: str = ""
    plan: str = ""

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.lesson.steps[self.number - 1]

    def params(self) -> dict[str, str]:
        """The query string of this place."""
        return link(self.lesson.name, self.number, self.view, self.plan)

    def at_step(self, number: int) -> At:
        """The same, at another step."""
        return replace(self, number=number)


def link(name: str, number: int = 1, view: str = "", plan: str = "") -> dict[str, str]:
    """The query string of a step, numbered from 1, in a view, on a plan ("" for none)."""
    values = {"lesson": name, "step": str(number), "view": view, "plan": plan}
    return {key: value for key, value in values.items() if value}


def read(lessons: Mapping[str, Lesson]) -> tuple[At | None, list[str]]:
    """(where the link leads, None for the list of lessons; a sentence for each part that is not
    valid)."""
    query = st.query_params.to_dict()
    known = {
        "lesson": url_state.choice([n for n in NAMES if n in lessons], _NO_LESSON),
        "view": url_state.choice((PROJECTOR, TEACHER, SHEET, CLASS, CLASS_PROJECTOR)),
        "plan": url_state.choice(tuple(PLANS)),
    }
    values, problems = url_state.parse(query, known)
    lesson = lessons.get(values.get("lesson", ""))
    if lesson is None:
        return None, problems
    steps = {"step": url_state.integer(1, len(lesson.steps), _NO_STEP)}
    number, wrong = url_state.parse(query, steps)
    view = values.get("view", "")
    view = "" if view in (CLASS, CLASS_PROJECTOR) else view
    at = At(lesson, number.get("step", 1), view=view, plan=values.get("plan", ""))
    return at, problems + wrong


def go(at: At) -> None:
    """Go to another place; for callbacks of buttons."""
    url_state.follow(at.params())


def asks_for_class(*views: str) -> bool:
    """True if the link leads to the class's own screen. views: to one of these views of it."""
    return view() in (views or (CLASS, CLASS_PROJECTOR))


def view() -> str:
    """The view that the link asks for, as it stands there; "" for none."""
    return st.query_params.get("view", "")


def place(at: At | None, *, is_class: bool) -> dict[str, str]:
    """The query string by which a class follows its teacher: without the teacher's own view. Empty
    for the list of lessons."""
    if at is None:
        return {"view": CLASS} if is_class else {}
    return replace(at, view="").params()


def write(at: At | None, *, is_class: bool = False) -> None:
    """Write where one is to the address bar. is_class: at the class's own screen."""
    bare = {"view": st.query_params["view"]} if is_class else {}
    url_state.write(ADDRESS, at.params() if at else bare)
