"""Images in the format of MNIST's files, IDX, plain or packed with gzip."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from vae_core.data.own.limits import MB, DatasetLimits
from vae_core.data.own.readers.source import Arrays
from vae_core.errors import DataError

# The type of the values by the third byte of a file, big-endian.
_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_GZIP, _CHUNK = b"\x1f\x8b", 1 << 20


def is_idx(path: Path) -> bool:
    """True for a file that begins as IDX does, or one that is packed and named as one."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        return False
    if start[:2] == _GZIP:
        return "idx" in path.name.lower() or "ubyte" in path.name.lower()
    return len(start) == 4 and start[:2] == b"\0\0" and start[2] in _TYPES and 1 <= start[3] <= 4


def read_idx_files(paths: list[Path], folder: Path, limits: DatasetLimits) -> Arrays:
    """Images, and the labels in the file beside them, of one or several pairs of files.

    The labels of `train-images-idx3-ubyte` are in `train-labels-idx1-ubyte`. Files are unpacked
    into `folder`. Raises DataError where there are no images or a file is damaged.
    """
    arrays = {path: _values(path, folder, limits) for path in paths}
    images = [path for path, array in arrays.items() if array.ndim > 1]
    if not images:
        raise DataError(
            f"{paths[0].name} holds labels only: give the file of images, with it beside."
        )
    labels: list[np.ndarray] = []
    for path in images:
        beside = _labels_of(path)
        if beside is not None:
            if beside not in arrays:
                arrays[beside] = _values(beside, folder, limits)
            labels.append(arrays[beside])
    notes = []
    if len(images) > 1:
        notes.append(f"{len(images)} files of images are put together.")
    if labels and len(labels) < len(images):
        raise DataError("Some of the files of images have no file of labels beside them.")
    try:
        x = arrays[images[0]] if len(images) == 1 else np.concatenate([arrays[p] for p in images])
    except ValueError as error:
        raise DataError("The files of images have different sizes of image.") from error
    return Arrays(x, np.concatenate(labels) if labels else None, notes=notes)


def _labels_of(path: Path) -> Path | None:
    """The file of labels that belongs to one of images."""
    stem = path.name.removesuffix(".gz")
    for old, new in (("images", "labels"), ("image", "label"), ("Images", "Labels")):
        if old in stem:
            name = stem.replace(old, new).replace("idx3", "idx1")
            for one in (path.with_name(name), path.with_name(f"{name}.gz")):
                if one.is_file():
                    return one
    return None


def _values(path: Path, folder: Path, limits: DatasetLimits) -> np.ndarray:
    """The array of a file, which stays on the disk."""
    try:
        file = _unpacked(path, folder, limits)
        with file.open("rb") as opened:
            start = opened.read(4)
            kind, n_dims = (
                (start[2], start[3]) if len(start) == 4 and start[:2] == b"\0\0" else (0, 0)
            )
            sizes = np.frombuffer(opened.read(4 * n_dims), ">u4")
            length = opened.seek(0, 2)
        if kind in _TYPES and n_dims and len(sizes) == n_dims:
            shape, dtype = tuple(int(size) for size in sizes), np.dtype(_TYPES[kind])
            if length == 4 + 4 * n_dims + math.prod(shape) * dtype.itemsize and length > 4:
                return np.memmap(file, dtype, "r", 4 + 4 * n_dims, shape)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path.name} is damaged, or not a file of IDX.") from error
    raise DataError(f"{path.name} is damaged, or not a file of IDX.")


def _told(start: bytes) -> int:
    """How long the beginning of a file of IDX says that it is, in bytes; 0 where it is none."""
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in _TYPES:
        return 0
    sizes = np.frombuffer(start[4 : 4 + 4 * start[3]].ljust(4 * start[3], b"\0"), ">u4")
    return math.prod(int(size) for size in sizes) * np.dtype(_TYPES[start[2]]).itemsize


def _unpacked(path: Path, folder: Path, limits: DatasetLimits) -> Path:
    """The file itself, or what it unpacks to. Raises DataError where that is more than allowed."""
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return path
    target = folder / f"{path.name}.unpacked"
    size = 0
    with gzip.open(path) as packed, target.open("wb") as unpacked:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if max(size, _told(chunk) if size == len(chunk) else 0) > limits.unpacked * MB:
                raise DataError(
                    f"{path.name} unpacks to more than the {limits.unpacked:,} MB that are "
                    "unpacked at most."
                )
            unpacked.write(chunk)
    return target
