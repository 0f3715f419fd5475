"""The prediction of a step: guess first, then see; one's own guess stays beside the truth."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons import progress, url
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.progress import Answer
from ui.pages.lessons.url import At
from ui.text.words import _
from ui.widgets import terms


def show(at: At, result: FigureResult) -> None:
    """Draw the question, its choices and what comes after."""
    step, answer = at.step, progress.answer(at)
    if step.data.prediction is None:
        return
    given = step.data.prediction.answer
    truth = result.truth if given == "figure" else given
    if answer.shown:
        progress.set_answer(at, Answer(answer.choice, True, truth or 0))
    with st.container(key="lesson-guess", gap="small"):
        terms.markdown(f"**{step.guess}**")
        with st.container(horizontal=True, key="lesson-choices", gap="small"):
            for number, choice in enumerate(step.choices, 1):
                is_true = answer.shown and number == truth
                _choice(at, number, choice, number == answer.choice, is_true)
        _reveal(at, truth)


def is_revealed(at: At) -> bool:
    """Whether the figure may show everything: the answer was shown, or there is no prediction."""
    return at.step.data.prediction is None or progress.answer(at).shown


def _choice(at: At, number: int, text: str, is_own: bool, is_true: bool) -> None:
    """One choice. The container's key says what it is, to the style sheet."""
    kind = "-".join(["own"] * is_own + ["true"] * is_true) or "other"
    notes = [_("you said")] * is_own + [_("it is so")] * is_true
    icon = ":material/check:" if is_true else ":material/person:" if is_own else None

    def choose() -> None:
        if not progress.answer(at).shown:
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
        terms.caption(_("Choose first; then you can see."))
