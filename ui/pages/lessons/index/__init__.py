"""The list of lessons: plans on one scale, a card for each lesson, and what was done so far."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.pages.lessons import progress, url
from ui.pages.lessons.class_room.doors import doors
from ui.pages.lessons.index import answers, glossary
from ui.pages.lessons.index.card import card
from ui.pages.lessons.lesson import Lesson
from ui.pages.lessons.lesson.plans import PLANS, Plan
from ui.services.address import url_state
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.frame.navigation import LESSONS
from ui.widgets.html import Markup, html, join, show_html


def show(lessons: Mapping[str, Lesson]) -> None:
    """Draw it."""
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        show_html(
            html(
                '<h1 class="lse-title">{}</h1><p class="lse-question">{}</p>',
                _("Lessons"),
                _("Each is a figure you move, a guess you make, and what the model then shows."),
            )
        )
        doors()
        with st.popover(_("Worksheets"), icon=":material/print:", type="tertiary"):
            for name, lesson in lessons.items():
                st.page_link(
                    LESSONS,
                    label=f"{lesson.number}  {lesson.question}",
                    query_params=url.link(name, view=url.SHEET),
                )
        if st.button(_("Glossary"), icon=":material/menu_book:", type="tertiary"):
            glossary.show()
    done = progress.progress()
    with st.container(key="lesson-plans", gap=None):
        for key, plan in PLANS.items():
            _plan(key, plan, lessons)
    with st.container(key="lesson-cards"):
        for lesson in lessons.values():
            card(lesson)
    n_done = sum(done.is_whole(lesson) for lesson in lessons.values())
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-kept"):
        terms.caption(
            _("Your progress stays in this browser: {n} of {all} lessons done.").format(
                n=n_done, all=len(lessons)
            )
        )
        answers.download(lessons.values())
        if done.last:
            st.button(
                _("Start over"),
                icon=":material/restart_alt:",
                type="tertiary",
                key="start over",
                on_click=progress.start_over,
                help=_(
                    "Forgets which steps you did and what you guessed, here and in the browser."
                ),
            )
    progress.keep()


def _plan(key: str, plan: Plan, lessons: Mapping[str, Lesson]) -> None:
    """One plan: a bar for each lesson, as wide as it is long, and a button."""
    here = [lessons[name] for name in plan.lessons if name in lessons]
    if not here:
        return
    done = progress.progress()
    next_one = next((lesson for lesson in here if not done.is_whole(lesson)), here[0])
    with st.container(horizontal=True, vertical_alignment="center", key=f"lesson-plan-{key}"):
        name = _("{n} minutes").format(n=plan.minutes)
        show_html(
            html(
                '<div class="lse-plan"><p><b>{}</b><span>{}</span></p><ol>{}</ol></div>',
                name,
                plan.about,
                join(_bar(lesson, lesson is next_one) for lesson in here),
            )
        )
        st.button(
            _("Start"),
            icon=":material/play_arrow:",
            key=f"start {key}",
            on_click=url_state.follow,
            args=(url.link(next_one.name, progress.next_step(next_one), plan=key),),
            help=_("Begins with lesson {n}: {question}").format(
                n=next_one.number, question=next_one.question
            ),
        )


def _bar(lesson: Lesson, is_next: bool) -> Markup:
    is_done = progress.progress().is_whole(lesson)
    kind = "done" if is_done else "next" if is_next and progress.progress().last else "open"
    label = _("Lesson {n}, {minutes} minutes").format(n=lesson.number, minutes=lesson.minutes)
    return html(
        '<li class="lse-plan-{}" style="flex-basis:{}%" title="{}" aria-label="{}">{}</li>',
        kind,
        round(100 * lesson.minutes / PLANS["90"].minutes, 2),
        lesson.question,
        label,
        lesson.number,
    )
