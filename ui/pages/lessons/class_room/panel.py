"""The teacher's side of the class screen: how to join, who is here, the last question, the end."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.pages.lessons import qr_code
from ui.pages.lessons.class_room import entry, poll
from ui.pages.lessons.class_room.bar import count, follow_switch
from ui.pages.lessons.lesson import Lesson
from ui.services.classroom import lead, presence, push
from ui.services.classroom.seat import Seat
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, show_html, show_svg


def panel(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw it."""
    if not current.room.is_on():
        _ended(current)
        return
    _join_card(current)
    _live(current, lessons)
    _rights(current)


def _join_card(current: Seat) -> None:
    link = qr_code.address({entry.CODE: current.room.code})
    show_svg(
        html(
            '<div class="lse-class-card">{}<div><p>{}</p><p class="lse-class-big" translate="no" '
            'data-testid="class-code">{}</p><p>{}</p><p class="lse-class-link">{}</p></div></div>',
            qr_code.svg(link) if link else "",
            _("Join with this code"),
            current.room.code,
            _("on the page Lessons, under Join a class. No account."),
            qr_code.short(link),
        )
    )
    if qr_code.is_only_here(link):
        terms.caption(
            _(
                "Only this computer can open that address. Open this page by the address that your "
                "class uses, and the code leads there."
            )
        )


@push.pushed
def _live(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """What changes while students come and answer."""
    push.listen(current.room, True)
    people = presence.people(current.room)
    with st.container(horizontal=True, vertical_alignment="center", key="class-follow"):
        follow_switch(current)
        show_html(
            html(
                '<p class="lse-class-line">{} · {}</p>',
                count(len(people.students)),
                _("{n} follow").format(n=people.followers),
            )
        )
    if people.teachers > 1:
        terms.caption(
            _(
                "The teacher’s link of this class is open on {n} pages. All of them lead; what is "
                "done last counts."
            ).format(n=people.teachers)
        )
    if question := lead.lead(current.room).question:
        name, _slash, id = question.partition("/")
        steps = lessons[name].steps if name in lessons else []
        if step := next((step for step in steps if step.data.id == id and step.choices), None):
            poll.histogram(current, question, step)


def _rights(current: Seat) -> None:
    with st.container(horizontal=True, key="class-rights"):
        with st.popover(_("My link as the teacher"), icon=":material/key:", type="tertiary"):
            terms.markdown(
                _(
                    "Whoever opens this link leads the class, on any machine. Keep it to yourself; "
                    "this browser remembers it until the class is over."
                )
            )
            link = qr_code.address({entry.CODE: current.room.code, entry.SECRET: current.secret})
            st.code(link, language=None, wrap_lines=True)
        with st.popover(_("End the class"), icon=":material/logout:", type="tertiary"):
            terms.markdown(
                _(
                    "Nobody can join or answer any more. What the class has made stays here for an "
                    "hour, and then is gone."
                )
            )
            st.button(_("End it now"), key="end class", on_click=entry.end, args=(current,))


def _ended(current: Seat) -> None:
    show_html(
        html(
            '<h1 class="lse-title">{}</h1>',
            _("The class {code} has ended").format(code=current.room.code),
        )
    )
    terms.markdown(_("What it has made can be kept for an hour from its end."))
    st.button(_("All lessons"), icon=":material/arrow_back:", on_click=entry.leave)
