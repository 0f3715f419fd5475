"""Pictures that people bring, made from the ink of a digit: desks, books, shadows, colours.

Each function of `KINDS` takes ink, (28, 28) in [0, 1], and a random generator, and returns the
content of a JPEG as a phone might send it. Nothing is read from a file.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Rng = np.random.Generator
WIDTH, HEIGHT = 640, 480
_PENS = ((35, 35, 40), (30, 45, 120), (20, 20, 20), (70, 70, 75), (120, 25, 30))
_RULES = (150, 175, 215)
_MARGIN = (215, 95, 100)
# Ink on ground, with equal luminance (0.299 R + 0.587 G + 0.114 B) and another hue.
_HUES = (
    ((205, 60, 60), (60, 135, 45)),
    ((60, 135, 45), (205, 60, 60)),
    ((60, 100, 220), (140, 90, 40)),
    ((190, 70, 190), (70, 140, 110)),
    ((230, 110, 40), (60, 165, 190)),
)


@dataclass
class Sheet:
    """Paper with a digit on it: rgb, (h, w, 3) in [0, 255], and box, where the digit lies."""

    rgb: np.ndarray
    box: tuple[int, int, int, int]


def sheet(
    ink: np.ndarray,
    rng: Rng,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    *,
    pen: tuple[int, ...] | None = None,
    paper: tuple[int, ...] | None = None,
    scale: tuple[float, float] = (0.3, 0.6),
    across: tuple[float, float] = (0.0, 1.0),
) -> Sheet:
    """A sheet of `size`, (width, height), with the digit in one colour somewhere on it.

    scale: the height of the digit's 28 pixels, as a share of the shorter side; drawn between the
    two.  across: where it may lie from left to right.
    """
    width, height = size
    pen = pen or _PENS[rng.integers(len(_PENS))]
    if paper is None:
        paper = tuple(rng.integers(205, 250) + rng.integers(-6, 7, 3))
    side = int(min(size) * rng.uniform(*scale))
    large = _enlarged(ink, side, rng)
    rows, columns = np.flatnonzero(large.any(1)), np.flatnonzero(large.any(0))
    large = large[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = large.shape
    edge = 0.06
    left = int(
        rng.uniform(max(across[0], edge), max(min(across[1], 1 - edge) - wide / width, edge))
        * width
    )
    top = int(rng.uniform(edge, max(1 - edge - high / height, edge)) * height)
    alpha = np.zeros((height, width, 1))
    alpha[top : top + high, left : left + wide, 0] = large
    rgb = np.array(paper, float) * (1 - alpha) + np.array(pen, float) * alpha
    return Sheet(rgb, (left, top, left + wide, top + high))


def _enlarged(ink: np.ndarray, side: int, rng: Rng) -> np.ndarray:
    """The ink on side x side pixels with crisp, smooth edges, turned by a few degrees."""
    picture = Image.fromarray(ink.astype(np.float32))
    picture = picture.resize((side, side), Image.Resampling.BICUBIC)
    picture = picture.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC)
    large = np.asarray(picture, dtype=float)
    return np.where(large > 0.02, np.clip((large - 0.25) / 0.35, 0.0, 1.0), 0.0)


def photograph(rgb: np.ndarray, rng: Rng) -> bytes:
    """The scene as a camera stores it: light that falls off, a soft lens, noise, JPEG."""
    height, width = rgb.shape[:2]
    x, y = np.linspace(-0.5, 0.5, width), np.linspace(-0.5, 0.5, height)[:, None]
    tilt = rng.uniform(-0.15, 0.15, 2)
    light = rng.uniform(0.8, 1.0) * (1 + tilt[0] * x + tilt[1] * y)
    picture = Image.fromarray(np.clip(rgb * light[..., None], 0, 255).astype(np.uint8))
    soft = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.2)))
    noisy = np.asarray(soft, float) + rng.normal(0, rng.uniform(1, 5), rgb.shape)
    return jpeg(noisy, int(rng.integers(70, 95)))


def jpeg(rgb: np.ndarray, quality: int = 90) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return file.getvalue()


def desk(rng: Rng, size: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    """A desk, (h, w, 3): wood with its grain, or plain and dark or grey."""
    width, height = size
    if rng.random() < 0.5:
        shade = np.array([(150, 105, 65), (110, 70, 40), (185, 140, 95)][rng.integers(3)], float)
        bands = rng.normal(0, 1, height // 6 + 2).repeat(6)[:height]
        wave = np.sin(np.linspace(0, rng.uniform(10, 60), width)) * 0.15
        grain = 1 + 0.06 * bands[:, None] + 0.03 * wave
        top = shade * grain[..., None] * np.ones((height, width, 1))
    else:
        level = rng.choice([25, 60, 100, 135])
        top = np.full((height, width, 3), float(level)) + rng.integers(-10, 11, 3)
        top = top + rng.normal(0, 4, (height, width, 1))
    return np.clip(top if rng.random() < 0.5 else _quarter(top, size), 0, 255)


def _quarter(top: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    picture = Image.fromarray(np.clip(top, 0, 255).astype(np.uint8)).rotate(90, expand=True)
    return np.asarray(picture.resize(size), float)


def laid(paper: np.ndarray, ground: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The paper in perspective on the ground: its corners (upper left, clockwise) at `corners`."""
    height, width = paper.shape[:2]
    own = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    rows = []
    for (x, y), (u, v) in zip(corners, own, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    back = np.linalg.solve(np.array(rows), own.ravel())
    size = ground.shape[1::-1]
    way = Image.Transform.PERSPECTIVE, tuple(back), Image.Resampling.BICUBIC
    top = Image.fromarray(np.clip(paper, 0, 255).astype(np.uint8)).transform(size, *way)
    mask = Image.new("L", (width, height), 255).transform(size, *way)
    alpha = np.asarray(mask.filter(ImageFilter.GaussianBlur(0.7)), float)[..., None] / 255
    shade = np.asarray(mask.filter(ImageFilter.GaussianBlur(6)), float)[..., None] / 255
    return ground * (1 - 0.25 * shade) * (1 - alpha) + np.asarray(top, float) * alpha


def ruled(paper: Sheet, rng: Rng, *, margin: bool = True, squared: bool = False) -> Sheet:
    """The sheet of an exercise book: ruled or squared under the digit, with a margin line."""
    height, width = paper.rgb.shape[:2]
    sheet_of_lines = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(sheet_of_lines)
    step = int(rng.uniform(0.05, 0.1) * height)
    shade = tuple(int(value * rng.uniform(0.55, 1.0)) for value in _RULES)
    line = int(rng.integers(1, 4))
    for y in range(int(rng.integers(4, step)), height, step):
        draw.line((0, y, width, y), shade, line)
    if squared:
        for x in range(int(rng.integers(4, step)), width, step):
            draw.line((x, 0, x, height), shade, line)
    if margin:
        x = int(
            width * (rng.uniform(0.06, 0.16) if rng.random() < 0.7 else rng.uniform(0.84, 0.94))
        )
        draw.line((x, 0, x, height), tuple(int(v * rng.uniform(0.7, 1)) for v in _MARGIN), line + 1)
    return Sheet(paper.rgb * np.asarray(sheet_of_lines, float) / 255, paper.box)


def shadowed(rgb: np.ndarray, rng: Rng, box: tuple[int, int, int, int], soft: float) -> np.ndarray:
    """The scene with a shadow whose edge crosses it near the digit, straight or round."""
    height, width = rgb.shape[:2]
    x = rng.uniform(box[0] - 0.1 * width, box[2] + 0.1 * width)
    y = rng.uniform(box[1] - 0.1 * height, box[3] + 0.1 * height)
    angle, far = rng.uniform(0, 2 * np.pi), 2.0 * width
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    if rng.random() < 0.6:
        along, out = (
            np.array([np.cos(angle), np.sin(angle)]),
            np.array([-np.sin(angle), np.cos(angle)]),
        )
        at = np.array([x, y])
        quad = (
            at - far * along,
            at + far * along,
            at + far * (along + out),
            at + far * (out - along),
        )
        draw.polygon([tuple(p) for p in quad], 255)
    else:
        r = rng.uniform(0.35, 0.9) * width
        cx, cy = x + r * np.cos(angle), y + r * np.sin(angle)
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), 255)
    if soft:
        mask = mask.filter(ImageFilter.GaussianBlur(soft))
    depth = rng.uniform(0.25, 0.55)
    return rgb * (1 - depth * np.asarray(mask, float)[..., None] / 255)


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
