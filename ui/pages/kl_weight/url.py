"""The page in the address bar: `?dataset=mnist&beta=0.5&z=0.3,-1&image=61&section=planes`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ui.services import url_state
from ui.services.plane_url import parse_z
from ui.text.words import _
from vae_core.latent.geometry import View

# The first is shown at first: it needs neither Plotly, which keeps a browser busy for a second, nor
# torch, so that the dial is live sooner.
PLANES, PICTURES, CURVES, CLOSE, SCHEDULES = SECTIONS = (
    "planes",
    "pictures",
    "curves",
    "close-up",
    "schedules",
)
USUAL_BETA = 1.0
NO_IMAGE = -1
_WRITTEN = "kl_address"  # Where the session keeps what was last written to the address bar.


def asks() -> dict[str, str]:
    """What the address bar asks for, see `address.asks`."""
    return url_state.asks(_WRITTEN)


def write(said: Mapping[str, str]) -> None:
    """Make the address bar say what is shown."""
    url_state.write(_WRITTEN, said)


def parse(
    query: Mapping[str, str], betas: tuple[float, float], view: View, n: int
) -> tuple[dict[str, Any], list[str]]:
    """(beta, z, image and section as far as a link has sound ones, a sentence for each other).

    betas: what the dial can be turned to.  view: of its plane.  n: how many test images there are.
    """
    readers = {
        "beta": lambda text: parse_beta(text, betas),
        "z": lambda text: parse_z(text, view),
        "image": lambda text: _parse_image(text, n),
        "section": _parse_section,
    }
    found, problems = {}, []
    for name in [name for name in readers if name in query]:
        found[name], problem = readers[name](query[name])
        if problem:
            problems.append(problem)
    return {name: value for name, value in found.items() if value is not None}, problems


def parse_beta(text: str, betas: tuple[float, float]) -> tuple[float | None, str]:
    """(beta, "") from a link's text, or a sentence that says what was done instead: one out of
    range gives the nearest end, text that is no number None."""
    low, high = betas
    try:
        beta = float(text)
    except ValueError:
        beta = math.nan
    if not math.isfinite(beta):
        return None, _(
            "The link asks for β = “{text}”, which is not a number from {low} to {high}. The usual "
            "one is shown."
        ).format(text=url_state.shown(text), low=f"{low:g}", high=f"{high:g}")
    if not low <= beta <= high:
        nearest = min(max(beta, low), high)
        return nearest, _(
            "The link asks for β = {beta}, and this network was trained for β from {low} to "
            "{high}. The nearest, {nearest}, is shown."
        ).format(beta=f"{beta:g}", low=f"{low:g}", high=f"{high:g}", nearest=f"{nearest:g}")
    return beta, ""


def _parse_image(text: str, n: int) -> tuple[int | None, str]:
    if text.isascii() and text.isdigit() and int(text[:9]) < n:
        return int(text), ""
    return None, _(
        "The link asks for test image “{text}”; there are images 0 to {last}. None is shown."
    ).format(text=url_state.shown(text), last=f"{n - 1:,}")


def _parse_section(text: str) -> tuple[str | None, str]:
    if text in SECTIONS:
        return text, ""
    return None, _(
        "The link asks for the section “{text}”, which is none of {sections}. The first is shown."
    ).format(text=url_state.shown(text), sections=", ".join(SECTIONS))
