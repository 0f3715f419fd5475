"""Pictures from arrays: tiled, as PNG, as GIF, and as HTML in the page's ink colour.

A picture is a float array in [0, 1], ink 1 on paper 0. Enlarged, every pixel becomes a square of
whole pixels: smoothing would make blur look like a property of the screen.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np

from ui.widgets.html import Markup, html

SIZE_OF_PIXEL = 8  # In a downloaded PNG: 28 pixels become 224.
FRAME_MS = 80  # 12.5 frames a second; GIF counts in hundredths of a second.
_GIF_GREYS = 32  # Looks the same as 256, and takes half the bytes.


def tiled(pictures: np.ndarray, columns: int, gap: int = 0) -> np.ndarray:
    """One picture of (N, H, W) pictures tiled row by row, with `gap` pixels of paper between."""
    n, height, width = pictures.shape
    rows = -(-n // columns)
    sheet = np.zeros(
        (rows * (height + gap) - gap, columns * (width + gap) - gap), dtype=pictures.dtype
    )
    for i, picture in enumerate(pictures):
        top, left = i // columns * (height + gap), i % columns * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def equation(pictures: np.ndarray, signs: str) -> np.ndarray:
    """One picture of (N, H, W) pictures in a row, with N - 1 signs out of "−+=" between them."""
    height = pictures.shape[1]
    first, *others = pictures
    parts = [first]
    for sign, picture in zip(signs, others, strict=True):
        parts += [_sign(sign, height), picture]
    return np.concatenate(parts, axis=1)


def png(picture: np.ndarray, times: int = 1) -> bytes:
    """PNG of a picture, (H, W), black on white, each pixel a square of `times` pixels."""
    return _saved([_on_paper(picture, times)], "PNG")


def there_and_back(frames: np.ndarray, times: int = 1) -> bytes:
    """Looping GIF of (F, H, W) frames, forward and back, 12.5 frames a second, in 32 greys."""
    order = [*range(len(frames)), *range(len(frames) - 2, 0, -1)]
    steps = _GIF_GREYS - 1
    pages = [_on_paper(np.round(frames[i] * steps) / steps, times) for i in order]
    return _saved(pages, "GIF", duration=FRAME_MS, loop=0)


def ink_png(picture: np.ndarray) -> bytes:
    """PNG of a picture, (H, W), in its alpha channel: a CSS mask that the page fills with ink."""
    from PIL import Image

    alpha = _bytes(picture)
    return _saved([Image.fromarray(np.stack([np.zeros_like(alpha), alpha], axis=-1))], "PNG")


def data_url(content: bytes) -> str:
    """A PNG as a data URL."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def picture_html(picture: np.ndarray, alt: str, times: float, times_phone: float) -> Markup:
    """HTML of a picture, (H, W), in the ink and paper colours of the theme (`latent_tools.css`).

    Each of its pixels is `times` screen pixels wide, or `times_phone` on a narrow screen.
    """
    height, width = picture.shape
    return html(
        '<span class="lse-ink" role="img" aria-label="{alt}" style="--w:{width}px;'
        "--ratio:{width}/{height};--times:{times};--times-phone:{times_phone};"
        '--ink:url({ink})"></span>',
        alt=alt,
        width=width,
        height=height,
        times=times,
        times_phone=times_phone,
        ink=data_url(ink_png(picture)),
    )


def _sign(sign: str, height: int) -> np.ndarray:
    """A sign as pixels, (height, 11)."""
    pixels, middle = np.zeros((height, 11), np.float32), height // 2
    rows = {"−": (0,), "+": (0,), "=": (-1, 1)}[sign]
    for row in rows:
        pixels[middle + row, 3:8] = 1
    if sign == "+":
        pixels[middle - 2 : middle + 3, 5] = 1
    return pixels


def _bytes(picture: np.ndarray) -> np.ndarray:
    return np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8)


def _on_paper(picture: np.ndarray, times: int):
    from PIL import Image

    return Image.fromarray(np.kron(255 - _bytes(picture), np.ones((times, times), np.uint8)))


def _saved(pages: Sequence, kind: str, **options) -> bytes:
    content = io.BytesIO()
    if len(pages) > 1:
        options |= {"save_all": True, "append_images": pages[1:]}
    pages[0].save(content, kind, **options)
    return content.getvalue()
