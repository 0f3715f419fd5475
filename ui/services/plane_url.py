"""The place z and the axes in the address bar: `?dataset=mnist&run=vae-2d&z=-0.65,0.80`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from ui.services.url_state import LONGEST, shown
from ui.text.words import _, numbers
from vae_core.latent.geometry import View

_DECIMALS = 4
_REACH = 4.0  # How far the component lets the cursor go, in halves of the first view (cursor.js).
_PAIR = re.compile(r"(\d{1,4}),(\d{1,4})")
_TURNED = re.compile(r"(?:view|space):(-?\d{1,3}(?:\.\d)?),(-?\d{1,2}(?:\.\d)?)")


def format_z(z: Sequence[float]) -> str:
    """ "-0.65,0.8": short, and enough digits to open the same picture."""
    return ",".join(f"{round(value, _DECIMALS) + 0.0:g}" for value in z)


def parse_z(text: str, view: View) -> tuple[list[float] | None, str]:
    """(z, "") from a link's text, or a sentence that says what was done instead.

    z has as many numbers as the view. One farther out than the cursor can go is moved to the edge;
    text that is no z gives None.
    """
    parts = text.split(",")
    try:
        z = [float(part) for part in parts]
    except ValueError:
        z = []
    if len(z) != len(view.center) or not all(math.isfinite(value) for value in z):
        return None, _(
            "The link asks for z = “{text}”, which is not {numbers} like {example}. "
            "The usual starting point is shown."
        ).format(
            text=shown(text), numbers=numbers(len(view.center)), example=_example(len(view.center))
        )
    reach = _REACH * view.half
    inside = [
        min(max(value, center - reach), center + reach)
        for value, center in zip(z, view.center, strict=True)
    ]
    if inside != z:
        return inside, _(
            "The link asks for z = {text}, which lies off the plane. The nearest place on it is "
            "shown."
        ).format(text=_shortened(format_z(z)))
    return z, ""


def usual_axes(n_dims: int) -> str:
    """What the plane shows at first: "pc" beyond two dimensions, else there is no choice: ""."""
    return "pc" if n_dims > 2 else ""


def parse_axes(text: str, n_dims: int) -> tuple[str, str]:
    """(axes, "") from a link's text, or the usual axes and a sentence.

    "pc" are the first two principal components, "3,7" two numbers counted from 1 (across, up).
    Three numbers can be seen from an azimuth and elevation in degrees: turning in space,
    "space:30,20", or with that view as the plane, "view:30,20".
    """
    pair, turned = _PAIR.fullmatch(text), _TURNED.fullmatch(text)
    if pair and n_dims > 2:
        across, up = int(pair[1]), int(pair[2])
        if across != up and all(1 <= number <= n_dims for number in (across, up)):
            return f"{across},{up}", ""
    if turned and n_dims == 3 and abs(float(turned[1])) <= 180 and abs(float(turned[2])) <= 90:
        return text, ""
    usual = usual_axes(n_dims)
    if text == usual:
        return usual, ""
    return usual, _(
        "The link asks for the axes “{text}”, which this run does not have. The usual axes are "
        "shown."
    ).format(text=shown(text))


def _example(n_dims: int) -> str:
    values = ["-0.65", "0.80", "1.2"][:n_dims]
    return ",".join(values) + (",…" if n_dims > len(values) else "")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
