"""Pictures from arrays: tiled, as PNG, as GIF, and as HTML in the page's ink colour.

A picture is a float array in [0, 1]: (H, W), ink 1 on paper 0, or (H, W, 3) in colour. Enlarged,
every pixel becomes a square of whole pixels: smoothing would make blur look like a property of the
screen.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np

from ui.services.pictures import as_bytes
from ui.widgets.html import Markup, html

SIDE_OF_PICTURE = 224  # About, in a downloaded PNG
FRAME_MS = 80  # 12.5 frames a second; GIF counts in hundredths of a second.
_GIF_GREYS = 32  # Looks the same as 256, and takes half the bytes.
_USUAL_SIDE = 28  # The side of the pictures that sizes on screen are written for.


def tiled(pictures: np.ndarray, columns: int, gap: int = 0) -> np.ndarray:
    """One picture of N pictures tiled row by row, with `gap` pixels of paper between."""
    n, height, width, *channels = pictures.shape
    rows = -(-n // columns)
    size = (rows * (height + gap) - gap, columns * (width + gap) - gap)
    sheet = np.full((*size, *channels), 1 if channels else 0, dtype=pictures.dtype)
    for i, picture in enumerate(pictures):
        top, left = i // columns * (height + gap), i % columns * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def equation(pictures: np.ndarray, signs: str) -> np.ndarray:
    """One picture of N pictures in a row, with N - 1 signs out of "−+=" between them."""
    height = pictures.shape[1]
    first, *others = pictures
    parts = [first]
    for sign, picture in zip(signs, others, strict=True):
        parts += [_sign(sign, height, is_colour(picture)), picture]
    return np.concatenate(parts, axis=1)


def png(picture: np.ndarray, times: int = 1) -> bytes:
    """PNG of a picture, grey as black on white, each pixel a square of `times` pixels."""
    return _saved([_on_paper(picture, times)], "PNG")


def there_and_back(frames: np.ndarray, times: int = 1) -> bytes:
    """Looping GIF of frames, forward and back, 12.5 frames a second, in 32 greys or in colour."""
    order = [*range(len(frames)), *range(len(frames) - 2, 0, -1)]
    steps = _GIF_GREYS - 1
    if not is_colour(frames[0]):
        frames = np.round(frames * steps) / steps
    return _saved([_on_paper(frames[i], times) for i in order], "GIF", duration=FRAME_MS, loop=0)


def is_colour(picture: np.ndarray) -> bool:
    """True for a picture in colour, False for one of ink."""
    return picture.ndim == 3


def times_for(side: int, picture: np.ndarray) -> int:
    """How many pixels to make of each of a picture, so that its longer side is about `side`."""
    return max(1, round(side / max(picture.shape[:2])))


def times_on_screen(times: float, side: int) -> float:
    """How wide a pixel of pictures with that longer side is, for `times` of pictures of 28 pixels.

    A whole number where that is 1 or more: then all pixels are equally large.
    """
    if side == _USUAL_SIDE:
        return times
    exact = times * _USUAL_SIDE / side
    return round(exact) if exact >= 1 else exact


def ink_png(picture: np.ndarray) -> bytes:
    """PNG of a picture, (H, W), in its alpha channel: a CSS mask that the page fills with ink."""
    from PIL import Image

    alpha = as_bytes(picture)
    return _saved([Image.fromarray(np.stack([np.zeros_like(alpha), alpha], axis=-1))], "PNG")


def data_url(content: bytes) -> str:
    """A PNG as a data URL."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def picture_html(
    picture: np.ndarray, alt: str, times: float, times_phone: float, *, side: int | None = None
) -> Markup:
    """HTML of a picture, of ink in the colours of the theme (`latent_tools.css`).

    Each pixel of a picture of 28 x 28 is `times` screen pixels wide, or `times_phone` on a narrow
    screen; pictures of another size become about as large. side: of a sheet of pictures, the longer
    side of one of them.
    """
    height, width = picture.shape[:2]
    colour, longer = is_colour(picture), side or max(height, width)
    usual, large, phone = (times_on_screen(n, longer) for n in (times, times + 1, times_phone))
    kinds = ["lse-ink", *["lse-colours"] * colour, *["lse-smooth"] * (usual < 1)]
    return html(
        '<span class="{kind}" role="img" aria-label="{alt}" style="--w:{width}px;'
        "--ratio:{width}/{height};--times:{times};--times-large:{large};--times-phone:{phone};"
        '--ink:url({ink})"></span>',
        kind=" ".join(kinds),
        alt=alt,
        width=width,
        height=height,
        times=usual,
        large=large,
        phone=phone,
        ink=data_url(png(picture) if colour else ink_png(picture)),
    )


def captioned_html(
    picture: np.ndarray, name: str, below: str, times: float, times_phone: float
) -> Markup:
    """HTML of a picture with its name and a line below it; sizes as in `picture_html`."""
    return html(
        "<figure>{}<figcaption><b>{}</b><span>{}</span></figcaption></figure>",
        picture_html(picture, name, times, times_phone),
        name,
        below,
    )


def _sign(sign: str, height: int, colour: bool) -> np.ndarray:
    """A sign as pixels, (height, 11), or (height, 11, 3) black on white."""
    pixels, middle = np.zeros((height, 11), np.float32), height // 2
    rows = {"−": (0,), "+": (0,), "=": (-1, 1)}[sign]
    for row in rows:
        pixels[middle + row, 3:8] = 1
    if sign == "+":
        pixels[middle - 2 : middle + 3, 5] = 1
    return np.repeat(1 - pixels[..., None], 3, axis=2) if colour else pixels


def _on_paper(picture: np.ndarray, times: int):
    from PIL import Image

    levels = as_bytes(picture) if is_colour(picture) else 255 - as_bytes(picture)
    return Image.fromarray(levels.repeat(times, axis=0).repeat(times, axis=1))


def _saved(pages: Sequence, kind: str, **options) -> bytes:
    content = io.BytesIO()
    if len(pages) > 1:
        options |= {"save_all": True, "append_images": pages[1:]}
    pages[0].save(content, kind, **options)
    return content.getvalue()
