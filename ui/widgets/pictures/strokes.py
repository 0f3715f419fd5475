"""A figure to keep as strokes: dots, lines and texts inside a frame with axes, as SVG and as PNG.

Made on the server: a canvas is not read back, since browsers that protect against fingerprinting
give noise. Both files are drawn from one list of strokes, in the light theme, for paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np

from ui.styles import palette
from ui.widgets.html import Markup, html, join

WIDTH, HEIGHT = 960, 800  # of the figure; lengths are in its pixels
LEFT, TOP, SIDE = 72, 56, 680  # of the square inside the axes
_TICKS = 6  # about
_LEGEND, _LINE, _NAMES = 776, 24, 28  # where it begins, of a line, names that have room
_SHARPER = 2  # pixels of the PNG for each

Point = tuple[float, float]
Tick = tuple[float, str]


@dataclass(frozen=True)
class Dots:
    """at: (N, 2), in pixels."""

    at: np.ndarray
    radius: float
    colour: palette.Colour


@dataclass(frozen=True)
class Line:
    """Straight pieces from point to point."""

    points: Sequence[Point]
    colour: palette.Colour
    width: float


@dataclass(frozen=True)
class Text:
    """anchor: "start", "middle" or "end", where `at` is; upright: turned to read upward."""

    at: Point
    text: str
    size: int = 14
    anchor: str = "start"
    upright: bool = False


Stroke = Dots | Line | Text


class Drawing(Protocol):
    """A figure to keep."""

    @property
    def title(self) -> str:
        """Above it."""

    def strokes(self) -> Iterator[Stroke]:
        """All of it but the title, what lies below first."""


def svg(drawing: Drawing) -> bytes:
    """The drawing as SVG, which can be enlarged and edited."""
    ink = palette.css(palette.light().ink)
    return html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        'height="{height}" font-family="Source Sans 3, Source Sans Pro, sans-serif" fill="{ink}">'
        '<title>{title}</title><rect width="100%" height="100%" fill="{paper}"/>{strokes}</svg>\n',
        width=WIDTH,
        height=HEIGHT,
        ink=ink,
        paper=palette.css(palette.light().paper),
        title=drawing.title,
        strokes=join(_as_svg(stroke) for stroke in _all(drawing)),
    ).encode()


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG, two pixels for each of the SVG's."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH * _SHARPER, HEIGHT * _SHARPER), palette.light().paper)
    pen = ImageDraw.Draw(image)
    for stroke in _all(drawing):
        match stroke:
            case Dots():
                radius = stroke.radius * _SHARPER
                for x, y in (stroke.at * _SHARPER).tolist():
                    pen.ellipse((x - radius, y - radius, x + radius, y + radius), stroke.colour)
            case Line():
                points = [(x * _SHARPER, y * _SHARPER) for x, y in stroke.points]
                pen.line(points, stroke.colour, round(stroke.width * _SHARPER))
            case Text():
                _write(image, stroke)
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def axes(across: str, up: str, ticks: tuple[Iterable[Tick], Iterable[Tick]]) -> Iterator[Stroke]:
    """The frame, a line and a number at each tick, and the names of the axes.

    ticks: of the axis across, where in pixels and what is written there; then of the one up.
    """
    border, ink = palette.light().border, palette.light().quiet()
    right, bottom = LEFT + SIDE, TOP + SIDE
    for x, number in ticks[0]:
        yield Line([(x, TOP), (x, bottom)], border, 0.5)
        yield Text((x, bottom + 20), number, anchor="middle")
    for y, number in ticks[1]:
        yield Line([(LEFT, y), (right, y)], border, 0.5)
        yield Text((LEFT - 8, y + 5), number, anchor="end")
    frame = [(LEFT, TOP), (right, TOP), (right, bottom), (LEFT, bottom), (LEFT, TOP)]
    yield Line(frame, ink, 1.0)
    yield Text((LEFT + SIDE / 2, bottom + 44), across, 16, "middle")
    yield Text((LEFT - 44, TOP + SIDE / 2), up, 16, "middle", upright=True)


def legend(entries: Iterable[tuple[str, palette.Colour]]) -> Iterator[Stroke]:
    """A dot in its colour and a name for each entry, as many as have room."""
    for line, (name, colour) in enumerate(list(entries)[:_NAMES]):
        y = TOP + 12 + _LINE * line
        yield Dots(np.array([[_LEGEND, y - 5]]), 5.0, colour)
        yield Text((_LEGEND + 14, y), name[:20])


def round_numbers(low: float, high: float) -> list[float]:
    """Round numbers from low to high, about six: steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / _TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough)
    first, last = int(np.ceil(low / step)), int(high // step)
    return [round(float(n * step), 10) for n in range(first, last + 1)]


def _all(drawing: Drawing) -> Iterator[Stroke]:
    yield Text((LEFT, TOP - 22), drawing.title, 18)
    yield from drawing.strokes()


def _as_svg(stroke: Stroke) -> Markup:
    match stroke:
        case Dots():
            path = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in stroke.at.tolist())
            return html(
                '<path d="{}" stroke="{}" stroke-width="{:g}" stroke-linecap="round"/>',
                path, palette.css(stroke.colour), 2 * stroke.radius,
            )  # fmt: skip
        case Line():
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in stroke.points)
            return html(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="{:g}"/>',
                points, palette.css(stroke.colour), stroke.width,
            )  # fmt: skip
        case Text():
            x, y = stroke.at
            turn = html(' transform="rotate(-90 {:.1f} {:.1f})"', x, y) if stroke.upright else ""
            return html(
                '<text x="{:.1f}" y="{:.1f}" font-size="{}" text-anchor="{}"{}>{}</text>',
                x, y, stroke.size, stroke.anchor, turn, stroke.text,
            )  # fmt: skip


def _write(image, text: Text) -> None:
    """Draw a text on an image of Pillow."""
    from PIL import Image, ImageDraw, ImageFont

    font = cast("ImageFont.FreeTypeFont", ImageFont.load_default(text.size * _SHARPER))
    words = text.text.replace("−", "-")  # the font has no minus
    width, height = (round(end) for end in font.getbbox(words)[2:])
    if not width or not height:
        return
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).text((0, 0), words, 255, font=font)
    x, y = (value * _SHARPER for value in text.at)
    ascent = font.getmetrics()[0]
    along = {"start": 0, "middle": width / 2, "end": width}[text.anchor]
    if text.upright:
        mask, corner = mask.rotate(90, expand=True), (x - ascent, y - width + along)
    else:
        corner = (x - along, y - ascent)
    image.paste(palette.light().ink, (round(corner[0]), round(corner[1])), mask)
