"""The page in the address bar: `?dataset=mnist&left=ae-2d&right=vae-2d&z=...&ends=12,34`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.services.address import url_state
from ui.services.address.plane_url import clip_z, format_z
from ui.services.address.url_state import Parameter
from ui.text.words import _
from ui.widgets.controls.seed import MAX_SEED
from vae_core.latent.geometry import View

ADDRESS = "ae_vs_vae"
LINKS = ("image", "standard", "same-z")
LAYERS = ("none", "holes", "density", "certainty", "round-trip", "change")
PATHS = ("straight", "data", "hand")
FINDINGS, STRESS, ALL, HUNT = VIEWS = ("says", "stress", "all", "hunt")
SOURCES = ("prior", "fitted_gaussian", "mixture")
# Values of parameters that a link leaves out.
DEFAULTS = {"link": LINKS[0], "layer": LAYERS[1], "path": PATHS[0], "view": FINDINGS}
_CHOICES = {"link": LINKS, "layer": LAYERS, "path": PATHS, "view": VIEWS, "source": SOURCES}
_BETWEEN = "~"  # between the two codes of z, and the corners of a path
_SIDES = ("left", "right")
_MOST_CORNERS = 60  # of a path in a link


def asked() -> dict[str, str]:
    """The query of a link that is new to the page, see `url_state.asked`.

    A change of the hunt's seed alone is ignored: the game reads and writes it itself.
    """
    return url_state.asked(ADDRESS, ignore=(HUNT,))


def parameters(n: int, views: Sequence[View]) -> dict[str, Parameter]:
    """The parameters that a link can have.

    n: how many test images there are. views: of both planes; z is brought back to them.
    """
    last = n - 1
    return {
        **{name: url_state.choice(options) for name, options in _CHOICES.items()},
        "z": Parameter(
            lambda text: _codes(text, views), _("two codes like {}").format(_example(views))
        ),
        "way": Parameter(
            lambda text: _way(text, views),
            _("left or right and at least two codes, like left:{}").format(_example(views)),
        ),
        "ends": url_state.integers(2, range(n), _("two test images from 0 to {}").format(last)),
        "seed": url_state.integer(0, MAX_SEED),
    }


def parse(
    query: Mapping[str, str], n: int, views: Sequence[View]
) -> tuple[dict[str, Any], list[str]]:
    """(the values of a link by name, a sentence for each part that has none), see `parameters`."""
    values, problems = url_state.parse(query, parameters(n, views))
    if HUNT in query:
        values.setdefault("view", HUNT)
    return values, problems


def write(params: Mapping[str, str]) -> None:
    """Write the parameters to the address bar, without those that have their default."""
    url_state.write(
        ADDRESS, {name: value for name, value in params.items() if DEFAULTS.get(name) != value}
    )


def format_codes(codes: Sequence[Sequence[float]]) -> str:
    """ "-9.1,3.4~0.2,-0.5": the code in the left space, and that in the right one."""
    return _BETWEEN.join(format_z(z) for z in codes)


def format_way(way: tuple[int, Sequence[Sequence[float]]]) -> str:
    """ "left:-9.1,3.4~0.2,-0.5": the side a path was drawn on, and its corners there."""
    side, corners = way
    return f"{_SIDES[side]}:{_BETWEEN.join(format_z(z) for z in corners[:_MOST_CORNERS])}"


def _way(text: str, views: Sequence[View]) -> tuple[int, list[list[float]]]:
    name, _colon, corners = text.partition(":")
    if name not in _SIDES:
        raise ValueError(text)
    side = _SIDES.index(name)
    codes = [url_state.finite_numbers(part) for part in corners.split(_BETWEEN)]
    if not 2 <= len(codes) <= _MOST_CORNERS or any(len(z) != 2 for z in codes):
        raise ValueError(text)
    return side, [clip_z(z, views[side]) for z in codes]


def _codes(text: str, views: Sequence[View]) -> tuple[list[float], ...]:
    codes = [url_state.finite_numbers(part) for part in text.split(_BETWEEN)]
    if [len(z) for z in codes] != [len(view.center) for view in views]:
        raise ValueError(text)
    return tuple(clip_z(z, view) for z, view in zip(codes, views, strict=True))


def _example(views: Sequence[View]) -> str:
    return _BETWEEN.join(
        ",".join(["0.5", "-1"][:2] if len(view.center) == 2 else ["0.5", "…"]) for view in views
    )
