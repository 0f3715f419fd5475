"""A picture as an image of a dataset whose makers' rules are not known: only its shape counts.

The steps, each of which can be looked at: read, rotate (by EXIF), flatten (transparency on white),
cut (to the shape's proportions), scale (what is not cut is fitted whole, on the colour of its
edge), grey, and turn (light and dark).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vae_core.data.image_shape import ImageShape
from vae_core.images.colour import luminance
from vae_core.images.reading.decode import Decoded, Region, decode, upright
from vae_core.images.reading.memory import MEMORY, PREPARING
from vae_core.images.steps import PreparedImage, Step, step

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# See `fit_image`.
PLAIN_SWITCHES = ("cut", "turn")
_LIGHT = 0.5


def fit_image(
    source: bytes | str | Path | Picture,
    image_shape: ImageShape,
    *,
    region: Region | None = None,
    cut: bool = False,
    turn: bool = True,
    on_dark: bool | None = None,
) -> PreparedImage:
    """A picture as an image of that shape: x is float32, (C, H, W), in [0, 1].

    source: the content of a file, its path, or an image of Pillow.
    region: the part of the upright picture that is used: left, top, right, bottom, 0 to 1.
    cut: its middle in the proportions of the shape; else all of it.
    turn: of a grey image light and dark are exchanged where `on_dark`, True if the images of the
        dataset have a dark ground, says otherwise than the edge of the picture.
    Raises ImageError, with a sentence to show, where it cannot be read (BusyError where there is no
    memory for it at this moment).
    """
    decoded = decode(source, region)
    with MEMORY.reserved(PREPARING):
        return _fitted(decoded, image_shape, region, cut, on_dark if turn else None)


def _fitted(
    decoded: Decoded,
    shape: ImageShape,
    region: Region | None,
    cut: bool,
    on_dark: bool | None,
) -> PreparedImage:
    channels, height, width = shape
    pixels = decoded.pixels
    steps = [step("read", pixels, file_size=decoded.size, region=region)]
    pixels = upright(decoded)
    steps.append(step("rotate", pixels, decoded.orientation != 1, orientation=decoded.orientation))
    rgb, is_clear = _on_white(pixels)
    steps.append(step("flatten", rgb, is_clear))
    part, box = _middle(rgb, width / height) if cut else (rgb, None)
    steps.append(step("cut", part, box is not None, box=box))
    scaled = _scaled(part, (height, width))
    steps.append(step("scale", scaled))
    if channels == 3:
        return _made(steps, np.moveaxis(scaled, -1, 0))
    grey = luminance(scaled / 255.0)
    is_coloured = bool((scaled != scaled[..., :1]).any())
    steps.append(step("grey", grey, is_coloured, axis=None))
    turned = on_dark is not None and _has_dark_edge(grey) != on_dark
    grey = 1.0 - grey if turned else grey
    steps.append(step("turn", grey, turned))
    return _made(steps, steps[-1].picture[None])


def _made(steps: list[Step], planes: np.ndarray) -> PreparedImage:
    x = planes.astype(np.float32) / np.float32(255)
    return PreparedImage(x, tuple(steps), (x,))


def _on_white(pixels: np.ndarray) -> tuple[np.ndarray, bool]:
    """(uint8, (h, w, 3), True if it was transparent somewhere)."""
    if pixels.dtype != np.uint8:
        pixels = np.round(pixels * 255).astype(np.uint8)
    if pixels.ndim == 2:
        return np.repeat(pixels[..., None], 3, axis=2), False
    if pixels.shape[2] == 3:
        return pixels, False
    alpha = pixels[..., 3:] / 255.0
    laid = pixels[..., :3] * alpha + 255.0 * (1.0 - alpha)
    return np.round(laid).astype(np.uint8), bool((alpha < 1).any())


def _middle(
    rgb: np.ndarray, proportion: float
) -> tuple[np.ndarray, tuple[int, int, int, int] | None]:
    """(the middle of a picture, width / height being `proportion`; its box, None if it is all)."""
    height, width = rgb.shape[:2]
    across = min(width, max(1, round(height * proportion)))
    down = min(height, max(1, round(width / proportion)))
    if (across, down) == (width, height):
        return rgb, None
    left, top = (width - across) // 2, (height - down) // 2
    box = (left, top, left + across, top + down)
    return rgb[top : top + down, left : left + across], box


def _scaled(rgb: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """As pictures of own datasets are scaled: whole, in the middle, on the colour of the edge."""
    from PIL import Image

    from vae_core.data.own.pixels.picture import fitted

    return fitted(Image.fromarray(rgb), size)


def _has_dark_edge(grey: np.ndarray) -> bool:
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return bool(np.median(edge) <= _LIGHT)
