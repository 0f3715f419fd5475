"""Reads the published files of MNIST and Fashion-MNIST: the IDX format, unpacked.

A file is a big-endian magic number, the count and the sizes, then one byte for each value.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vae_core.errors import DataError

_IMAGES, _LABELS = 2051, 2049  # The magic numbers.
_COUNTS = {"train": 60_000, "t10k": 10_000}
# The header of each file by its name: magic number, count, and the sizes of an image.
FILES: dict[str, tuple[int, ...]] = {}
for _part, _count in _COUNTS.items():
    FILES[f"{_part}-images-idx3-ubyte"] = (_IMAGES, _count, 28, 28)
    FILES[f"{_part}-labels-idx1-ubyte"] = (_LABELS, _count)


def is_published(path: Path) -> bool:
    """True if a file of `FILES` is there with the header and the size of the published one."""
    header = FILES[path.name]
    try:
        with path.open("rb") as file:
            start = file.read(4 * len(header))
            size = file.seek(0, 2)
    except OSError:
        return False
    return start == np.array(header, ">u4").tobytes() and size == _size(header)


def read_idx(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """(images, labels) of a part: uint8, (N, 28, 28) and (N,).

    Raises DataError where a file cannot be read or is not the published one.
    """
    images, labels = (folder / name for name in FILES if name.startswith(part))
    return _values(images).reshape(-1, 28, 28), _values(labels)


def _size(header: tuple[int, ...]) -> int:
    return 4 * len(header) + int(np.prod(header[1:]))


def _values(path: Path) -> np.ndarray:
    """The values of a file of `FILES`, flat."""
    header = FILES[path.name]
    try:
        content = np.fromfile(path, dtype=np.uint8)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).") from error
    skip = 4 * len(header)
    start = np.array(header, ">u4").tobytes()
    if content[:skip].tobytes() != start or len(content) != _size(header):
        raise DataError(
            f"{path} is damaged or not the published file. A download replaces it: the app offers "
            f"one, or 'python -m vae_core download' with the name of the dataset."
        )
    return content[skip:]
