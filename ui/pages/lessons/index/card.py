"""The card of a lesson: a drawing, its question, how long it takes, and how far one is."""

from __future__ import annotations

from functools import cache

import streamlit as st

from ui.pages.lessons import progress, url
from ui.pages.lessons.lesson import Lesson
from ui.pages.lessons.lesson.loader import CONTENT, NAMES
from ui.text.outside import link_label
from ui.text.words import _
from ui.widgets.frame.navigation import LESSONS
from ui.widgets.html import Markup, html, show_html, show_svg


def card(lesson: Lesson) -> None:
    """Draw it; the whole card is a link to the next step."""
    done = progress.progress()
    is_whole, is_begun = done.is_whole(lesson), lesson.name in done.last
    kind = "done" if is_whole else "now" if is_begun else "open"
    with st.container(key=f"lesson-card-{kind}-{lesson.name}", gap=None):
        show_svg(html('<div class="lse-lesson-art">{}</div>', _drawing(lesson.name)))
        show_html(
            html(
                '<div class="lse-lesson-card"><h2><span>{}</span><span>{}</span></h2>'
                '<p class="lse-lesson-facts">{}</p>{}</div>',
                lesson.number,
                lesson.question,
                " · ".join(_facts(lesson)),
                progress.dots(lesson),
            )
        )
        label = _("Again") if is_whole else _("Continue") if is_begun else _("Start")
        icon = ":material/check:" if is_whole else ":material/arrow_forward:"
        st.page_link(
            LESSONS,
            label=link_label(label, lesson.question),
            icon=icon,
            icon_position="left" if is_whole else "right",
            query_params=url.link(lesson.name, progress.next_step(lesson)),
        )


def _facts(lesson: Lesson) -> list[str]:
    facts = [_("{n} min").format(n=lesson.minutes)]
    if lesson.title != lesson.question:
        facts.insert(0, lesson.title)
    if lesson.before:
        facts.append(lesson.before)
    elif lesson.needs:
        numbers = ", ".join(str(NAMES.index(need) + 1) for need in lesson.needs)
        facts.append(_("after {lessons}").format(lessons=numbers))
    else:
        facts.append(_("nothing before"))
    return facts


@cache
def _drawing(name: str) -> Markup:
    """`content/cards/NAME.svg`, drawn in the colours of the page; nothing where there is none."""
    path = CONTENT / "cards" / f"{name}.svg"
    return Markup(path.read_text(encoding="utf-8") if path.is_file() else "")  # noqa: S704 (ours)
