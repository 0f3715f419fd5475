"""Makes images and labels of a dataset out of arrays, or says why they cannot be one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vae_core.data.image_shape import ImageShape, shape_problem
from vae_core.data.info import MAX_CLASSES
from vae_core.errors import DataError


def images_of(x: np.ndarray) -> np.ndarray:
    """Images as uint8, (N, H, W) grey or (N, H, W, 3) in colour.

    x: (N, H, W), (N, H, W, C) or (N, C, H, W) with C of 1 or 3 channels; whole numbers from 0 to
        255, or floats from 0 to 1.
    Raises DataError where x is something else, or all its images are the same.
    """
    x = np.asarray(x)
    if x.dtype.kind not in "biuf":
        raise DataError(f"Images must be numbers, not {x.dtype}.")
    if x.ndim == 4 and x.shape[1] in (1, 3) and x.shape[3] not in (1, 3):
        x = np.moveaxis(x, 1, 3)
    if x.ndim == 4 and x.shape[3] == 1:
        x = x[..., 0]
    if x.ndim not in (3, 4) or (x.ndim == 4 and x.shape[3] != 3):
        raise DataError(
            "Images must be an array of shape (N, height, width), (N, height, width, 3) or "
            f"(N, 3, height, width), not {x.shape}."
        )
    if not len(x):
        raise DataError("There are no images in this array.")
    if problem := shape_problem(shape_of(x)):
        raise DataError(problem)
    images = _bytes(x)
    if len(images) > 1 and (images == images[0]).all():
        raise DataError("All images are the same: there is nothing to learn from them.")
    return np.ascontiguousarray(images)


def shape_of(images: np.ndarray) -> ImageShape:
    """(C, H, W) of images, (N, H, W) or (N, H, W, 3)."""
    height, width = map(int, images.shape[1:3])
    return (1 if images.ndim == 3 else 3, height, width)


def labels_of(
    y: np.ndarray | Sequence[object] | None, n: int, classes: Sequence[str] | None = None
) -> tuple[np.ndarray, tuple[str, ...]]:
    """(labels, uint8, (n,), and the names of their classes); all 0 and no names without y.

    y: whole numbers from 0, or names.  classes: the names of whole-number labels.
    Raises DataError where y does not fit n images or the names.
    """
    if y is None:
        if classes:
            raise DataError("There are names of classes, but no labels.")
        return np.zeros(n, np.uint8), ()
    labels = np.asarray(y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.shape != (n,):
        raise DataError(f"{n:,} images need {n:,} labels, not an array of shape {labels.shape}.")
    if labels.dtype.kind == "f" and np.isfinite(labels).all() and (labels % 1 == 0).all():
        labels = labels.astype(np.int64)
    if labels.dtype.kind in "biu":
        return _numbered(labels.astype(np.int64), classes)
    if labels.dtype.kind not in "USO":
        raise DataError(f"Labels must be whole numbers or names, not {labels.dtype}.")
    names, codes = np.unique(labels.astype(str), return_inverse=True)
    known = tuple(map(str, classes)) if classes else tuple(map(str, names))
    _check_number(len(known))
    if absent := sorted(set(map(str, names)) - set(known)):
        raise DataError(f"The label {absent[0]!r} is none of the classes.")
    place = np.array([known.index(str(name)) for name in names], np.uint8)
    return place[codes.reshape(-1)], known


def _numbered(
    labels: np.ndarray, classes: Sequence[str] | None
) -> tuple[np.ndarray, tuple[str, ...]]:
    low, high = int(labels.min()), int(labels.max())
    if classes is None:
        _check_number(len(np.unique(labels)))
        if low < 0 or high >= MAX_CLASSES:
            values, codes = np.unique(labels, return_inverse=True)
            return codes.reshape(-1).astype(np.uint8), tuple(map(str, values))
        return labels.astype(np.uint8), tuple(map(str, range(high + 1)))
    _check_number(len(classes))
    if low < 0 or high >= len(classes):
        raise DataError(
            f"Labels must be numbers from 0 to {len(classes) - 1}, one for each class, not "
            f"{low} to {high}."
        )
    return labels.astype(np.uint8), tuple(map(str, classes))


def _check_number(classes: int) -> None:
    if classes > MAX_CLASSES:
        raise DataError(f"A dataset has at most {MAX_CLASSES} classes; here are {classes:,}.")


def _bytes(x: np.ndarray) -> np.ndarray:
    """Pixels as bytes, from whole numbers or floats in [0, 1]."""
    if x.dtype == np.uint8:
        return x
    if x.dtype.kind == "b":
        return x.astype(np.uint8) * np.uint8(255)
    low, high = x.min(), x.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise DataError("The images hold values that are not numbers (NaN or infinite).")
    if x.dtype.kind == "f":
        if low < 0 or high > 1:
            raise DataError(
                f"Floats must be from 0 to 1, not {low:g} to {high:g}: divide pixels of 0 to 255 "
                "by 255."
            )
        return np.round(x * 255.0).astype(np.uint8)
    if low < 0 or high > 255:
        raise DataError(f"Pixels must be from 0 to 255, not {low} to {high}.")
    return x.astype(np.uint8)
