"""A prediction that a class answers together: counted as answers come in, closed and shown by the
teacher. Nobody sees who chose what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from ui.pages.lessons.class_room import following
from ui.pages.lessons.lesson import Step
from ui.pages.lessons.lesson.prose import plain
from ui.services.classroom import lead, push
from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.made import answers
from ui.services.classroom.made.answers import Question
from ui.services.classroom.people import presence
from ui.services.classroom.people.seat import Seat
from ui.services.classroom.state import State
from ui.services.errors import errors_kept, kept_error
from ui.text.words import _
from ui.widgets.html import Markup, html, join, show_html

_PROBLEM = "problem with an answer"


@dataclass(frozen=True)
class Poll:
    """The prediction of a step as a class has it. name: "lesson/step". state: where it stands.
    is_led: whether this student waits for the teacher to show the answer."""

    seat: Seat
    name: str
    step: Step
    state: Question
    is_led: bool


def open_poll(seat: Seat | None, now: State | None, lesson: str, step: Step) -> Poll | None:
    """The prediction of a step in the class of this seat; None without a class or a prediction.

    now: where the class stands.
    """
    if seat is None or now is None or step.data.prediction is None or not now.is_on:
        return None
    name = f"{lesson}/{step.data.id}"
    if seat.is_teacher and now.shows.question != name:
        lead.show(seat.room, question=name)
    question = answers.read_question(now.lead, name)
    return Poll(seat, name, step, question, not seat.is_teacher and following.is_led(now.shows))


def give(poll: Poll, choice: int) -> bool:
    """Send a student's answer; True if it counts. For a callback: a problem is shown afterwards."""
    with errors_kept(_PROBLEM):
        if poll.seat.student:
            answers.give(poll.seat.room, poll.name, poll.seat.student, choice)
            return True
    return False


def show_problem() -> None:
    """Say why the last answer did not count; nothing where it did."""
    if problem := kept_error(_PROBLEM):
        st.warning(problem)


def histogram(seat: Seat, name: str, step: Step, truth: int | None = None) -> None:
    """Draw how many chose what. truth: the true choice, from 1, where it is shown."""
    counts = answers.counts(seat.room, name, len(step.choices))
    here = len(presence.people(seat.room).students) if seat.is_teacher else 0
    show_html(
        html(
            '<div class="lse-poll" data-testid="class-answers" data-counts="{}">{}<p>{}</p></div>',
            ",".join(str(n) for n in counts),
            join(
                _row(choice, n, max(*counts, 1), number == truth)
                for number, (choice, n) in enumerate(zip(step.choices, counts, strict=True), 1)
            ),
            _answered(sum(counts), here),
        )
    )


@push.pushed
def live_histogram(poll: Poll, truth: int | None) -> None:
    """The same for the teacher, drawn again as answers come in."""
    push.listen(poll.seat.room, Change.ANSWERS, Change.QUESTION, Change.PEOPLE)
    histogram(poll.seat, poll.name, poll.step, truth)


def buttons(poll: Poll) -> None:
    """Draw what the teacher can do."""

    def act(change: Callable[[Classroom, str], None]) -> None:
        with errors_kept(_PROBLEM):
            change(poll.seat.room, poll.name)

    with st.container(horizontal=True, key="class-poll-buttons"):
        if not poll.state.shown:
            with st.container(key="lesson-show", width="content"):
                st.button(
                    _("Show the answer"),
                    icon=":material/visibility:",
                    on_click=act,
                    args=(answers.show,),
                )
        if not poll.state.closed:
            st.button(
                _("Close"),
                icon=":material/lock:",
                key="close poll",
                on_click=act,
                args=(answers.close,),
                help=_("Takes no more answers, and does not show the answer yet."),
            )
        else:
            st.button(
                _("Talk, then ask again"),
                icon=":material/replay:",
                key="ask again",
                on_click=act,
                args=(answers.ask_again,),
            )


def _row(choice: str, n: int, most: int, is_true: bool) -> Markup:
    return html(
        '<div class="lse-poll-row{}"><span>{}{}</span><i><b style="width:{}%"></b></i>'
        "<em>{}</em></div>",
        " lse-poll-true" if is_true else "",
        "✓ " if is_true else "",
        plain(choice),
        round(100 * n / most, 1),
        n,
    )


def _answered(n: int, here: int) -> str:
    if here:
        return _("{n} of {here} answered").format(n=n, here=max(here, n))
    return _("{n} answered").format(n=n)
