"""The place z in the address bar: `?dataset=mnist&run=vae-2d&z=-0.65,0.80`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.words import _
from vae_core.latent import View

_DECIMALS = 4
_REACH = 4.0  # How far the component lets the cursor go, in halves of the first view (view.js).


def format_z(z: Sequence[float]) -> str:
    """ "-0.65,0.8": short, and enough digits to open the same picture."""
    return ",".join(f"{round(value, _DECIMALS) + 0.0:g}" for value in z)


def parse_z(text: str, view: View, dims: int = 2) -> tuple[list[float] | None, str]:
    """(z, "") from a link's text, or a sentence that says what was done instead.

    A z farther out than the cursor can go is moved to the edge; text that is no z gives None.
    """
    parts = text.split(",")
    try:
        z = [float(part) for part in parts]
    except ValueError:
        z = []
    if len(z) != dims or not all(math.isfinite(value) for value in z):
        shown = text[:40].replace("`", "")
        return None, _(
            "The link asks for z = “{text}”, which is not two numbers like -0.65,0.80. "
            "The usual starting point is shown."
        ).format(text=shown)
    reach = _REACH * view.half
    inside = [
        min(max(value, center - reach), center + reach)
        for value, center in zip(z, view.center, strict=True)
    ]
    if inside != z:
        return inside, _(
            "The link asks for z = {text}, which lies off the plane. The nearest place on it is "
            "shown."
        ).format(text=format_z(z))
    return z, ""
