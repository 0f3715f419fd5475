"""The bar of a class above every step: its code and who is here, or whom a student follows."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons import url
from ui.pages.lessons.class_room import entry, following
from ui.services import url_state
from ui.services.classroom import lead, presence, push
from ui.services.classroom.seat import Seat
from ui.text.words import _, in_markdown
from ui.widgets.html import Markup, html, show_html

_NAME = "name in the class"


def bar(current: Seat | None, *, hears: bool) -> None:
    """Draw it; nothing without a class. hears: it takes a student along to where the teacher goes,
    where nothing below it does."""
    if current is None:
        return
    with st.container(key="class-bar"):
        if current.is_teacher:
            _teachers(current)
        elif hears:
            _students_hearing(current)
        else:
            _students(current)


@push.pushed
def _teachers(current: Seat) -> None:
    push.listen(current.room, True)
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


@push.pushed
def _students_hearing(current: Seat) -> None:
    following.hear(current)
    _students(current)


def _students(current: Seat) -> None:
    shows = lead.lead(current.room)
    is_led, student = following.is_led(shows), current.student
    with st.container(horizontal=True, vertical_alignment="center", key="class-bar-row"):
        show_html(
            html(
                '<p class="lse-class-line">{} <b translate="no">{}</b>{}</p>',
                _("Class"),
                current.room.code,
                html("<span> · {}</span>", _("your screen follows your teacher")) if is_led else "",
            )
        )
        _draw_button()
        if shows.follow:
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
    if st.button(
        _("All lessons") if is_there else _("Draw a digit"),
        icon=":material/arrow_back:" if is_there else ":material/draw:",
        type="tertiary",
        key="class draw",
    ):
        url_state.follow({} if is_there else {"view": url.CLASS})
        st.rerun()  # The bar may be a fragment, and the page goes elsewhere
