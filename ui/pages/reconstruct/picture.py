"""A picture that was brought: the box over it, the things in it, and what the model sees of it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import streamlit as st

from ui.components.drawing.crop import Picture, crop
from ui.pages.reconstruct import live_plane
from ui.pages.reconstruct.image_input import steps
from ui.pages.reconstruct.image_input.input_image import (
    File,
    Given,
    Part,
    Refused,
    part_of,
    prepare_again,
    steps_of,
    use_part,
)
from ui.services.caches.recogniser import readings, reads_as
from ui.services.errors import errors_shown
from ui.services.fragments import fragment
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import show_html
from ui.widgets.pictures import strips
from vae_core.data.datasets import describe
from vae_core.errors import RunError
from vae_core.images.reading.decode import decode, upright
from vae_core.runs.run import Run

_KEY = "reconstruct_crop"
_ANSWERED = "reconstruct_crop_answered"
_OVER = "reconstruct_crop_over"
_TIMES, _TIMES_PHONE = 6, 4


@fragment
def show(run: Run, shown: Given, images: Sequence[Given], switches: dict[str, bool]) -> None:
    """Draw the picture with its box, and what the models get, live.

    While the box is dragged only this runs again; once it is let go, the whole page does.
    Raises RunError.
    """
    assert shown.file is not None
    again = prepare_again(shown.file, describe(run.dataset).rules, switches)
    now = shown if isinstance(again, Refused) else again
    left, right = st.columns(2, gap="large")
    with left, errors_shown():
        _box(shown.file)
    with right:
        _seen(run, now)
        _things(now)
    if st.session_state.pop(_OVER, False):
        st.rerun()
    live_plane.given(run, now, [now if one.file == now.file else one for one in images])
    if taken := steps_of(shown.file, describe(run.dataset).rules, switches):
        steps.show(taken, switches)


def _box(file: File) -> None:
    """Draw the picture with the box over it."""
    state = st.session_state

    def take() -> None:
        given = state[_KEY]["region"]
        region = given["region"] and tuple(given["region"])
        if region != part_of(file).region:
            use_part(file, Part(region))
        state[_ANSWERED] = given["n"]
        state[_OVER] = bool(given["done"])

    content, size = _on_screen(file.id, file)
    crop(
        Picture(
            content,
            "image/webp",
            size,
            part_of(file).region,
            # The browser begins anew with another picture; otherwise the box is its own.
            rev=0,
            answered=state.get(_ANSWERED, 0),
        ),
        key=_KEY,
        on_region=take,
    )


@st.cache_data(show_spinner=False, max_entries=20)
def _on_screen(file_id: str, _file: File) -> tuple[bytes, tuple[int, int]]:
    """(the picture upright as WebP, its width and height); kept in memory only."""
    from PIL import Image

    pixels = upright(decode(_file.content))
    if pixels.dtype != "uint8":
        pixels = (255 * pixels).round().astype("uint8")
    image, content = Image.fromarray(pixels), io.BytesIO()
    image.save(content, "WEBP", quality=85)
    return content.getvalue(), image.size


def _seen(run: Run, now: Given) -> None:
    """Draw the pixels as the model gets them, and what the recogniser reads in them."""
    if now.why:
        st.warning(_("In the box: {why} The whole picture is used.").format(why=now.why))
    show_html(strips.picture_html(now.x, _("What the model sees"), _TIMES, _TIMES_PHONE))
    try:
        reading = readings(run.dataset, now.x[None])
    except RunError:
        reading = None
    sentence = _("What the model sees")
    if reading:
        sentence = _("What the model sees: it {reads}").format(
            reads=reads_as(run.dataset, reading[0])
        )
    terms.caption(sentence)


def _things(now: Given) -> None:
    """Where there are several things in the picture: say so, and offer each."""
    if len(now.things) < 2:
        return
    assert now.file is not None
    file = now.file
    terms.markdown(
        _("**{n} things in this picture.** One is used; choose which:").format(n=len(now.things))
    )
    with st.container(horizontal=True, key="lse-things"):
        for number, x in enumerate(now.things):
            with st.container(width="content"):
                show_html(strips.picture_html(x, _("Thing {n}").format(n=number + 1), 3, 2))
                st.button(
                    _("This one") if number == now.thing else _("Take {n}").format(n=number + 1),
                    key=f"reconstruct_thing {number}",
                    type="primary" if number == now.thing else "secondary",
                    on_click=_take,
                    args=(file, number),
                )


def _take(file: File, number: int) -> None:
    use_part(file, Part(part_of(file).region, number))
    st.session_state[_OVER] = True
