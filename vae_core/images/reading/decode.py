"""Decodes a picture from a file, from bytes or from Pillow; checks limits before it is read.

Of all pictures that are read at a time the memory is bounded (memory.py).

Everything stays in memory: nothing is written or logged.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vae_core.errors import ImageError
from vae_core.images.reading.memory import MAX_MEMORY, MEMORY, most_pixels, needed

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 10_000
MIN_SIDE = 4
MAX_FRAMES = 1_000
# The longer side of a decoded picture: more than any later step needs, and small enough to keep 30.
WORKING_SIDE = 512
_SUBSAMPLED_SIDE = 4 * WORKING_SIDE

FORMATS = ("PNG", "JPEG", "WebP", "BMP", "TIFF", "GIF")
_ORIENTATION_TAG = 0x0112
# By EXIF orientation: whether rows and columns change places, then whether x and y are mirrored.
TURNS = {
    1: (False, False, False),
    2: (False, True, False),
    3: (False, True, True),
    4: (False, False, True),
    5: (True, False, False),
    6: (True, True, False),
    7: (True, True, True),
    8: (True, False, True),
}
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_UNREADABLE = "This is not a picture that can be read here: PNG, JPEG, WebP, BMP, TIFF or GIF."
_HEIC = "This is a HEIC picture, as phones take them. Save it as JPEG or PNG and try again."
_DAMAGED = "The picture is damaged or cut off, so it cannot be read."


# A part of the upright picture: left, top, right, bottom as shares of its width and height.
Region = tuple[float, float, float, float]


@dataclass(frozen=True)
class Decoded:
    """The first frame of a picture, made smaller if need be.

    pixels: uint8, (h, w, 3) or, with alpha, (h, w, 4); float64 in [0, 1], (h, w), light 1, where
        the file has finer greys than 256.
    size: (width, height) in the file.  orientation: 1 to 8, as EXIF has it; 1 is upright.
    """

    pixels: np.ndarray
    size: tuple[int, int]
    orientation: int


def decode(
    source: bytes | str | Path | Picture, region: Region | None = None, side: int = WORKING_SIDE
) -> Decoded:
    """The first frame of a picture, or a region of it: bytes or path of a file, or an image of
    Pillow. Of a region all pixels of the file are used. side: the longer one is at most that.

    Raises ImageError, with a sentence to show, where it cannot be read or breaks a limit, and
    BusyError, one of them, where other pictures leave no memory for it.
    """
    from PIL import Image, UnidentifiedImageError

    if isinstance(source, Image.Image):
        return _checked(source, region, side, in_full=True)
    content = _content(source)
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        heic = content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS
        raise ImageError(_HEIC if heic else _UNREADABLE) from error
    except Image.DecompressionBombError as error:
        raise ImageError(f"The picture has too many pixels; {_limits()}.") from error
    except Exception as error:  # As in _checked.
        raise ImageError(_DAMAGED) from error
    with picture:
        return _checked(picture, region, side, in_full=False)


def upright(decoded: Decoded) -> np.ndarray:
    """The pixels of a picture, turned upright by its EXIF orientation."""
    pixels = decoded.pixels
    swapped, mirror_x, mirror_y = TURNS[decoded.orientation]
    if swapped:
        pixels = pixels.swapaxes(0, 1)
    return pixels[:: -1 if mirror_y else 1, :: -1 if mirror_x else 1]


def _content(source: bytes | str | Path) -> bytes:
    if isinstance(source, (str, Path)):
        try:
            with Path(source).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise ImageError(f"{source} cannot be read ({error.strerror}).") from error
    elif isinstance(source, (bytes, bytearray, memoryview)):
        content = bytes(source)
    else:
        raise ImageError(
            "A picture is the content of a file, its path or an image of Pillow, not "
            f"{type(source).__name__}. PIL.Image.fromarray makes one of an array."
        )
    if not content:
        raise ImageError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise ImageError(f"The file is too large: at most {MAX_BYTES // 1_000_000} MB can be read.")
    return content


def _checked(picture: Picture, region: Region | None, side: int, in_full: bool) -> Decoded:
    """`_decoded`, where ImageError is the only error."""
    try:
        return _decoded(picture, region, side, in_full)
    except ImageError:
        raise
    except Exception as error:
        # A damaged file makes Pillow raise OSError, SyntaxError, struct.error, KeyError, ...: no
        # list of them is complete, and to the user they all mean the same.
        raise ImageError(_DAMAGED) from error


def _decoded(picture: Picture, region: Region | None, side: int, in_full: bool) -> Decoded:
    """The first frame. in_full: do not let Pillow shrink it, because it is the caller's object."""
    size = picture.size
    _check_size(*size)
    if getattr(picture, "n_frames", 1) > MAX_FRAMES:
        raise ImageError(f"The picture has more than {MAX_FRAMES:,} frames.")
    if not in_full:  # A large JPEG can be read at 1/2, 1/4 or 1/8.
        share = 1.0 if region is None else max(_shares(region))
        least = int(2 * side / share)
        picture.draft("RGB", (least, least))
    with MEMORY.reserved(_needed(picture, size, region)):
        return _read(picture, size, region, side)


