"""Bounds the memory that pictures take while they are read, over all threads of the process.

A file of 38 bytes can unfold to 50 million pixels. What reading it will take is known from its
header, so it is reserved first; who finds too little left waits for the others, for a while.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from vae_core.errors import BusyError, ImageError

# All pictures together: about what the app itself takes once torch is loaded.
MAX_MEMORY = 400_000_000
PATIENCE = 20.0
# What the steps after decoding take of a picture of WORKING_SIDE, measured (the same test).
PREPARING = 45_000_000
# Bytes of a pixel in a decoder, measured (tests/core/images/reading/test_memory.py). WebP: two
# canvases, a copy of the frame and Pillow's own. TIFF: Pillow's own and a strip that may be the
# whole picture.
_PIXEL = {"WEBP": 16, "TIFF": 12, "PNG": 4, "BMP": 4, "GIF": 4}
# JPEG keeps two bytes of each colour of each pixel if it comes in several scans, at any scale.
_JPEG_COLOUR = 2
# Converting and resizing: as many bytes of each pixel, of at most so many pixels.
_CONVERTED, _MOST_CONVERTED = 14, 2048 * 2048
_CONVERTING = _CONVERTED * _MOST_CONVERTED


def needed(kind: str, bands: int, pixels: int, read: int, copied: int) -> int:
    """The bytes that reading a picture takes at most.

    kind: its format as Pillow names it; "" for a picture that is decoded already.
    bands: its colours.  pixels: in the file.  read: of these, where the decoder itself shrinks it.
    copied: pixels of the part that is cut out; 0 for none.
    """
    decoder = bands * _JPEG_COLOUR * pixels + 4 * read if kind == "JPEG" else 0
    decoder = decoder or _PIXEL.get(kind, 4) * read
    return decoder + 4 * copied + _CONVERTED * min(read, _MOST_CONVERTED)


def most_pixels(need: int, pixels: int) -> int:
    """The pixels that a picture may have where one of so many `pixels` needs too much, `need`."""
    return (MAX_MEMORY - _CONVERTING) * pixels // (need - _CONVERTING)


class Memory:
    """So many bytes to be shared; first come, first served."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.free = size
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def reserved(self, size: int, patience: float | None = None) -> Iterator[None]:
        """Hold `size` bytes in the block, having waited for them `patience` seconds at most.

        Raises ImageError where there are never so many, BusyError where they did not come free.
        """
        if size > self.size:
            raise ImageError("The picture would take too much memory to read; save it smaller.")
        self._take(size, PATIENCE if patience is None else patience)
        try:
            yield
        finally:
            with self._changed:
                self.free += size
                self._changed.notify_all()

    def _take(self, size: int, patience: float) -> None:
        ticket, until = object(), time.monotonic() + patience
        with self._changed:
            self._waiting.append(ticket)
            try:
                while self._waiting[0] is not ticket or self.free < size:
                    left = until - time.monotonic()
                    if left <= 0 or not self._changed.wait(left):
                        raise BusyError(
                            "Many pictures are being read at this moment. Try again in a few "
                            "seconds."
                        )
                self.free -= size
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()


MEMORY = Memory(MAX_MEMORY)
