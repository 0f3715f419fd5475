"""A pad on which one sign after the other is drawn for a dataset.

The browser prepares each drawing as MNIST's digits were (`js/shared/ink/prepare.js`) and sends what
Python has not answered yet, so that none is lost while the page is busy (`js/main.js`, `take`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ui.components.drawing.sign_pad.words import words
from ui.components.mount import LiveComponent
from vae_core.images.prepare import SWITCHES

_component = LiveComponent("latent_sign_pad", __file__)
_SIDE = 28


@dataclass(frozen=True)
class Scene:
    """What the pad asks for.

    Attributes:
        sign: the name of what is to be drawn.  index: its number among all signs.
        count, wanted: how many of it there are, and how many are wanted.
        received: the number of the last drawing that Python has.
    """

    sign: str
    index: int
    count: int
    wanted: int
    received: int


@dataclass(frozen=True)
class SignDrawing:
    """A drawing of a sign. number: rises from one to the next.  image: uint8, (28, 28), ink 255."""

    number: int
    sign: int
    image: np.ndarray


def sign_pad(scene: Scene, *, key: str, on_drawn: Callable[[], None]) -> Any:
    """Mount the component.

    The result, and `st.session_state[key]`, hold `drawn`, which `new_drawings` reads, and
    `fallback`. Strokes that were not taken yet outlast a change of page.
    """
    data = {
        "key": key,
        "sign": scene.sign,
        "index": scene.index,
        "count": scene.count,
        "wanted": scene.wanted,
        "received": scene.received,
        "switches": dict.fromkeys(SWITCHES, True),
        "words": words(),
    }
    return _component(key, data, drawn=on_drawn)


def new_drawings(drawn: object, received: int) -> list[SignDrawing]:
    """The drawings in the state `drawn` behind the number `received`; what is damaged is left out:
    a browser may send anything."""
    given = drawn.get("drawings", ()) if isinstance(drawn, dict) else ()
    found = [_drawing(one) for one in given] if isinstance(given, list) else []
    new = [one for one in found if one is not None and one.number > received]
    return sorted(new, key=lambda one: one.number)


def _drawing(one: object) -> SignDrawing | None:
    if not isinstance(one, dict):
        return None
    number, sign = one.get("n"), one.get("sign")
    try:
        pixels = np.frombuffer(base64.b64decode(str(one.get("x", ""))), np.uint8)
    except (binascii.Error, ValueError):
        return None
    if not isinstance(number, int) or not isinstance(sign, int):
        return None
    if pixels.size != _SIDE * _SIDE or not pixels.any():
        return None
    return SignDrawing(number, sign, pixels.reshape(_SIDE, _SIDE))
