"""A latent plane as a figure to keep: dots, axes with numbers, marks and ways, as SVG and as PNG.

Made on the server: a canvas is not read back, since browsers that protect against fingerprinting
give noise. Both files are drawn from one list of strokes, in the light theme, for paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from ui.styles import palette
from ui.widgets.html import Markup, html, join

_WIDTH, _HEIGHT = 960, 800  # of the figure; lengths are in its pixels
_LEFT, _TOP, _SIDE = 72, 56, 680  # of the square of the plane
_DOT, _MARK = 1.6, 6.0  # radii
_MIXED = 1_000  # dots that are drawn before another class comes again on top
_TICKS = 6  # about
_LEGEND, _LINE, _NAMES = 776, 24, 28  # where it begins, of a line, names that have room
_SHARPER = 2  # pixels of the PNG for each

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A plane to be drawn.

    title: above it. across, up: names of the axes.
    codes: (N, 2). label: (N,), which hue each has. names: of the labels; empty without classes.
    marks: places with a name. ways: lines from place to place, (M, 2), with a name.
    """

    title: str
    across: str
    up: str
    codes: np.ndarray
    label: np.ndarray
    names: tuple[str, ...] = ()
    marks: Sequence[tuple[str, np.ndarray]] = ()
    ways: Sequence[tuple[str, np.ndarray]] = ()


@dataclass(frozen=True)
class _Dots:
    at: np.ndarray  # (N, 2), in pixels
    radius: float
    colour: palette.Colour


@dataclass(frozen=True)
class _Line:
    points: Sequence[Point]
    colour: palette.Colour
    width: float


@dataclass(frozen=True)
class _Text:
    """anchor: "start", "middle" or "end", where `at` is; upright: turned to read upward."""

    at: Point
    text: str
    size: int = 14
    anchor: str = "start"
    upright: bool = False


_Stroke = _Dots | _Line | _Text


