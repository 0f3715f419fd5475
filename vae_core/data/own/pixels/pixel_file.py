"""Images written to a file one after the other, so that no dataset has to fit into memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vae_core.errors import DataError

_ROWS = 1_000
# Of the edge of an image: where more than half of all edges are lighter, the ground is light.
_LIGHT = 127


class PixelFile:
    """A file of images of one size, in colour until all are there.

    path: of the file.  size: (height, width).
    """

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self._path, self._size = path, size
        self._file = path.open("wb")
        self._first: bytes | None = None
        self._alike, self._grey = True, True
        self._low, self._high = 255, 0
        self.count = 0

    def add(self, images: np.ndarray) -> None:
        """Append uint8 images, (n, H, W) or (n, H, W, 3)."""
        if images.ndim == 3:
            images = np.repeat(images[..., None], 3, axis=3)
        elif self._grey:
            self._grey = bool((images == images[..., :1]).all())
        if self._first is None:
            self._first = images[0].tobytes()
        if self._alike:
            self._alike = bool((images == np.frombuffer(self._first, np.uint8).reshape(
                images.shape[1:])).all())  # fmt: skip
        self._low = min(self._low, int(images.min()))
        self._high = max(self._high, int(images.max()))
        self._file.write(np.ascontiguousarray(images).data)
        self.count += len(images)

    def finish(self, path: Path, *, grey: bool, turn: bool) -> tuple[np.ndarray, bool]:
        """(the images, whether light and dark were exchanged).

        The images are written to `path`, memory-mapped, (N, H, W) where all are grey or `grey`
        makes them so, else (N, H, W, 3).  turn: exchange light and dark of grey images on a light
        ground, since 255 is ink. Raises DataError where all images or all pixels are alike.
        """
        self._file.close()
        if self._low == self._high or self._alike:
            what = "pixels have the same value" if self._low == self._high else "images are alike"
            raise DataError(f"All {what}: there is nothing to learn from them.")
        height, width = self._size
        colour = np.memmap(self._path, np.uint8, "r", shape=(self.count, height, width, 3))
        is_grey = self._grey or grey
        turned = turn and is_grey and _is_light(colour)
        shape = (self.count, height, width) if is_grey else (self.count, height, width, 3)
        images = np.lib.format.open_memmap(path, "w+", np.uint8, shape)
        for start in range(0, self.count, _ROWS):
            part = colour[start : start + _ROWS]
            if is_grey:
                part = part[..., 0] if self._grey else _luminance(part)
            images[start : start + _ROWS] = 255 - part if turned else part
        images.flush()
        del colour
        self._path.unlink()
        return np.load(path, mmap_mode="r", allow_pickle=False), turned

    def close(self) -> None:
        """Close the file; what it holds is of no use then."""
        self._file.close()


def _luminance(rgb: np.ndarray) -> np.ndarray:
    return np.round(rgb @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)


def _is_light(colour: np.ndarray) -> bool:
    """True where most images have an edge that is rather light."""
    sample = colour[:: max(1, len(colour) // _ROWS)]
    edges = np.concatenate([sample[:, 0], sample[:, -1], sample[:, :, 0], sample[:, :, -1]], axis=1)
    return bool((np.median(edges.mean(2), axis=1) > _LIGHT).mean() > 0.5)
