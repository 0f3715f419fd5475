"""Exports a film as an animated GIF or WebP: the picture beside the cloud of codes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from math import cos, pi, sin
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ui.components.training.film_player.payload import moments, rings, view
from ui.components.training.film_player.words import words
from ui.styles.palette import Palette, blend, light
from vae_core.data.image_shape import ImageShape
from vae_core.runs.recording.film import Film

FRAME_MS, LAST_MS = 250, 2_000
_SIDE, _MARGIN, _GAP = 320, 16, 24
_TITLE, _LEGEND, _CAPTION = 28, 28, 24
_COLUMN = 40  # the least width of a class in the legend
WIDTH = 2 * (_MARGIN + _SIDE) + _GAP
HEIGHT = _MARGIN + _TITLE + _SIDE + _LEGEND + _CAPTION + _MARGIN // 2
_FINE = 3  # the cloud is drawn at this multiple of its size, then shrunk: smooth dots
_DOT = 1.9
_LEVELS = 32  # of grey, and of red, green and blue where a colour is looked up
_TOWARDS_PAPER, _TOWARDS_INK = (0.0, 0.2, 0.4, 0.6, 0.8), (0.25, 0.5)
_WEBP_QUALITY = 72


def film_rows(film: Film, classes: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a CSV: the code of each watched test image on the plane, at each frame.

    loss: the mean over these images at that frame. across, up: on the film's plane.
    """
    across, up = ("z1", "z2") if film.axes == "latent" else ("pc1", "pc2")
    names = [classes[label] if classes else "" for label in film.label.tolist()]
    return [
        {"step": step, "epoch": round(epoch, 3), "loss": round(loss, 4), "image": image}
        | {"class": names[image], across: x, up: y}
        for step, epoch, loss, codes in zip(
            film.steps.tolist(), film.epochs.tolist(), film.loss.tolist(), film.codes, strict=True
        )
        for image, (x, y) in enumerate(codes.tolist())
    ]


def film_gif(
    film: Film,
    classes: Sequence[str],
    image_shape: ImageShape,
    title: str,
    *,
    has_prior: bool = False,
    squared: bool = False,
) -> bytes:
    """An animated GIF that repeats, the last frame held for two seconds.

    Of grey images one palette serves all frames, the greys of the ink and each class in some
    shades, so that colours mean the same throughout and nothing flickers. Of images in colour each
    frame has a palette of its own.
    """
    frames = _frames(film, classes, image_shape, title, has_prior=has_prior, squared=squared)
    if image_shape[0] == 1:
        frames = [_indexed(frame) for frame in frames]
    return _animation(frames, "GIF", optimize=False)


def film_webp(
    film: Film,
    classes: Sequence[str],
    image_shape: ImageShape,
    title: str,
    *,
    has_prior: bool = False,
    squared: bool = False,
) -> bytes:
    """The same film as an animated WebP: smaller, in full colour."""
    frames = _frames(film, classes, image_shape, title, has_prior=has_prior, squared=squared)
    return _animation(frames, "WEBP", quality=_WEBP_QUALITY, method=3)


