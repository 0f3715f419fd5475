"""Drawing a data set: a few signs, about twenty of each on the pad, collected in rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.components.drawing.sign_pad import Scene, new_drawings, sign_pad
from ui.pages.train.own_images.keeping import keep_form
from ui.pages.train.own_images.url import MAX_SIGNS_TEXT, SIGNS, write_link
from ui.services.fragments import fragment
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.data.own.drawings import LEAST, MAX_SIGNS, MIN_SIGNS, MOST, USUAL, from_drawings
from vae_core.data.own.preview import Preview

_PAD = "own images pad"
_NAMES, _CURRENT = "own images signs", "own images sign"
_DRAWN, _RECEIVED = "own images drawn", "own images received"
_FULL, _LAST = "own images sign full", "own images signs last"
_LONGEST = 20


@dataclass(frozen=True)
class _Drawn:
    """A drawing as the session keeps it. sign: its name.  image: uint8, (28, 28), ink 255."""

    sign: str
    image: np.ndarray


def show() -> None:
    """Draw the names of the signs, the pad, the rows of what was drawn, and the button that keeps
    it."""
    _draw()


@fragment
def _draw() -> None:
    state = st.session_state
    drawn: list[_Drawn] = state.setdefault(_DRAWN, [])
    names = _names()
    if not MIN_SIGNS <= len(names) <= MAX_SIGNS:
        st.info(
            _("Name {least} to {most} signs first, with commas between them.").format(
                least=MIN_SIGNS, most=MAX_SIGNS
            )
        )
        return
    counts = [sum(one.sign == name for one in drawn) for name in names]
    current = _current(names, counts)
    left, right = st.columns([5, 7], gap="large")
    with left:
        _pad(names, current, counts)
    with right:
        _rows(names, drawn, counts)
    missing = [name for name, n in zip(names, counts, strict=True) if n < LEAST]
    if missing:
        terms.caption(
            _(
                "At least {least} drawings of each sign are needed; {usual} give a better plane."
            ).format(least=LEAST, usual=USUAL)
        )
    else:
        terms.caption(
            _("Copies, a little turned, shifted and bent, make about 600 images of them.")
        )
    own = [one for one in drawn if one.sign in names]
    keep_form(
        lambda: _dataset(own, names),
        "drawing",
        suggested=" ".join(names),
        enabled=not missing,
    )


def _names() -> list[str]:
    """Draw the field for the names of the signs, and return them."""
    state = st.session_state
    if _NAMES not in state or state.get(SIGNS, "") != state.get(_LAST, ""):  # A page or link later
        state[_NAMES] = state.get(SIGNS, "")
    text = st.text_input(
        _("Your signs"),
        key=_NAMES,
        max_chars=MAX_SIGNS_TEXT,
        placeholder=_("sun, moon, star"),
        help=_("{least} to {most} names with commas between them. They become the classes.").format(
            least=MIN_SIGNS, most=MAX_SIGNS
        ),
    )
    state[SIGNS] = state[_LAST] = text
    write_link()
    parts = (" ".join(part.split())[:_LONGEST] for part in text.split(","))
    return list(dict.fromkeys(part for part in parts if part))


def _current(names: list[str], counts: list[int]) -> int:
    """Draw the choice of the sign to draw; the next one follows by itself when one has enough."""
    state = st.session_state
    chosen = state.get(_CURRENT)
    if chosen not in names:
        state[_CURRENT] = names[0]
    elif counts[names.index(chosen)] == USUAL and state.get(_FULL) != chosen:
        state[_FULL] = chosen
        short = [name for name, n in zip(names, counts, strict=True) if n < USUAL]
        state[_CURRENT] = short[0] if short else chosen
    by_name = dict(zip(names, counts, strict=True))
    return names.index(
        st.segmented_control(
            _("Which one you draw"),
            names,
            required=True,
            key=_CURRENT,
            format_func=lambda name: f"{name} · {by_name[name]}",
        )
        or names[0]
    )


def _pad(names: list[str], current: int, counts: list[int]) -> None:
    """Mount the pad, and take in what comes from it."""
    state = st.session_state

    def take() -> None:
        drawn = state.setdefault(_DRAWN, [])
        for one in new_drawings(state[_PAD]["drawn"], state.get(_RECEIVED, 0)):
            state[_RECEIVED] = one.number
            if 0 <= one.sign < len(names):
                name = names[one.sign]
                if sum(other.sign == name for other in drawn) < MOST:
                    drawn.append(_Drawn(name, one.image))

    scene = Scene(names[current], current, counts[current], USUAL, state.get(_RECEIVED, 0))
    if sign_pad(scene, key=_PAD, on_drawn=take).fallback:
        st.info(_("The pad could not start in this browser. Upload images instead."))


def _rows(names: list[str], drawn: list[_Drawn], counts: list[int]) -> None:
    """Draw a row for each sign, and the button that takes the last drawing back."""
    show_html(
        html(
            '<div class="lse-own-rows" data-testid="own-rows">{}</div>',
            join(
                html(
                    "<p>{} <b>{}</b></p><div>{}</div>",
                    name,
                    n,
                    join(_picture(one) for one in drawn if one.sign == name),
                )
                for name, n in zip(names, counts, strict=True)
            ),
        )
    )
    st.button(
        _("Take the last one back"),
        icon=":material/undo:",
        type="tertiary",
        key="own images undo",
        on_click=_take_back,
        disabled=not drawn,
    )


def _take_back() -> None:
    drawn: list[_Drawn] = st.session_state.get(_DRAWN, [])
    if drawn:
        drawn.pop()


def _picture(one: _Drawn) -> Markup:
    return strips.picture_html(one.image / 255.0, one.sign, 1, 1)


def _dataset(drawn: list[_Drawn], names: list[str]) -> Preview:
    images = np.stack([one.image for one in drawn])
    return from_drawings(images, np.array([names.index(one.sign) for one in drawn]), names)