def _needed(picture: Picture, size: tuple[int, int], region: Region | None) -> int:
    """The bytes that reading takes, of a picture of `size` in its file, not loaded yet.

    Raises ImageError where that is more than all pictures may take.
    """
    pixels, read = size[0] * size[1], picture.size[0] * picture.size[1]
    copied = 0 if region is None else math.ceil(math.prod(_shares(region)) * read)
    kind = picture.format or ""
    need = needed(kind, len(picture.getbands()), pixels, read, copied)
    if need > MAX_MEMORY:
        most = most_pixels(need, pixels) // 1_000_000
        name = next((name for name in FORMATS if name.upper() == kind), "picture")
        raise ImageError(
            f"The picture has {size[0]:,} × {size[1]:,} pixels; at most {most} million of a "
            f"{name} like this can be read. Save it smaller, or as PNG."
        )
    return need


def _read(picture: Picture, size: tuple[int, int], region: Region | None, side: int) -> Decoded:
    picture.load()
    # After loading: PNG may keep EXIF at its end, and Pillow turns a TIFF by itself.
    orientation = picture.getexif().get(_ORIENTATION_TAG, 1)
    if region is not None:
        picture = picture.crop(_box_in_file(region, orientation, picture.size))
    picture = _subsampled(picture)
    fine = picture.mode == "F" or picture.mode.startswith("I")
    pixels = _fine_greys(picture, side) if fine else _colours(picture, side)
    return Decoded(pixels, size, orientation if orientation in range(1, 9) else 1)


def _shares(region: Region) -> tuple[float, float]:
    """The width and height of a region; at least a hundredth."""
    left, top, right, bottom = region
    return max(right - left, 0.01), max(bottom - top, 0.01)


def _box_in_file(
    region: Region, orientation: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """The pixels (left, top, right, bottom) that show a region of the upright picture.

    At least MIN_SIDE pixels a side, within the picture.
    """
    swapped, mirror_x, mirror_y = TURNS.get(orientation, TURNS[1])
    spans = []
    for low, high, mirrored in zip(region[:2], region[2:], (mirror_x, mirror_y), strict=True):
        start, end = sorted((min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)))
        spans.append((1.0 - end, 1.0 - start) if mirrored else (start, end))
    if swapped:
        spans.reverse()
    (left, right), (top, bottom) = (
        _pixels(span, side) for span, side in zip(spans, size, strict=True)
    )
    return left, top, right, bottom


def _pixels(span: tuple[float, float], side: int) -> tuple[int, int]:
    """The pixels from and to of a share of a side."""
    least = min(MIN_SIDE, side)
    start = min(int(span[0] * side), side - least)
    return start, max(min(side, math.ceil(span[1] * side)), start + least)


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise ImageError(f"The picture has {width:,} × {height:,} pixels; {_limits()}.")
    if min(width, height) < MIN_SIDE:
        raise ImageError(
            f"The picture has {width} × {height} pixels; at least {MIN_SIDE} × {MIN_SIDE} are "
            "needed to show anything."
        )


def _limits() -> str:
    return f"at most {MAX_SIDE:,} a side and {MAX_PIXELS // 1_000_000} million in all can be read"


def _subsampled(picture: Picture) -> Picture:
    """Every n-th pixel of a huge picture, so that converting it takes less memory."""
    from PIL import Image

    scale = _SUBSAMPLED_SIDE / max(picture.size)
    if picture.mode == "RGB" or scale >= 1:
        return picture
    return picture.resize(_times(picture.size, scale), Image.Resampling.NEAREST)


def _colours(picture: Picture, side: int) -> np.ndarray:
    """uint8, (h, w, 3), or (h, w, 4) where the picture has transparency."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return np.array(_reduced(picture if picture.mode == mode else picture.convert(mode), side))


def _fine_greys(picture: Picture, side: int) -> np.ndarray:
    """Greys of more than 8 bits as float64 in [0, 1], (h, w).

    16 bits are divided by 65,535; others are scaled from the darkest to the lightest pixel.
    """
    grey = np.nan_to_num(np.array(_reduced(picture.convert("F"), side), dtype=np.float64))
    if picture.mode.startswith("I;16"):
        return np.clip(grey / 65_535.0, 0.0, 1.0)
    # Halved, so that the difference of two huge numbers does not overflow.
    grey = grey / 2 - grey.min() / 2
    return grey / max(grey.max(), 1e-300)


def _reduced(picture: Picture, side: int) -> Picture:
    """The picture with its longer side at most `side`."""
    from PIL import Image

    scale = side / max(picture.size)
    if scale >= 1:
        return picture
    return picture.resize(_times(picture.size, scale), Image.Resampling.BILINEAR)


def _times(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """Both sides times `scale`, at least one pixel."""
    width, height = (max(1, round(side * scale)) for side in size)
    return width, height
