"""The foot of a step: back, where one is, and on."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons import progress, url
from ui.pages.lessons.lesson.plans import lesson_after
from ui.pages.lessons.url import At
from ui.services.address import url_state
from ui.text.words import _
from ui.widgets.html import show_html


def foot(at: At, here: list[str]) -> None:
    """Draw it. here: names of the lessons that can be opened, in order."""
    n_steps = len(at.lesson.steps)
    after = lesson_after(at.plan, at.lesson.name, here)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="lesson-foot",
    ):
        st.button(
            _("Back") if at.number > 1 else _("All lessons"),
            icon=":material/arrow_back:",
            key="lesson-back",
            on_click=_go_back,
            args=(at,),
        )
        show_html(progress.dots(at.lesson, at.number), width="content")
        is_last = at.number == n_steps
        label = _("Next") if not is_last else _("Next lesson") if after else _("All lessons")
        st.button(
            label,
            icon=":material/arrow_forward:",
            icon_position="right",
            key="lesson-next",
            on_click=_go_on,
            args=(at, after),
        )


def _go_back(at: At) -> None:
    if at.number > 1:
        url.go(at.at_step(at.number - 1))
    else:
        url_state.follow({})


def _go_on(at: At, after: str) -> None:
    progress.went_on(at)
    if at.number < len(at.lesson.steps):
        url.go(at.at_step(at.number + 1))
    elif after:
        url_state.follow(url.link(after, view=at.view, plan=at.plan))
    else:
        url_state.follow({})
