"""The bar of a class above every step: its code and who is here, or whom a student follows."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons import url
from ui.pages.lessons.class_room import entry, following
from ui.services.address import url_state
from ui.services.classroom import lead, push
from ui.services.classroom.changes import Change
from ui.services.classroom.people import presence
from ui.services.classroom.people.seat import Seat
from ui.services.classroom.state import State
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets.html import Markup, html, show_html

_NAME = "name in the class"


def teachers_bar(current: Seat | None) -> None:
    """Draw the teacher's; nothing for a student, or without a class."""
    if current and current.is_teacher:
        with st.container(key="class-bar"):
            _teachers(current)


@push.pushed
def _teachers(current: Seat) -> None:
    push.listen(current.room, Change.PEOPLE, Change.PAGE)
    with st.container(horizontal=True, vertical_alignment="center", key="class-bar-row"):
        people = presence.people(current.room)
        if current.room.is_on():
            show_html(
                html(
                    '<p class="lse-class-line">{} <b class="lse-class-code" translate="no" '
                    'data-testid="class-code">{}</b> · {} · {}</p>',
                    _("Class"),
                    current.room.code,
                    count(len(people.students)),
                    _("{n} follow").format(n=people.followers),
                )
            )
            follow_switch(current)
        else:
            show_html(
                html("<p>{}</p>", _("The class {code} has ended.").format(code=current.room.code))
            )
        if st.button(
            _("Class screen"), icon=":material/groups:", type="tertiary", key="class screen"
        ):
            url_state.follow({"view": url.CLASS})
            st.rerun()


def count(n: int) -> Markup:
    """ "31 here", with the number marked for tests."""
    before, _n, after = _("{n} here").partition("{n}")
    return html('{}<span data-testid="class-count">{}</span>{}', before, n, after)


def follow_switch(current: Seat) -> None:
    """The teacher's switch: whether everyone's screen goes along."""
    key = "everyone follows"
    st.session_state[key] = lead.lead(current.room).follow

    def turn() -> None:
        lead.show(current.room, follow=bool(st.session_state[key]))

    st.toggle(_("Everyone follows me"), key=key, on_change=turn)


def students_bar(current: Seat | None, state: State | None) -> None:
    """Draw a student's, above all that changes with the step; nothing for the teacher, or without a
    class."""
    if current is None or current.is_teacher or state is None or url.view() == url.SHEET:
        return
    student, follows = current.student, state.shows.follow
    is_led = following.is_led(state.shows)
    with (
        st.container(key="class-bar"),
        st.container(horizontal=True, vertical_alignment="center", key="class-bar-row"),
    ):
        show_html(
            html(
                '<p class="lse-class-line">{} <b translate="no">{}</b>{}</p>',
                _("Class"),
                current.room.code,
                html("<span> · {}</span>", _("your screen follows your teacher")) if is_led else "",
            )
        )
        _draw_button()
        if follows:
            st.button(
                _("Go on my own") if is_led else _("Back to my teacher"),
                icon=":material/link_off:" if is_led else ":material/link:",
                type="tertiary",
                key="class follow",
                on_click=following.stop if is_led else following.come_back,
            )
        with st.popover(
            in_markdown(student.title) if student else "", icon=":material/person:", type="tertiary"
        ):
            with st.form("name in class", border=False):
                st.text_input(
                    _("Your name in this class, or none"),
                    value=student.name if student else "",
                    key=_NAME,
                    max_chars=100,
                )
                st.form_submit_button(_("Keep"), on_click=entry.rename, args=(current, _NAME))
            st.button(
                _("Leave the class"),
                icon=":material/logout:",
                type="tertiary",
                on_click=entry.leave,
            )


def _draw_button() -> None:
    """The way to the class's screen, where a student draws for the map; from there, back."""
    is_there = url.asks_for_class()
    st.button(
        _("All lessons") if is_there else _("Draw a digit"),
        icon=":material/arrow_back:" if is_there else ":material/draw:",
        type="tertiary",
        key="class draw",
        on_click=url_state.follow,
        args=({} if is_there else {"view": url.CLASS},),
    )
