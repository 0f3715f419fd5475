"""Drawing a digit for the class: on the pad or from a picture, sent to the map."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.components.drawing.pad import drawn_image, reconstruction
from ui.components.drawing.pad.run_scene import run_scene
from ui.pages.lessons.class_room.made import landing, opened
from ui.pages.lessons.class_room.made.landing import DATASET, map_run
from ui.services import uploads
from ui.services.classroom import push
from ui.services.classroom.changes import Change
from ui.services.classroom.made import drawings
from ui.services.classroom.made.drawings import Drawing
from ui.services.classroom.people.seat import Seat
from ui.services.errors import errors_kept, kept_error
from ui.services.fragments import fragment
from ui.text.outside import error_sentence
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.data.image_shape import IMAGE_SHAPE
from vae_core.errors import ImageError
from vae_core.images.prepare import prepare_image
from vae_core.images.reading.decode import MAX_BYTES
from vae_core.runs.run import Run

_PAD, _WAY, _FILE = "class pad", "class way", "class file"
_DRAWN, _SENT, _READ = "drawn for the class", "sent to the class", "picture for the class"
_PROBLEM = "problem with sending"
_DRAW, _UPLOAD = "draw", "upload"
_MOST_SHOWN = 8


def show(current: Seat) -> None:
    """Draw the pad, the button that sends, and where what was sent has landed."""
    _shown_to_all(current)
    _draw(current)


@push.pushed
def _shown_to_all(current: Seat) -> None:
    """The drawing that the teacher shows to all, again as that changes."""
    push.listen(current.room, Change.SHOWN)
    if drawing := drawings.shown_to_all(current.room):
        with st.container(key="class-shown"):
            show_html(html("<h2>{}</h2>", _("Your teacher shows this drawing")))
            show_html(opened.card(drawing))


@fragment
def _draw(current: Seat) -> None:
    run = map_run()
    names = {_DRAW: _("Draw"), _UPLOAD: _("Upload a picture")}
    way = st.segmented_control(
        _("Where the digit comes from"),
        list(names),
        default=_DRAW,
        required=True,
        key=_WAY,
        format_func=names.__getitem__,
        label_visibility="collapsed",
    )
    if way == _UPLOAD:
        x = _uploaded()
        _send(current, run, x)
    else:
        with st.container(key="class-send-above"):
            place = st.container()
            x = _pad(run)
        with place:
            _send(current, run, x)
    _sent()


def _pad(run: Run) -> np.ndarray | None:
    state = st.session_state

    def take() -> None:
        # Copied, since a component's state is gone after a visit to another page.
        state[_DRAWN] = state[_PAD]["drawing"]

    scene = run_scene(run, {}, drawing=True)
    if reconstruction(scene, key=_PAD, on_drawing=take).fallback:
        st.info(_("The pad could not start in this browser. Upload a picture instead."))
    return drawn_image(state.get(_DRAWN), IMAGE_SHAPE)


def _uploaded() -> np.ndarray | None:
    state = st.session_state
    file = st.file_uploader(
        _("A picture of one digit: PNG, JPEG or the like. The class gets 28 × 28 pixels of it."),
        max_upload_size=MAX_BYTES // 10**6,
        key=_FILE,
    )
    if file is None:
        return None
    if state.get(_READ, ("", None))[0] != file.file_id:
        kept = uploads.read(file)
        if kept.why:
            st.error(kept.why)
            return None
        try:
            x = prepare_image(kept.content, DATASET).x[0]
        except ImageError as error:
            st.error(error_sentence(error))
            return None
        state[_READ] = file.file_id, np.round(255 * x).astype(np.uint8)
    x = state[_READ][1]
    show_html(strips.picture_html(x / 255.0, _("What the model sees of it"), 6, 6))
    return x


def _send(current: Seat, run: Run, x: np.ndarray | None) -> None:
    """Draw the button, with what became of the last press of it."""
    sent: list[Drawing] = st.session_state.setdefault(_SENT, [])
    is_sent = x is not None and bool(sent) and sent[-1].pixels == x.tobytes()

    def send() -> None:
        student = current.student
        if x is None or student is None:
            return
        with errors_kept(_PROBLEM):
            ink = x / 255.0
            z, digit = landing.encode(run, ink), landing.read(ink)
            sent.append(drawings.add(current.room, student, x, run=run.id, z=z, digit=digit))

    if problem := kept_error(_PROBLEM):
        st.warning(problem)
    with st.container(horizontal=True, vertical_alignment="center", key="class-send"):
        st.button(
            _("Sent") if is_sent else _("Send to the map"),
            icon=":material/check:" if is_sent else ":material/send:",
            key="send drawing",
            on_click=send,
            disabled=x is None or is_sent,
        )
        if is_sent:
            among = landing.among(run, sent[-1].z)
            show_html(
                html(
                    '<p class="lse-class-line" role="status" data-testid="class-sent" '
                    'data-number="{}">{} {}</p>',
                    sent[-1].number,
                    _("On the map it is drawing {n}.").format(n=sent[-1].number),
                    opened.lands(among),
                )
            )


def _sent() -> None:
    sent: list[Drawing] = st.session_state.get(_SENT, [])
    if len(sent) < 2:
        return
    terms.caption(_("What you have sent, the newest first:"))
    show_html(
        html('<div class="lse-class-own">{}</div>', join(map(_own, sent[: -_MOST_SHOWN - 1 : -1])))
    )


def _own(one: Drawing) -> Markup:
    return html(
        "<figure>{}<figcaption>{}</figcaption></figure>",
        strips.picture_html(one.image / 255.0, _("Drawing {n}").format(n=one.number), 2, 2),
        one.number,
    )