def film_frame(
    film: Film,
    frame: int,
    classes: Sequence[str],
    image_shape: ImageShape,
    title: str = "",
    *,
    has_prior: bool = False,
    squared: bool = False,
) -> Image.Image:
    """One frame, RGB, WIDTH x HEIGHT."""
    palette, text = light(), words()
    image = Image.new("RGB", (WIDTH, HEIGHT), palette.paper)
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, _MARGIN - 4), title, palette.ink, _font(15))
    top, right = _MARGIN + _TITLE, _MARGIN + _SIDE + _GAP
    for left, part in (
        (_MARGIN, _picture(film, frame, palette, image_shape)),
        (right, _cloud(film, frame, palette, has_prior=has_prior)),
    ):
        image.paste(part, (left, top))
        box = (left - 1, top - 1, left + _SIDE, top + _SIDE)
        draw.rectangle(box, outline=palette.border)
    _legend(draw, classes, top + _SIDE + _LEGEND // 2 + 2, palette)
    moment = moments(film)[frame]
    caption = " · ".join(
        (
            text["step"].format(step=moment.step),
            text["epoch"].format(epoch=moment.epoch),
            text["loss"].format(
                loss=moment.loss, unit=text["unit_squared" if squared else "unit_nats"]
            ),
        )
    )
    draw.text((_MARGIN, top + _SIDE + _LEGEND + 4), caption, palette.ink, _font(14))
    return image


def _frames(
    film: Film, classes: Sequence[str], image_shape: ImageShape, title: str, **kind: bool
) -> list[Image.Image]:
    return [
        film_frame(film, k, classes, image_shape, title, **kind) for k in range(len(film.steps))
    ]


def _animation(frames: list[Image.Image], form: str, **options) -> bytes:
    durations = [FRAME_MS] * (len(frames) - 1) + [LAST_MS]
    buffer = io.BytesIO()
    first, *others = frames
    first.save(
        buffer, form, save_all=True, append_images=others, duration=durations, loop=0, **options
    )
    return buffer.getvalue()


def _picture(film: Film, frame: int, palette: Palette, image_shape: ImageShape) -> Image.Image:
    """The picture of a frame, grey as ink on paper, scaled to fit a square and centred in it."""
    is_grey = image_shape[0] == 1
    tiles = Image.open(io.BytesIO(film.pictures[frame])).convert("L" if is_grey else "RGB")
    scale = _SIDE / max(tiles.size)
    tiles = tiles.resize([round(length * scale) for length in tiles.size], Image.Resampling.LANCZOS)
    square = Image.new("RGB", (_SIDE, _SIDE), palette.paper)
    corner = ((_SIDE - tiles.width) // 2, (_SIDE - tiles.height) // 2)
    if is_grey:
        square.paste(Image.new("RGB", tiles.size, palette.ink), corner, tiles)
    else:
        square.paste(tiles, corner)
    return square


def _cloud(film: Film, frame: int, palette: Palette, *, has_prior: bool) -> Image.Image:
    side = _SIDE * _FINE
    square = Image.new("RGB", (side, side), palette.paper)
    draw = ImageDraw.Draw(square)
    seen = view(film, has_prior=has_prior)
    scale = side / 2 / seen.half
    x, y = (film.codes[frame] - np.array(seen.center)).T * scale
    x, y = side / 2 + x, side / 2 - y
    radius = _DOT * _FINE
    # Shuffled, the same in each frame, so that no class hides another.
    for i in np.random.default_rng(0).permutation(len(film.label)):
        box = (x[i] - radius, y[i] - radius, x[i] + radius, y[i] + radius)
        draw.ellipse(box, palette.hue(int(film.label[i])))
    if rings(film, has_prior=has_prior):
        for sigma in (1, 2):
            _dashed_circle(draw, side / 2, sigma * scale, palette.quiet())
    return square.resize((_SIDE, _SIDE), Image.Resampling.BOX)


def _dashed_circle(draw: ImageDraw.ImageDraw, middle: float, radius: float, colour) -> None:
    dashes = max(8, round(2 * pi * radius / (9 * _FINE)))
    for dash in range(dashes):
        ends = [2 * pi * (dash + part) / dashes for part in (0.0, 0.55)]
        line = [(middle + radius * cos(angle), middle + radius * sin(angle)) for angle in ends]
        draw.line(line, colour, round(1.25 * _FINE))


def _legend(draw: ImageDraw.ImageDraw, classes: Sequence[str], middle: int, palette: Palette):
    """Draw a dot and a name for each class that there is room for, evenly spread."""
    column = max((WIDTH - 2 * _MARGIN) / max(len(classes), 1), _COLUMN)
    classes = classes[: int((WIDTH - 2 * _MARGIN) / column)]
    for label, name in enumerate(classes):
        x = _MARGIN + label * column
        draw.ellipse((x, middle - 4, x + 8, middle + 4), palette.hue(label))
        draw.text((x + 12, middle), name, palette.quiet(), _font(12), anchor="lm")


@cache
def _gif_colours() -> np.ndarray:
    """Greys from paper to ink, and each class in shades towards paper and towards ink, (k, 3)."""
    palette = light()
    greys = [blend(palette.paper, palette.ink, k / (_LEVELS - 1)) for k in range(_LEVELS)]
    shades = [
        blend(hue, other, part)
        for hue in palette.classes
        for other, parts in ((palette.paper, _TOWARDS_PAPER), (palette.ink, _TOWARDS_INK))
        for part in parts
    ]
    return np.array([*greys, palette.border, *shades], np.uint8)


@cache
def _nearest_colour() -> np.ndarray:
    """(32, 32, 32): index of the colour of `_gif_colours` nearest to each red, green and blue.

    Pillow's own search returns any colour from the neighbourhood, so that white turns grey.
    """
    levels = np.linspace(0, 255, _LEVELS)
    wanted = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1)
    away = [np.square(wanted - colour).sum(-1) for colour in _gif_colours()]
    return np.argmin(away, axis=0).astype(np.uint8)


def _indexed(frame: Image.Image) -> Image.Image:
    red, green, blue = np.round(np.asarray(frame) / 255 * (_LEVELS - 1)).astype(int).T
    image = Image.fromarray(_nearest_colour()[red, green, blue].T)
    image.putpalette(_gif_colours().tobytes())
    return image


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, so that exports look the same on every machine."""
    return ImageFont.load_default(size)
