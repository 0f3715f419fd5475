"""Pictures that people bring, made from the ink of a digit: desks, books, shadows, colours.

Each function of `KINDS` takes ink, (28, 28) in [0, 1], and a random generator, and returns the
content of a JPEG as a phone might send it. Nothing is read from a file.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.uploads.sheets import (
    HEIGHT,
    WIDTH,
    Rng,
    Sheet,
    desk,
    laid,
    photograph,
    ruled,
    shadowed,
    sheet,
)

# Ink on ground, with equal luminance (0.299 R + 0.587 G + 0.114 B) and another hue.
_HUES = (
    ((205, 60, 60), (60, 135, 45)),
    ((60, 135, 45), (205, 60, 60)),
    ((60, 100, 220), (140, 90, 40)),
    ((190, 70, 190), (70, 140, 110)),
    ((230, 110, 40), (60, 165, 190)),
)


def _plain(ink: np.ndarray, rng: Rng) -> bytes:
    return photograph(sheet(ink, rng).rgb, rng)


def _desk_around(ink: np.ndarray, rng: Rng) -> bytes:
    return photograph(_on_desk(sheet(ink, rng, (400, 520)), rng), rng)


def _on_desk(paper: Sheet, rng: Rng) -> np.ndarray:
    """A sheet that lies whole on the desk, a little turned and in perspective."""
    high = HEIGHT * rng.uniform(0.6, 0.85)
    wide = high * paper.rgb.shape[1] / paper.rgb.shape[0]
    angle = np.radians(rng.uniform(-12, 12))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) / 2
    corners = corners * (1 + rng.uniform(-0.04, 0.04, (4, 2))) @ turn.T
    free = np.maximum((WIDTH, HEIGHT) - np.ptp(corners, axis=0), 0)
    corners += np.array((WIDTH, HEIGHT)) / 2 + free * rng.uniform(-0.4, 0.4, 2)
    return laid(paper.rgb, desk(rng), corners)


def _desk_beside(ink: np.ndarray, rng: Rng) -> bytes:
    """The picture ends within the sheet on two or three sides; on the others lies the desk."""
    mirrored = [axis for axis in (0, 1) if rng.random() < 0.5]
    paper = sheet(np.flip(ink, mirrored), rng)
    share = rng.uniform(0.12, 0.4)
    out, lean = 40, rng.uniform(-30, 30)
    left, top = -out, -out
    right, bottom = WIDTH * (1 - share), HEIGHT + out
    if rng.random() < 0.4:
        bottom = HEIGHT * (1 - rng.uniform(0.08, 0.25))
    corners = np.array(
        [(left, top), (right + lean, top), (right, bottom), (left, bottom + lean / 3)]
    )
    scene = laid(paper.rgb, desk(rng), corners)
    return photograph(np.flip(scene, mirrored), rng)  # The digit was mirrored beforehand.


def _exercise_book(ink: np.ndarray, rng: Rng) -> bytes:
    return photograph(ruled(sheet(ink, rng), rng).rgb, rng)


def _squared(ink: np.ndarray, rng: Rng) -> bytes:
    return photograph(ruled(sheet(ink, rng), rng, squared=True, margin=rng.random() < 0.5).rgb, rng)


def _shadow_with_edge(ink: np.ndarray, rng: Rng) -> bytes:
    paper = sheet(ink, rng)
    return photograph(shadowed(paper.rgb, rng, paper.box, rng.uniform(0, 3)), rng)


def _soft_shadow(ink: np.ndarray, rng: Rng) -> bytes:
    paper = sheet(ink, rng)
    return photograph(shadowed(paper.rgb, rng, paper.box, rng.uniform(15, 40)), rng)


def _sliver(ink: np.ndarray, rng: Rng) -> bytes:
    """A dark strip, a finger or the end of another stroke at the frame."""
    paper = sheet(ink, rng)
    left, top, right, bottom = paper.box
    scene = Image.fromarray(np.clip(paper.rgb, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(scene)
    shade = tuple(rng.integers(20, 120, 3))
    kind = rng.integers(3)
    deep = max(4, int(0.6 * min(left, WIDTH - right, top, HEIGHT - bottom)))
    side = rng.integers(4)
    if kind == 0:
        slant = rng.integers(0, max(2, deep // 2))
        strips = (
            [(0, 0), (deep, 0), (deep - slant, HEIGHT), (0, HEIGHT)],
            [(WIDTH, 0), (WIDTH - deep, 0), (WIDTH - deep + slant, HEIGHT), (WIDTH, HEIGHT)],
            [(0, 0), (WIDTH, 0), (WIDTH, deep), (0, deep - slant)],
            [(0, HEIGHT), (WIDTH, HEIGHT), (WIDTH, HEIGHT - deep), (0, HEIGHT - deep + slant)],
        )
        draw.polygon(strips[side], shade)
    else:
        at = np.array(
            [
                (0, rng.uniform(0.1, 0.9) * HEIGHT),
                (WIDTH, rng.uniform(0.1, 0.9) * HEIGHT),
                (rng.uniform(0.1, 0.9) * WIDTH, 0),
                (rng.uniform(0.1, 0.9) * WIDTH, HEIGHT),
            ][side]
        )
        if kind == 1:  # a finger
            r = deep
            wide = rng.uniform(1.0, 2.0) * r
            rx, ry = (r, wide) if side < 2 else (wide, r)
            draw.ellipse((at[0] - rx, at[1] - ry, at[0] + rx, at[1] + ry), (190, 130, 105))
        else:  # a stroke of something else that the frame cuts
            inward = np.array([(1, 0), (-1, 0), (0, 1), (0, -1)][side], float)
            end = at + inward * deep * 0.9 + inward[::-1] * rng.uniform(-1, 1) * deep
            draw.line([tuple(at - 10 * inward), tuple(end)], shade, int(rng.integers(6, 16)))
    return photograph(np.asarray(scene, float), rng)


def _chalk(ink: np.ndarray, rng: Rng) -> bytes:
    board = [(40, 60, 50), (30, 30, 32), (45, 75, 60)][rng.integers(3)]
    return photograph(sheet(ink, rng, pen=(225, 225, 215), paper=board).rgb, rng)


def _equal_luminance(ink: np.ndarray, rng: Rng) -> bytes:
    pen, ground = _HUES[rng.integers(len(_HUES))]
    return photograph(sheet(ink, rng, pen=pen, paper=ground).rgb, rng)


def _tight(ink: np.ndarray, rng: Rng) -> bytes:
    """Cut so close that the digit touches the frame, on all sides or on some."""
    paper = sheet(ink, rng, scale=(0.5, 0.8))
    left, top, right, bottom = paper.box
    cut = [int(rng.integers(0, 12)) if rng.random() < 0.4 else 0 for _ in range(4)]
    part = paper.rgb[max(0, top - cut[0]) : bottom + cut[1], max(0, left - cut[2]) : right + cut[3]]
    return photograph(part, rng)


def _book_on_desk(ink: np.ndarray, rng: Rng) -> bytes:
    return photograph(_on_desk(ruled(sheet(ink, rng, (400, 520)), rng), rng), rng)


def _everything(ink: np.ndarray, rng: Rng) -> bytes:
    """The page of an exercise book on a desk, with a shadow across."""
    page = ruled(sheet(ink, rng, (400, 520)), rng)
    lit = shadowed(page.rgb, rng, page.box, rng.uniform(0, 3))
    return photograph(_on_desk(Sheet(lit, page.box), rng), rng)


def two(first: np.ndarray, second: np.ndarray, rng: Rng) -> bytes:
    """Two digits on one sheet, the first left of the second."""
    a = sheet(
        first, rng, scale=(0.35, 0.5), across=(0.0, 0.5), paper=(235, 235, 232), pen=(30, 30, 60)
    )
    b = sheet(
        second, rng, scale=(0.35, 0.5), across=(0.5, 1.0), paper=(235, 235, 232), pen=(30, 30, 60)
    )
    return photograph(np.minimum(a.rgb, b.rgb), rng)


KINDS: dict[str, Callable[[np.ndarray, Rng], bytes]] = {
    "a sheet that fills the picture": _plain,
    "a desk around the sheet": _desk_around,
    "a desk beside the sheet": _desk_beside,
    "an exercise book, with its margin line": _exercise_book,
    "squared paper": _squared,
    "a cast shadow with an edge": _shadow_with_edge,
    "a soft shadow": _soft_shadow,
    "a strip, a finger or a stroke at the frame": _sliver,
    "cut so close that it touches the frame": _tight,
    "chalk on a board": _chalk,
    "ink and ground of equal luminance": _equal_luminance,
    "an exercise book on a desk": _book_on_desk,
    "an exercise book on a desk, in a cast shadow": _everything,
}