def svg(drawing: Drawing) -> bytes:
    """The drawing as SVG, which can be enlarged and edited."""
    ink = _hex(palette.light().ink)
    return html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        'height="{height}" font-family="Source Sans 3, Source Sans Pro, sans-serif" fill="{ink}">'
        '<title>{title}</title><rect width="100%" height="100%" fill="{paper}"/>{strokes}</svg>\n',
        width=_WIDTH,
        height=_HEIGHT,
        ink=ink,
        paper=_hex(palette.light().paper),
        title=drawing.title,
        strokes=join(_as_svg(stroke) for stroke in _strokes(drawing)),
    ).encode()


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG, two pixels for each of the SVG's."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (_WIDTH * _SHARPER, _HEIGHT * _SHARPER), palette.light().paper)
    pen = ImageDraw.Draw(image)
    for stroke in _strokes(drawing):
        match stroke:
            case _Dots():
                radius = stroke.radius * _SHARPER
                for x, y in (stroke.at * _SHARPER).tolist():
                    pen.ellipse((x - radius, y - radius, x + radius, y + radius), stroke.colour)
            case _Line():
                points = [(x * _SHARPER, y * _SHARPER) for x, y in stroke.points]
                pen.line(points, stroke.colour, round(stroke.width * _SHARPER))
            case _Text():
                _write(image, stroke)
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def _strokes(drawing: Drawing) -> Iterator[_Stroke]:
    """All of a drawing, what lies below first."""
    colours, half, center = palette.light(), *_square(drawing)
    scale = _SIDE / (2 * half)
    corner = np.array([_LEFT + _SIDE / 2, _TOP + _SIDE / 2])

    def place(codes: np.ndarray) -> np.ndarray:
        return corner + (codes - center) * (scale, -scale)

    yield _Text((_LEFT, _TOP - 22), drawing.title, 18)
    yield from _axes(drawing, half, center, place)
    order = np.random.default_rng(0).permutation(len(drawing.codes))
    at = place(drawing.codes)
    for first in range(0, len(order), _MIXED):
        indices = order[first : first + _MIXED]
        for label in np.unique(drawing.label[indices]).tolist():
            mine = indices[drawing.label[indices] == label]
            yield _Dots(at[mine], _DOT, colours.hue(label))
    for name, way in drawing.ways:
        points = [(float(x), float(y)) for x, y in place(way)]
        yield _Line(points, colours.ink, 2.0)
        x, y = points[len(points) // 2] if len(points) > 2 else np.mean(points, axis=0)
        yield _Text((x + 8, y - 8), name)
    for name, code in drawing.marks:
        (x, y) = place(code)
        yield _Dots(np.array([[x, y]]), _MARK, colours.ink)
        yield _Text((float(x) + 10, float(y) + 5), name)
    yield from _legend(drawing, colours)


def _square(drawing: Drawing) -> tuple[float, np.ndarray]:
    """(half the side, centre) of the square that holds all that is drawn, with a margin."""
    parts = [drawing.codes, *(code[None] for _, code in drawing.marks)]
    every = np.concatenate([*parts, *(way for _, way in drawing.ways)])
    low, high = every.min(0), every.max(0)
    return float(max((high - low).max() / 2, 1e-6)) * 1.04, (low + high) / 2


def _axes(drawing: Drawing, half: float, center: np.ndarray, place) -> Iterator[_Stroke]:
    """The frame of the plane, its lines at round numbers, and the names of the axes."""
    border, ink = palette.light().border, palette.light().quiet()
    right, bottom = _LEFT + _SIDE, _TOP + _SIDE
    for axis, middle in enumerate(center.tolist()):
        for value in _round_numbers(middle - half, middle + half):
            x, y = place(np.where(np.arange(2) == axis, value, center)).tolist()
            number = f"{value:g}".replace("-", "−")
            if axis == 0:
                yield _Line([(x, _TOP), (x, bottom)], border, 0.5)
                yield _Text((x, bottom + 20), number, anchor="middle")
            elif drawing.up:
                yield _Line([(_LEFT, y), (right, y)], border, 0.5)
                yield _Text((_LEFT - 8, y + 5), number, anchor="end")
    frame = [(_LEFT, _TOP), (right, _TOP), (right, bottom), (_LEFT, bottom), (_LEFT, _TOP)]
    yield _Line(frame, ink, 1.0)
    yield _Text((_LEFT + _SIDE / 2, bottom + 44), drawing.across, 16, "middle")
    yield _Text((_LEFT - 44, _TOP + _SIDE / 2), drawing.up, 16, "middle", upright=True)


def _legend(drawing: Drawing, colours: palette.Palette) -> Iterator[_Stroke]:
    present = [label for label in np.unique(drawing.label).tolist() if label < len(drawing.names)]
    for line, label in enumerate(present[:_NAMES]):
        y = _TOP + 12 + _LINE * line
        yield _Dots(np.array([[_LEGEND, y - 5]]), 5.0, colours.hue(label))
        yield _Text((_LEGEND + 14, y), drawing.names[label][:20])


def _round_numbers(low: float, high: float) -> list[float]:
    """Round numbers from low to high, about six: steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / _TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough)
    first, last = int(np.ceil(low / step)), int(high // step)
    return [round(float(n * step), 10) for n in range(first, last + 1)]


def _as_svg(stroke: _Stroke) -> Markup:
    match stroke:
        case _Dots():
            path = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in stroke.at.tolist())
            return html(
                '<path d="{}" stroke="{}" stroke-width="{:g}" stroke-linecap="round"/>',
                path, _hex(stroke.colour), 2 * stroke.radius,
            )  # fmt: skip
        case _Line():
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in stroke.points)
            return html(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="{:g}"/>',
                points, _hex(stroke.colour), stroke.width,
            )  # fmt: skip
        case _Text():
            x, y = stroke.at
            turn = html(' transform="rotate(-90 {:.1f} {:.1f})"', x, y) if stroke.upright else ""
            return html(
                '<text x="{:.1f}" y="{:.1f}" font-size="{}" text-anchor="{}"{}>{}</text>',
                x, y, stroke.size, stroke.anchor, turn, stroke.text,
            )  # fmt: skip


def _write(image, text: _Text) -> None:
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


def _hex(colour: palette.Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
