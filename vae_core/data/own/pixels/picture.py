"""Pixels of one picture file, of whatever kind Pillow reads: its first frame, upright."""

from __future__ import annotations

import io
import threading
import warnings
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

FORMATS = ("PNG", "JPEG", "WebP", "BMP", "TIFF", "GIF", "PPM")
MAX_BYTES = 50_000_000
SIXTEEN_BITS = 65_535
_EXIF_TURN = 0x0112
_WHITE = (255, 255, 255, 255)
_LARGE, _LARGE_PIXELS = threading.Lock(), 2_000_000


class UnreadableError(Exception):
    """A file is no picture, or a damaged one; the text says which, for a list of counts."""


def size_of(content: bytes, most_pixels: int) -> tuple[int, int]:
    """(height, width) of a picture when it stands upright, from its header.

    Raises UnreadableError.
    """
    with _opened(content, most_pixels) as picture:
        width, height = picture.size
        try:
            turned = picture.getexif().get(_EXIF_TURN, 1) in (5, 6, 7, 8)
        except Exception:
            turned = False
    return (width, height) if turned else (height, width)


def finest_grey(content: bytes, most_pixels: int) -> int:
    """The largest value of a grey picture of 16 bits; 0 of any other. Raises UnreadableError."""
    with _opened(content, most_pixels) as picture, _in_turn(picture):
        if not picture.mode.startswith("I;16"):
            return 0
        try:
            return int(np.asarray(picture).max())
        except Exception as error:  # As in pixels_of
            raise UnreadableError("damaged") from error


def pixels_of(
    content: bytes, size: tuple[int, int], most_pixels: int, white: int = SIXTEEN_BITS
) -> np.ndarray:
    """The picture in colour, fitted into (height, width): uint8, (height, width, 3).

    Transparency lies on white. Finer greys than 256 are rounded.  white: the value that is white in
    a picture of 16 bits. Raises UnreadableError.
    """
    with _opened(content, most_pixels) as picture, _in_turn(picture):
        picture.draft("RGB", (2 * size[1], 2 * size[0]))  # A large JPEG is read smaller
        try:
            picture.load()
            return fitted(_in_colour(_upright(picture), white), size)
        except UnreadableError:
            raise
        except Exception as error:  # Of a damaged file Pillow raises whatever it runs into
            raise UnreadableError("damaged") from error


def fitted(picture: Picture, size: tuple[int, int]) -> np.ndarray:
    """A picture scaled to fit (height, width) whole, in the middle, on the colour of its edge.

    Returns uint8, (height, width) for a grey picture, else (height, width, 3).
    """
    from PIL import Image

    height, width = size
    if picture.size == (width, height):
        return np.asarray(picture)
    scale = min(width / picture.width, height / picture.height)
    inner = (
        min(width, max(1, round(picture.width * scale))),
        min(height, max(1, round(picture.height * scale))),
    )
    smaller = scale < 1
    way = Image.Resampling.BOX if smaller else Image.Resampling.BICUBIC
    scaled = np.asarray(picture.resize(inner, way, reducing_gap=3.0 if smaller else None))
    if inner == (width, height):
        return scaled
    edge = np.concatenate([scaled[0], scaled[-1], scaled[:, 0], scaled[:, -1]])
    whole = np.empty((height, width, *scaled.shape[2:]), np.uint8)
    whole[:] = np.median(edge, axis=0).astype(np.uint8)
    top, left = (height - inner[1]) // 2, (width - inner[0]) // 2
    whole[top : top + inner[1], left : left + inner[0]] = scaled
    return whole


def _in_turn(picture: Picture) -> AbstractContextManager[object]:
    """What a large picture is read in, so that of all visitors' only one takes memory at a time."""
    is_large = picture.width * picture.height > _LARGE_PIXELS
    return _LARGE if is_large else nullcontext()


def _opened(content: bytes, most_pixels: int) -> Picture:
    from PIL import Image, UnidentifiedImageError

    if len(content) > MAX_BYTES:
        raise UnreadableError("too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # The limit is ours
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise UnreadableError("no picture") from error
    except Image.DecompressionBombError as error:
        raise UnreadableError("too many pixels") from error
    except Exception as error:
        raise UnreadableError("damaged") from error
    if picture.width * picture.height > most_pixels:
        picture.close()
        raise UnreadableError("too many pixels")
    return picture


def _in_colour(picture: Picture, white: int) -> Picture:
    """The picture as 8-bit RGB."""
    from PIL import Image

    if picture.mode == "F" or picture.mode.startswith("I"):
        return Image.fromarray(_eight_bits(np.asarray(picture), white)).convert("RGB")
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, _WHITE)
        return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _eight_bits(values: np.ndarray, white: int) -> np.ndarray:
    """Grey values of more than 8 bits as uint8: 16 bits by `white`, others by their largest where
    they have another range. Raises UnreadableError where some are no numbers."""
    grey = values.astype(np.float64)
    if not np.isfinite(grey).all():
        raise UnreadableError("values that are no numbers")
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:  # of either order of bytes
        grey, most = np.minimum(grey, white), float(white)
    else:
        grey -= min(float(grey.min()), 0.0)
        top = float(grey.max())
        most = next((m for m in (1.0, 255.0, float(SIXTEEN_BITS)) if top <= m), top)
    return np.round(grey * (255.0 / most)).astype(np.uint8)


def _upright(picture: Picture) -> Picture:
    from PIL import ImageOps

    return ImageOps.exif_transpose(picture)
