"""The page in the address bar: `?dataset=mnist&left=ae-2d&right=vae-2d&z=...&ends=12,34`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ui.services import url_state
from ui.services.plane_url import format_z
from ui.text.words import _
from ui.widgets.seed import MAX_SEED
from vae_core.latent.geometry import View

_WRITTEN = "gaps_address"  # Where the session keeps what was last written to the address bar.
LINKS = ("image", "standard", "same-z")
LAYERS = ("none", "holes", "density", "certainty", "round-trip", "change")
PATHS = ("straight", "data", "hand")
SAYS, STRESS, ALL, HUNT = VIEWS = ("says", "stress", "all", "hunt")
SOURCES = ("prior", "fitted_gaussian", "mixture")
# What is meant where a link leaves it out.
USUAL = {"link": LINKS[0], "layer": LAYERS[1], "path": PATHS[0], "view": SAYS}
_CHOICES = {"link": LINKS, "layer": LAYERS, "path": PATHS, "view": VIEWS, "source": SOURCES}
_BETWEEN = "~"  # between the two codes of z
_REACH = 4.0  # How far from the middle of a plane a link may point, in halves of its side.


def asks() -> dict[str, str]:
    """What the address bar asks for, see `address.asks`; the places of the hunt ask for nothing:
    the game reads and writes them itself."""
    return url_state.asks(_WRITTEN, but=(HUNT,))


def parse(
    query: Mapping[str, str], n: int, views: Sequence[View]
) -> tuple[dict[str, Any], list[str]]:
    """(the sound parts of a link by name, a sentence for each other one).

    n: how many test images there are. views: of both planes; z is brought back to them.
    """
    readers = {name: _choice(options) for name, options in _CHOICES.items()}
    readers |= {
        "z": (lambda text: _codes(text, views), _("two codes like {}").format(_example(views))),
        "ends": (lambda text: _ends(text, n), _("two test images from 0 to {}").format(n - 1)),
        "seed": (lambda text: _whole(text, MAX_SEED), f"0 – {MAX_SEED}"),
    }
    found, problems = url_state.read(query, readers)
    if "hunt" in query:
        found.setdefault("view", HUNT)
    return found, problems


def write(said: Mapping[str, str]) -> None:
    """Make the address bar say what is shown. What is usual is left out."""
    url_state.write(_WRITTEN, {n: value for n, value in said.items() if USUAL.get(n) != value})


def format_codes(codes: Sequence[Sequence[float]]) -> str:
    """ "-9.1,3.4~0.2,-0.5": the place in the left space, and in the right one."""
    return _BETWEEN.join(format_z(z) for z in codes)


def _choice(options: Sequence[str]) -> url_state.Reader:
    return (lambda text: options[options.index(text)]), ", ".join(options)


def _codes(text: str, views: Sequence[View]) -> tuple[list[float], ...]:
    parts = [[float(value) for value in part.split(",")] for part in text.split(_BETWEEN)]
    if [len(z) for z in parts] != [len(view.center) for view in views]:
        raise ValueError(text)
    if not all(math.isfinite(value) for z in parts for value in z):
        raise ValueError(text)
    return tuple(_onto(z, view) for z, view in zip(parts, views, strict=True))


def _onto(z: Sequence[float], view: View) -> list[float]:
    reach = _REACH * view.half
    return [min(max(value, c - reach), c + reach) for value, c in zip(z, view.center, strict=True)]


def _example(views: Sequence[View]) -> str:
    return _BETWEEN.join(
        ",".join(["0.5", "-1"][:2] if len(view.center) == 2 else ["0.5", "…"]) for view in views
    )


def _ends(text: str, n: int) -> tuple[int, int]:
    a, b = (_whole(part, n - 1) for part in text.split(","))
    return a, b


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= most):
        raise ValueError(text)
    return int(text)
