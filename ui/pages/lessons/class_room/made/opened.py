"""The drawing that is open on the map, large, beside what came back of it."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons.class_room.made import class_map, landing
from ui.services.caches import resources
from ui.services.classroom.made import drawings
from ui.services.classroom.made.drawings import Drawing
from ui.services.classroom.people.seat import Seat
from ui.services.errors import errors_kept, kept_error, show_error
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, explained, html, show_html
from ui.widgets.pictures import strips
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError

_PROBLEM = "problem with a drawing"
_TIMES, _TIMES_PHONE = 4, 3


def show(current: Seat) -> None:
    """Draw it with what the teacher can do; a hint where none is open."""
    if problem := kept_error(_PROBLEM):
        st.warning(problem)
    there = {one.number: one for one in class_map.on_map(current.room)}
    with st.container(key="class-opened"):
        if drawing := there.get(class_map.open_number()):
            _draw(drawing)
            _buttons(current, drawing)
        elif there:
            terms.caption(_("Press a drawing on the map to open it here."))


def card(drawing: Drawing) -> Markup:
    """HTML of a drawing and what came back of it, with where it landed. Raises RunError."""
    run = landing.map_run()
    back = resources.decode(run, drawing.z)
    among, classes = landing.among(run, drawing.z), DATASETS[run.dataset].classes
    read = ""
    if drawing.digit >= 0:
        read = _("A recogniser reads a {digit} in it.").format(digit=classes[drawing.digit])
    return html(
        '<div class="lse-class-opened" data-testid="class-opened" data-number="{number}">'
        "<figure>{drawn}<figcaption>{as_drawn}</figcaption></figure>"
        '<figure class="lse-class-back">{back}<figcaption>{decoded}</figcaption></figure>'
        "<div><h3>{name}</h3><p>{lands}</p><p>{read}</p><p>{error}</p></div></div>",
        number=drawing.number,
        drawn=strips.picture_html(
            drawing.image / 255.0, _("As drawn: 28 × 28 pixels"), _TIMES, _TIMES_PHONE
        ),
        as_drawn=_("as drawn"),
        back=strips.picture_html(back, _("Decoded back"), _TIMES, _TIMES_PHONE),
        decoded=_("decoded back"),
        name=_("Drawing {n}").format(n=drawing.number),
        lands=lands(among),
        read=read,
        error=html(
            "{} <b>{}</b>",
            explained(
                _("Squared error of a pixel"),
                _(
                    "Mean over the 784 pixels of the squared difference between what was drawn and "
                    "what came back; paper is 0, ink is 1."
                ),
            ),
            f"{landing.squared_error(drawing, back):.4f}",
        ),
    )


def lands(among: landing.Among) -> str:
    """Where a drawing landed, in a sentence."""
    return _("It lands among the {digit}s: {votes} of its {of} nearest test images.").format(
        digit=among.label, votes=among.votes, of=among.of
    )


def _draw(drawing: Drawing) -> None:
    try:
        show_html(card(drawing))
    except RunError as error:
        show_error(error, st.warning)


def _buttons(current: Seat, drawing: Drawing) -> None:
    room, number = current.room, drawing.number
    shown = drawings.shown_to_all(room)
    is_shown = shown is not None and shown.number == number

    def remove() -> None:
        with errors_kept(_PROBLEM):
            drawings.hide(room, number)

    def show_to_all() -> None:
        with errors_kept(_PROBLEM):
            drawings.show_to_all(room, 0 if is_shown else number)

    with st.container(horizontal=True, key="class-opened-buttons"):
        st.button(
            _("Remove"),
            icon=":material/delete:",
            type="tertiary",
            key="remove drawing",
            on_click=remove,
            help=_("Takes it off the map. It can be put back."),
        )
        st.button(
            _("Show to all no more") if is_shown else _("Show to all"),
            icon=":material/visibility_off:" if is_shown else ":material/zoom_in:",
            type="tertiary",
            key="show drawing",
            on_click=show_to_all,
            help=_("On the screen of every student who is at the class’s own screen."),
        )
