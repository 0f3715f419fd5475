"""What the visitor has done in the lessons so far: steps, guesses, tasks. The session holds it."""

from __future__ import annotations

import msgspec
import streamlit as st

from ui.pages.lessons.url import At

_KEY = "lessons done"


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """choice: one's own guess, from 1; 0 for none yet. shown: whether the answer was shown."""

    choice: int = 0
    shown: bool = False


class Progress(msgspec.Struct, forbid_unknown_fields=True):
    """By lesson: ids of the steps one went on from, and the step one was at last (from 1). By
    "lesson/step": guesses, and tasks that are done."""

    done: dict[str, list[str]] = {}
    last: dict[str, int] = {}
    answers: dict[str, Answer] = {}
    tasks: list[str] = []


def progress() -> Progress:
    """The visitor's own; change it in place."""
    return st.session_state.setdefault(_KEY, Progress())


def answer(at: At) -> Answer:
    """The answer to the prediction of a step; change it in place."""
    return progress().answers.setdefault(_id(at), Answer())


def is_task_done(at: At, events: frozenset[str]) -> bool:
    """Whether the task of a step is done: once the figure has reported its event, for good."""
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


def _id(at: At) -> str:
    return f"{at.lesson.name}/{at.step.data.id}"
