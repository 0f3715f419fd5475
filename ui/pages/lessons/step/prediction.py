"""The prediction of a step: guess first, then see; one's own guess stays beside the truth."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons import progress, url
from ui.pages.lessons.class_room import poll as class_poll
from ui.pages.lessons.class_room.poll import Poll
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.progress import Answer
from ui.pages.lessons.url import At
from ui.services.classroom.made import answers
from ui.text.words import _
from ui.widgets import terms


def take_state(at: At, poll: Poll | None) -> None:
    """Show or hide the answer as the class does; call it before the figure is drawn."""
    if poll is None:
        return
    session, key = st.session_state, f"round of {poll.seat.room.code} {poll.name}"
    if session.get(key, 1) != poll.state.round:
        progress.set_answer(at, Answer())  # asked again: everybody guesses again
    session[key] = poll.state.round
    own, student = progress.answer(at), poll.seat.student
    choice = own.choice
    if student and not choice:  # of another browser, or from before it forgot
        choice = answers.own(poll.seat.room, poll.name, student, poll.state.round)
    # Who is on their own may have looked already; the teacher's screen shows what the class sees.
    is_shown = poll.state.shown or (student is not None and own.shown)
    progress.set_answer(at, Answer(choice, is_shown))


def show(at: At, result: FigureResult, poll: Poll | None) -> None:
    """Draw the question, its choices and what comes after. poll: the same in a class."""
    step, answer = at.step, progress.answer(at)
    if step.data.prediction is None:
        return
    given = step.data.prediction.answer
    truth = result.truth if given == "figure" else given
    if answer.shown:
        progress.set_answer(at, Answer(answer.choice, True, truth or 0))
    with st.container(key="lesson-guess", gap="small"):
        terms.markdown(f"**{step.guess}**")
        if poll and poll.seat.is_teacher:
            _poll(at, poll, truth if answer.shown else None)
            return
        with st.container(horizontal=True, key="lesson-choices", gap="small"):
            for number, choice in enumerate(step.choices, 1):
                is_true = answer.shown and number == truth
                _choice(at, number, choice, number == answer.choice, is_true, poll)
        class_poll.show_problem()
        if poll and poll.is_led and not answer.shown:
            terms.caption(_waiting(poll, answer))
            return
        _reveal(at, truth)
        if poll and poll.state.shown:
            class_poll.histogram(poll.seat, poll.name, step, truth)


def _poll(at: At, poll: Poll, truth: int | None) -> None:
    """What the class answers, for its teacher."""
    with st.container(horizontal=True, vertical_alignment="center", key="class-poll"):
        class_poll.live_histogram(poll, truth)
        class_poll.buttons(poll)
    class_poll.show_problem()
    if progress.answer(at).shown and (text := at.step.part("Reveal")):
        terms.markdown(text)


def _waiting(poll: Poll, answer: Answer) -> str:
    if poll.state.closed:
        return _("Your teacher has closed this question, and shows the answer soon.")
    if answer.choice:
        return _("Sent. You can change it until your teacher closes the question.")
    return _("Choose; your teacher shows the answer.")


def is_revealed(at: At) -> bool:
    """Whether the figure may show everything: the answer was shown, or there is no prediction."""
    return at.step.data.prediction is None or progress.answer(at).shown


def _choice(at: At, number: int, text: str, is_own: bool, is_true: bool, poll: Poll | None) -> None:
    """One choice. The container's key says what it is, to the style sheet."""
    kind = "-".join(["own"] * is_own + ["true"] * is_true) or "other"
    notes = [_("you said")] * is_own + [_("it is so")] * is_true
    icon = ":material/check:" if is_true else ":material/person:" if is_own else None

    def choose() -> None:
        if not progress.answer(at).shown and (poll is None or class_poll.give(poll, number)):
            progress.set_answer(at, Answer(number))

    with st.container(key=f"lesson-choice-{kind}-{number}"):
        st.button(
            text
            + (f" :small[· {', '.join(notes)}]" if progress.answer(at).shown and notes else ""),
            key=f"choice {number} of {at.lesson.name} {at.step.data.id}",
            icon=icon,
            on_click=choose,
            width="stretch",
        )


def _reveal(at: At, truth: int | None) -> None:
    answer, text = progress.answer(at), at.step.part("Reveal")
    may_show = answer.choice or at.view in (url.PROJECTOR, url.TEACHER)

    def turn() -> None:
        progress.set_answer(at, Answer(answer.choice, not answer.shown))

    if answer.shown:
        if text:
            terms.markdown(text)
        elif truth is None:
            terms.markdown(_("The figure shows it now."))
        if at.view:
            with st.container(key="lesson-hide"):
                st.button(
                    _("Hide the answer"),
                    icon=":material/visibility_off:",
                    type="tertiary",
                    on_click=turn,
                )
    elif may_show:
        with st.container(key="lesson-show"):
            st.button(_("Show the answer"), icon=":material/visibility:", on_click=turn)
    else:
        with st.container(key="lesson-first"):
            terms.caption(_("Choose first; then you can see."))
