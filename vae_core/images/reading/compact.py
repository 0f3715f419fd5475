"""Makes large picture files small, so that many can be kept in memory."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from vae_core.images.reading.decode import decode

# Twice what the whole picture is looked at with, so that a part of it still has its details.
KEPT_SIDE = 1024
# Files up to this size stay as they are, byte for byte.
SMALL_BYTES = 256_000
_QUALITY = 92
_ORIENTATION_TAG = 0x0112


def compact(content: bytes) -> tuple[bytes, tuple[int, int]] | None:
    """(a small file of the same picture, the width and height it had); None where it is small.

    Its longer side is at most KEPT_SIDE, its greys are as fine, its EXIF orientation stays.
    Raises ImageError where the picture cannot be read, BusyError where there is no memory for it.
    """
    from PIL import Image

    if len(content) <= SMALL_BYTES:
        return None
    decoded = decode(content, side=KEPT_SIDE)
    pixels, file = decoded.pixels, io.BytesIO()
    options: dict[str, Any] = {}
    if decoded.orientation != 1:
        options["exif"] = Image.Exif()
        options["exif"][_ORIENTATION_TAG] = decoded.orientation
    if pixels.dtype != np.uint8:
        Image.fromarray((65_535 * pixels).round().astype(np.uint16)).save(file, "PNG", **options)
    elif pixels.shape[2] == 4:
        Image.fromarray(pixels).save(file, "WEBP", quality=_QUALITY, **options)
    else:
        Image.fromarray(pixels).save(file, "JPEG", quality=_QUALITY, subsampling=0, **options)
    small = file.getvalue()
    return min(small, content, key=len), decoded.size
