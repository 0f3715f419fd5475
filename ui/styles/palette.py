"""The themes' colours for what is drawn outside the browser, from the app's own settings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageColor

_SETTINGS = Path(__file__).parents[2] / ".streamlit" / "config.toml"

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Red, green, blue from 0 to 255 each; `classes` holds the hue of each label, in order."""

    paper: Colour
    ink: Colour
    border: Colour
    classes: tuple[Colour, ...]

    def hue(self, label: int) -> Colour:
        """The hue of a label; after the last hue they repeat."""
        return self.classes[label % len(self.classes)]

    def quiet(self) -> Colour:
        """Colour of small print."""
        return blend(self.ink, self.paper, 0.3)


def css(colour: Colour) -> str:
    """A colour as CSS writes it, "#171a21"."""
    return "#" + "".join(f"{part:02x}" for part in colour)


def blend(a: Colour, b: Colour, part: float) -> Colour:
    """The colour at `part`, 0 to 1, between a and b."""
    red, green, blue = (round(x + (y - x) * part) for x, y in zip(a, b, strict=True))
    return red, green, blue


def light() -> Palette:
    """The light theme of .streamlit/config.toml."""
    return _theme("light")


def dark() -> Palette:
    """The dark theme of .streamlit/config.toml."""
    return _theme("dark")


@cache
def _theme(name: str) -> Palette:
    theme = tomllib.loads(_SETTINGS.read_text(encoding="utf-8"))["theme"][name]
    paper, ink, border = (
        _rgb(theme[key]) for key in ("backgroundColor", "textColor", "borderColor")
    )
    hues = tuple(_rgb(hue) for hue in theme["chartCategoricalColors"])
    return Palette(paper, ink, border, hues)


def _rgb(colour: str) -> Colour:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue
