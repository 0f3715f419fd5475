"""The top of a step: where one is, the views, the question, and what opens beside it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui.pages.lessons import progress, url
from ui.pages.lessons.url import At
from ui.text.words import _
from ui.widgets.frame import shell
from ui.widgets.frame.navigation import LESSONS
from ui.widgets.html import html, show_html


def steps_list(at: At | None) -> None:
    """Draw links to all steps of the lesson in the sidebar; nothing on the list of lessons.

    Call it in every run: what a fragment puts into the sidebar needs a room there from the start.
    """
    with st.sidebar, st.container(key="lesson-steps", gap=None):
        if at is None or at.view == url.SHEET:
            return
        st.divider()
        show_html(html('<p class="lse-steps-of">{}</p>', at.lesson.title))
        done = progress.steps_done(at.lesson.name)
        for number, step in enumerate(at.lesson.steps, 1):
            kind = "now" if number == at.number else "done" if step.data.id in done else "open"
            icon = "check_circle" if kind == "done" else f"counter_{min(number, 9)}"
            with st.container(key=f"lesson-link-{kind}-{number}"):
                st.page_link(
                    LESSONS,
                    label=step.prose.question,
                    icon=f":material/{icon}:",
                    query_params=at.at_step(number).params(),
                )


def head(at: At) -> None:
    """Draw it."""
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-tools"):
        crumb = _("Lesson {n} · Step {k} of {steps}").format(
            n=at.lesson.number, k=at.number, steps=len(at.lesson.steps)
        )
        show_html(html('<p class="lse-crumb">{}</p>', crumb))
        if at.view != url.PROJECTOR:
            st.button(
                _("Worksheet"),
                icon=":material/print:",
                type="tertiary",
                key="view sheet",
                on_click=url.go,
                args=(replace(at, view=url.SHEET),),
            )
        _view(at, url.TEACHER, (_("Teacher’s view"), _("Student’s view")), ":material/co_present:")
        _view(at, url.PROJECTOR, (_("Projector"), _("Close")), ":material/present_to_all:")
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        show_html(html('<h1 class="lse-title">{}</h1>', at.step.prose.question))
        if at.view == url.PROJECTOR:
            return
        if why := at.step.part("Why"):
            shell.explanation("how", _("Why"), ":material/function:", why)
        if code := at.step.part("Code"):
            shell.explanation("code", _("Code"), ":material/code:", code)


def _view(at: At, view: str, labels: tuple[str, str], icon: str) -> None:
    """A switch between one's own view and another; labels: to go there, and to come back."""
    is_on = at.view == view
    st.button(
        labels[is_on],
        icon=":material/close_fullscreen:" if is_on else icon,
        type="tertiary",
        key=f"view {view}",
        on_click=url.go,
        args=(replace(at, view="" if is_on else view),),
    )
