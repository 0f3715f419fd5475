"""Parts of the teacher's class screen: how to join, who is here, the last question, the end."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from ui.pages.lessons.class_room import entry, poll
from ui.pages.lessons.class_room.bar import count, follow_switch
from ui.pages.lessons.lesson import Lesson
from ui.pages.lessons.paper import qr_code
from ui.services.classroom import lead, push
from ui.services.classroom.changes import Change
from ui.services.classroom.people import presence
from ui.services.classroom.people.seat import Seat
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, show_html, show_svg


@push.pushed
def here(current: Seat) -> None:
    """Draw the line with how many are here."""
    push.listen(current.room, Change.PEOPLE)
    people = presence.people(current.room)
    show_html(html('<p class="lse-crumb">{} · {}</p>', _("Class"), count(len(people.students))))
    if people.teachers > 1:
        terms.caption(
            _(
                "The teacher’s link of this class is open on {n} pages. All of them lead; what is "
                "done last counts."
            ).format(n=people.teachers)
        )


def join_card(current: Seat) -> None:
    """Draw the code, as large as the projector allows, with its QR code and address."""
    link = qr_code.address({entry.CODE: current.room.code})
    show_svg(
        html(
            '<div class="lse-class-card">{}<div><p class="lse-class-big" translate="no" '
            'data-testid="class-code">{}</p><p>{}</p><p class="lse-class-link">{}</p></div></div>',
            qr_code.svg(link) if link else "",
            current.room.code,
            _("On the page Lessons, under Join a class. No account."),
            qr_code.short(link),
        )
    )
    if qr_code.is_only_here(link):
        terms.caption(
            _(
                "Only this computer can open that address. Open this page by the address that your "
                "class uses, and the square leads there."
            )
        )


@push.pushed
def follow(current: Seat) -> None:
    """Draw the switch of Follow me, with how many do."""
    push.listen(current.room, Change.PEOPLE, Change.PAGE)
    people = presence.people(current.room)
    with st.container(horizontal=True, vertical_alignment="center", key="class-follow"):
        follow_switch(current)
        show_html(
            html('<p class="lse-class-line">{}</p>', _("{n} follow").format(n=people.followers))
        )


@push.pushed
def last_question(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw the prediction that the class was asked last, with the answers as they come in."""
    push.listen(current.room, Change.ASKED, Change.ANSWERS, Change.QUESTION, Change.PEOPLE)
    question = lead.lead(current.room).question
    name, _slash, id = question.partition("/")
    steps = lessons[name].steps if name in lessons else []
    if step := next((step for step in steps if step.data.id == id and step.choices), None):
        terms.markdown(f"**{step.guess}**")
        poll.histogram(current, question, step)


def link_button(current: Seat) -> None:
    """Draw the button that shows the teacher's own link."""
    query = {entry.CODE: current.room.code, entry.SECRET: current.secret}
    with st.popover(_("My link as the teacher"), icon=":material/key:", type="tertiary"):
        terms.markdown(
            _(
                "Whoever opens this link leads the class, on any machine. Keep it to yourself. "
                "This browser remembers it until the class is over."
            )
        )
        link = qr_code.address(query) or f"Lessons?{urlencode(query)}"
        st.code(link, language=None, wrap_lines=True)


def end_button(current: Seat) -> None:
    """Draw the button that ends the class, which asks once more."""
    with st.popover(_("End the class"), icon=":material/logout:", type="tertiary"):
        terms.markdown(
            _(
                "Nobody can join or answer any more. What the class has made stays here for an "
                "hour, and then is gone."
            )
        )
        st.button(_("End it now"), key="end class", on_click=entry.end, args=(current,))


def ended(current: Seat) -> None:
    """Draw what is left of a class that is over."""
    title = _("The class {code} has ended").format(code=current.room.code)
    show_html(html('<h1 class="lse-title">{}</h1>', title))
    terms.markdown(_("What it has made can be kept for an hour from its end."))
    st.button(_("All lessons"), icon=":material/arrow_back:", on_click=entry.leave)
