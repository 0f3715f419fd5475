"""Paper with a digit on it: pens, rules, desks, shadows, and the photograph of it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Rng = np.random.Generator
WIDTH, HEIGHT = 640, 480
_PENS = ((35, 35, 40), (30, 45, 120), (20, 20, 20), (70, 70, 75), (120, 25, 30))
_RULES = (150, 175, 215)
_MARGIN = (215, 95, 100)


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
