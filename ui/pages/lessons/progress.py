"""What the visitor has done in the lessons: steps, guesses, tasks.

The session holds it, and the browser keeps it from visit to visit (`keep`).
"""

from __future__ import annotations

import msgspec
import streamlit as st

from ui.components.lessons.lesson_guide import lesson_guide
from ui.pages.lessons.lesson import Lesson
from ui.pages.lessons.url import At
from ui.services.fragments import is_fragment_run
from ui.text.words import _
from ui.widgets.html import Markup, html, join
from vae_core.files.typed import converted

_KEY, _FORGET, _NEWS = "lessons done", "lessons forgotten", "lessons heard of"
_GUIDE = "lesson_guide"


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """choice: one's own guess, from 1; 0 for none yet. shown: whether the answer was shown. truth:
    the true choice, where it was shown and is known; else 0."""

    choice: int = 0
    shown: bool = False
    truth: int = 0


class Progress(msgspec.Struct, forbid_unknown_fields=True):
    """By lesson: ids of the steps one went on from, and the step one was at last (from 1). By
    "lesson/step": guesses, and tasks that are done."""

    done: dict[str, list[str]] = {}
    last: dict[str, int] = {}
    answers: dict[str, Answer] = {}
    tasks: list[str] = []

    def is_whole(self, lesson: Lesson) -> bool:
        """Whether the visitor went on from every step of a lesson."""
        return {step.data.id for step in lesson.steps} <= set(self.done.get(lesson.name, ()))


def progress() -> Progress:
    """The visitor's own; change it in place."""
    return st.session_state.setdefault(_KEY, Progress())


def keep(at: At | None = None) -> None:
    """Mount what hears keys and swipes and keeps the progress in the browser; call it at the end of
    whatever reruns when something was done. at: the step that is shown."""
    session = st.session_state

    def take() -> None:
        try:
            kept = converted(session[_GUIDE]["kept"], Progress)
        except msgspec.ValidationError:
            return  # from another version of the app, or written by somebody else
        session[_NEWS] = kept != progress()
        session[_KEY] = kept

    with st.container(key="lesson-guide"):
        lesson_guide(
            msgspec.to_builtins(progress()),
            forget=session.get(_FORGET, 0),
            place=f"{_id(at)} {at.view}" if at else "",
            key=_GUIDE,
            on_kept=take,
        )
    if session.pop(_NEWS, False) and is_fragment_run():
        st.rerun()  # What is outside of the fragment shows progress, too


def start_over() -> None:
    """Forget all, in the session and in the browser."""
    st.session_state[_KEY] = Progress()
    st.session_state[_FORGET] = st.session_state.get(_FORGET, 0) + 1


def answer(at: At) -> Answer:
    """One's answer to the prediction of a step."""
    return progress().answers.get(_id(at), Answer())


def set_answer(at: At, answer: Answer) -> None:
    """Change one's answer to the prediction of a step."""
    progress().answers[_id(at)] = answer


def is_task_done(at: At, events: frozenset[str] = frozenset()) -> bool:
    """Whether the task of a step is done: once the figure has reported its event, for good.

    events: what the figure reports now.
    """
    task, done = at.step.data.task, progress().tasks
    if task and task.event in events and _id(at) not in done:
        done.append(_id(at))
    return _id(at) in done


def went_on(at: At) -> None:
    """Note that the visitor went on from a step."""
    done = progress().done.setdefault(at.lesson.name, [])
    if at.step.data.id not in done:
        done.append(at.step.data.id)


def is_here(at: At) -> None:
    """Note where the visitor is in a lesson."""
    progress().last[at.lesson.name] = at.number


def steps_done(name: str) -> list[str]:
    """Ids of the steps of a lesson that the visitor went on from."""
    return progress().done.get(name, [])


def next_step(lesson: Lesson) -> int:
    """The step to go on with, from 1: the one the visitor was at last; the first of a lesson that
    is done, or not begun."""
    if progress().is_whole(lesson):
        return 1
    return min(max(progress().last.get(lesson.name, 1), 1), len(lesson.steps))


def dots(lesson: Lesson, number: int = 0) -> Markup:
    """A dot for each step: full where the visitor went on from it, long at step `number`."""
    done, n_steps = steps_done(lesson.name), len(lesson.steps)
    kinds = [
        "now" if index == number else "done" if step.data.id in done else "open"
        for index, step in enumerate(lesson.steps, 1)
    ]
    label = (
        _("Step {k} of {n}").format(k=number, n=n_steps)
        if number
        else _("{k} of {n} steps done").format(k=kinds.count("done"), n=n_steps)
    )
    return html(
        '<div class="lse-dots" role="img" aria-label="{}">{}</div>',
        label,
        join(html('<i class="lse-dot-{}"></i>', kind) for kind in kinds),
    )


def _id(at: At) -> str:
    return f"{at.lesson.name}/{at.step.data.id}"
