"""Blank files of MNIST: right in header and size, zeros beyond, and next to no disk."""

import struct
from pathlib import Path

import numpy as np

# Name: magic number, count, and the sizes of an image, as yann.lecun.com published them.
FILES = {
    "train-images-idx3-ubyte": (2051, 60_000, 28, 28),
    "train-labels-idx1-ubyte": (2049, 60_000),
    "t10k-images-idx3-ubyte": (2051, 10_000, 28, 28),
    "t10k-labels-idx1-ubyte": (2049, 10_000),
}


def write_blank(path: Path) -> None:
    """Write one of `FILES` at `path`, with its folder."""
    header = FILES[path.name]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(struct.pack(f">{len(header)}I", *header))
        file.truncate(4 * len(header) + int(np.prod(header[1:])))
