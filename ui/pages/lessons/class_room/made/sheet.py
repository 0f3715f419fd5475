"""One page to print of all that a class has made: its answers, drawings, scores and trainings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import streamlit as st

from ui.pages.lessons.class_room.made import class_map, landing, scoreboard
from ui.pages.lessons.class_room.made.asked import questions
from ui.pages.lessons.lesson import Lesson
from ui.pages.lessons.paper import paper
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.made import answers, trainings
from ui.services.classroom.made.drawings import Drawing
from ui.services.classroom.people import members
from ui.services.classroom.people.seat import Seat
from ui.text.outside import error_sentence
from ui.text.words import _
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.errors import RunError
from vae_core.runs.run import Run

_OPEN = "page of a class is open"
_MOST_DRAWINGS, _MOST_TRAININGS = 60, 20


def turn_to(*, is_open: bool = True) -> None:
    """Go to the page, or back from it; for a callback."""
    st.session_state[_OPEN] = is_open


def is_open() -> bool:
    """True while the page is shown in place of the class's screen."""
    return st.session_state.get(_OPEN, False)


def show(current: Seat, lessons: Mapping[str, Lesson]) -> None:
    """Draw the page."""
    room = current.room
    with paper(_("Back to the class"), lambda: turn_to(is_open=False)):
        show_html(
            html(
                '<header class="lse-sheet-head"><div><p>{}</p><p class="lse-sheet-title" '
                'role="heading" aria-level="1">{}</p><p>{}</p></div></header>',
                _("Latent Space Explorer"),
                _("Class {code}").format(code=room.code),
                _("Students: {n}").format(n=len(members.students(room))),
            )
        )
        show_html(
            html(
                '<div class="lse-class-sheet" data-testid="class-sheet">{}{}{}{}</div>',
                _answers(room, lessons),
                _drawings(room),
                _scores(room),
                _trainings(room),
            )
        )


def _answers(room: Classroom, lessons: Mapping[str, Lesson]) -> Markup:
    given: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for one in answers.everything(room):
        given[one.question, one.round][one.choice] += 1
    asked = questions(lessons)
    return _part(
        _("Predictions"),
        join(
            html(
                "<h3>{}{}</h3><table>{}</table>",
                asked.get(question, (question, []))[0],
                _(" (asked again, round {n})").format(n=round_) if round_ > 1 else "",
                join(
                    html("<tr><td>{}</td><td>{}</td></tr>", choice, counted[number])
                    for number, choice in enumerate(asked.get(question, ("", []))[1], 1)
                ),
            )
            for (question, round_), counted in sorted(given.items())
        ),
    )


def _drawings(room: Classroom) -> Markup:
    there = class_map.on_map(room)
    if not there:
        return html("")
    try:
        run = landing.map_run()
    except RunError as error:
        return _part(_("Drawings"), html("<p>{}</p>", error_sentence(error)))
    more = len(there) - _MOST_DRAWINGS
    return _part(
        _("Drawings, and the digits among which each landed"),
        html(
            '<div class="lse-class-prints">{}</div>{}',
            join(_print(run, one) for one in there[:_MOST_DRAWINGS]),
            html("<p>{}</p>", _("And {n} more.").format(n=more)) if more > 0 else "",
        ),
    )


def _print(run: Run, one: Drawing) -> Markup:
    return html(
        '<figure><img alt="" src="{}"><figcaption>{} → {}</figcaption></figure>',
        strips.data_url(strips.png(one.image / 255.0, 2)),
        one.number,
        landing.among(run, one.z).label,
    )


def _scores(room: Classroom) -> Markup:
    return _part(_("Hole hunt"), scoreboard.board_html(room))


def _trainings(room: Classroom) -> Markup:
    rows = join(
        html(
            "<tr><td>{}</td><td>{}</td><td>{:g}</td><td>{:.2f}</td><td>{:.2f}</td></tr>",
            one.training.run,
            one.training.latent_dim,
            one.training.beta,
            one.training.rate,
            one.training.distortion,
        )
        for one in trainings.trainings(room)[:_MOST_TRAININGS]
    )
    heads = (_("Run"), "D", "β", _("Rate, nats"), _("Distortion, nats"))
    head = join(html('<th scope="col">{}</th>', name) for name in heads)
    return (
        _part(_("Trainings"), html("<table><thead><tr>{}</tr></thead>{}</table>", head, rows))
        if rows
        else html("")
    )


def _part(title: str, content: Markup) -> Markup:
    return html("<section><h2>{}</h2>{}</section>", title, content) if content else html("")
