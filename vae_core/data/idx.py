"""Reads the published files of MNIST and Fashion-MNIST: the IDX format, unpacked.

A file is a big-endian magic number, the count and the sizes, then one byte for each value.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vae_core.errors import DataError

_COUNTS = {"train": 60_000, "t10k": 10_000}
_IMAGES, _LABELS = 2051, 2049  # The magic numbers.


def idx_paths(folder: Path, part: str) -> tuple[Path, Path]:
    """The files of the images and of the labels. part: "train" or "t10k"."""
    return folder / f"{part}-images-idx3-ubyte", folder / f"{part}-labels-idx1-ubyte"


def read_idx(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """(images, labels) of a part: uint8, (N, 28, 28) and (N,).

    Raises DataError where a file cannot be read or is not the published one.
    """
    count = _COUNTS[part]
    images, labels = idx_paths(folder, part)
    return (
        _values(images, (_IMAGES, count, 28, 28)).reshape(count, 28, 28),
        _values(labels, (_LABELS, count)),
    )


def _values(path: Path, header: tuple[int, ...]) -> np.ndarray:
    """The values of an IDX file that has to have this header, flat."""
    try:
        content = np.fromfile(path, dtype=np.uint8)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).") from error
    skip = 4 * len(header)
    actual = tuple(int(v) for v in content[:skip].view(">u4")) if len(content) >= skip else ()
    if actual != header or len(content) != skip + int(np.prod(header[1:])):
        raise DataError(
            f"{path} is damaged or not the published file. Delete it and download it again."
        )
    return content[skip:]
