"""Images in files of numpy: `.npy`, and `.npz` with images and labels. Nothing is unpickled."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path

import numpy as np

from vae_core.data.own.limits import DatasetLimits
from vae_core.data.own.readers.source import Arrays
from vae_core.data.own.readers.zip_file import open_zip
from vae_core.errors import DataError

_IMAGES = ("x", "images", "image", "data", "pixels")
_LABELS = ("y", "labels", "label", "targets", "target", "classes")
_PARTS = ("train", "val", "valid", "validation", "test")


def read_npy(path: Path) -> Arrays:
    """The array of a `.npy` file, which stays on the disk. Raises DataError."""
    return Arrays(_array(path, path.name))


def read_npz(path: Path, folder: Path, limits: DatasetLimits) -> Arrays:
    """Images and labels of a `.npz` file, unpacked into `folder`.

    Those of `x_train`, `x_test` and the like are put together. Raises DataError where no array is
    one of images.
    """
    with open_zip(path, limits) as archive:
        arrays: dict[str, np.ndarray] = {}
        for i, info in enumerate(archive.infolist()):
            if not info.filename.endswith(".npy"):
                continue
            name = info.filename.removesuffix(".npy")
            target = folder / f"array-{i}.npy"
            try:
                with archive.open(info) as packed, target.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
            except (EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
                raise DataError(f"The array {name!r} in {path.name} is damaged.") from error
            arrays[name] = _array(target, f"the array {name!r} in {path.name}")
    if not arrays:
        raise DataError(f"{path.name} holds no arrays of numpy.")
    return _images_and_labels(arrays, path.name)


def _array(path: Path, name: str) -> np.ndarray:
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError) as error:
        if "Python objects" in str(error):  # A file that is none of numpy's might be a pickle, too
            raise DataError(
                f"{name} holds Python objects, which are not read: save it as numbers."
            ) from error
        raise DataError(f"{name} is damaged, or not a file of numpy.") from error


def _images_and_labels(arrays: dict[str, np.ndarray], file: str) -> Arrays:
    by_lower = {name.lower(): array for name, array in arrays.items()}
    notes: list[str] = []
    image = next((name for name in _IMAGES if name in by_lower), None)
    if image:
        x, y = by_lower[image], _labels_beside(by_lower, "")
    else:
        x, y = _largest(by_lower, file)
    parts = [
        (by_lower[f"{name}_{part}"], _labels_beside(by_lower, f"_{part}"), part)
        for name in _IMAGES
        for part in _PARTS
        if f"{name}_{part}" in by_lower
    ]
    if parts:
        names = ", ".join(part for _x, _y, part in parts)
        try:
            x = np.concatenate([part[0] for part in parts])
            labels = [part[1] for part in parts if part[1] is not None]
            y = np.concatenate(labels) if len(labels) == len(parts) else None
        except ValueError as error:
            raise DataError(f"The parts of {file} ({names}) have different shapes.") from error
        if len(parts) > 1:
            notes.append(f"The parts {names} are put together.")
    return Arrays(x, y, notes=notes)


def _labels_beside(arrays: dict[str, np.ndarray], ending: str) -> np.ndarray | None:
    return next((arrays[f"{n}{ending}"] for n in _LABELS if f"{n}{ending}" in arrays), None)


def _largest(arrays: dict[str, np.ndarray], file: str) -> tuple[np.ndarray, np.ndarray | None]:
    """The largest array as images, and the only other of its length as labels."""
    images = [name for name, array in arrays.items() if array.ndim >= 2]
    if not images:
        raise DataError(
            f"No array in {file} is one of images: it has {', '.join(sorted(arrays))[:80]}."
        )
    name = max(images, key=lambda name: arrays[name].size)
    x = arrays[name]
    others = [a for n, a in arrays.items() if n != name and a.shape[:1] == x.shape[:1]]
    return x, others[0] if len(others) == 1 and others[0].ndim == 1 else None
