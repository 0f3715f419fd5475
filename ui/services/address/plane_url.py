"""The point z and the axes in the address bar: `?dataset=mnist&run=vae-2d&z=-0.65,0.80`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ui.services.address.url_state import Parameter, ReplacedError, finite_numbers
from ui.text.outside import quoted
from ui.text.words import _
from vae_core.latent.geometry import View

_DECIMALS = 4
_FARTHEST = 4.0  # Limit of the cursor from the centre, in halves of the first view (cursor.js)
_PAIR = re.compile(r"(\d{1,4}),(\d{1,4})")
_TURNED = re.compile(r"(?:view|space):(-?\d{1,3}(?:\.\d)?),(-?\d{1,2}(?:\.\d)?)")


def format_z(z: Sequence[float]) -> str:
    """ "-0.65,0.8": short, and enough digits to open the same picture."""
    return ",".join(f"{round(value, _DECIMALS) + 0.0:g}" for value in z)


def clip_z(z: Sequence[float], view: View) -> list[float]:
    """`z` clipped to the square in which the cursor of a plane can move."""
    farthest = _FARTHEST * view.half
    return [
        min(max(value, center - farthest), center + farthest)
        for value, center in zip(z, view.center, strict=True)
    ]


def z_parameter(view: View) -> Parameter[list[float]]:
    """The parameter z: as many numbers as the view has; a z off the plane is moved to its edge."""
    n_dims = len(view.center)

    def parse(text: str) -> list[float]:
        z = finite_numbers(text)
        if len(z) != n_dims:
            raise ValueError(text)
        inside = clip_z(z, view)
        if inside != z:
            sentence = _(
                "The link asks for z = {text}, which lies off the plane. The nearest place on it "
                "is shown."
            )
            raise ReplacedError(inside, sentence.format(text=quoted(format_z(z))))
        return z

    example = ["-0.65", "0.80", "1.2"][:n_dims]
    return Parameter(
        parse,
        _("{numbers} like {example}").format(
            numbers=_numbers(n_dims), example=",".join(example) + (",…" if n_dims > 3 else "")
        ),
        _(
            "The link asks for z = “{text}”, which is not {allowed}. "
            "The usual starting point is shown."
        ),
    )


def default_axes(n_dims: int) -> str:
    """The axes shown at first: "pc" beyond two dimensions, else "" (there is no choice)."""
    return "pc" if n_dims > 2 else ""


def axes_parameter(n_dims: int) -> Parameter[str]:
    """The axes in the link of a run with `n_dims` latent dimensions.

    "pc" are the first two principal components, "3,7" two dimensions counted from 1 (across, up).
    Three dimensions can be seen from an azimuth and elevation in degrees: turning in space,
    "space:30,20", or with that view as the plane, "view:30,20".
    """

    def parse(text: str) -> str:
        pair, turned = _PAIR.fullmatch(text), _TURNED.fullmatch(text)
        if pair and n_dims > 2:
            across, up = int(pair[1]), int(pair[2])
            if across != up and all(1 <= number <= n_dims for number in (across, up)):
                return f"{across},{up}"
        if turned and n_dims == 3 and abs(float(turned[1])) <= 180 and abs(float(turned[2])) <= 90:
            return text
        if text != default_axes(n_dims):
            raise ValueError(text)
        return text

    return Parameter(
        parse,
        "",
        _(
            "The link asks for the axes “{text}”, which this run does not have. The usual axes are "
            "shown."
        ),
    )


def _numbers(count: int) -> str:
    if count == 1:
        return _("one number")
    return _("two numbers") if count == 2 else _("{n} numbers").format(n=count)
