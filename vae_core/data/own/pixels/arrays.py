"""Pixels of an array of numbers: which axis is what, and which number is black and which white."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from vae_core.errors import DataError

_ROWS = 1_000  # images looked at at a time: the array may lie on the disk
# Digits of scikit-learn have 17 levels.
_FEW_LEVELS = 16


def as_images(x: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """(x as (N, H, W) or (N, H, W, C), what was understood).

    x: (N, H, W), (N, H, W, C), (N, C, H, W) with C of 1, 3 or 4, or (N, pixels) of squares, where
    three colours come one behind the other. Raises DataError for any other shape.
    """
    if x.dtype.kind not in "biuf":
        raise DataError(f"The array of images holds {x.dtype}, not numbers.")
    if not x.size:
        raise DataError("The array of images is empty.")
    if x.ndim == 4 and x.shape[3] in (1, 3, 4):
        return (x[..., 0] if x.shape[3] == 1 else x), []
    if x.ndim == 4 and x.shape[1] in (1, 3, 4):
        return (x[:, 0] if x.shape[1] == 1 else np.moveaxis(x, 1, 3)), []
    if x.ndim == 3:
        return x, []
    if x.ndim == 2:
        for channels in (1, 3):
            side = math.isqrt(x.shape[1] // channels)
            if side > 1 and channels * side * side == x.shape[1]:
                note = f"Rows of {x.shape[1]:,} numbers are images of {side} × {side}"
                if channels == 1:
                    return x.reshape(len(x), side, side), [f"{note}."]
                planes = np.moveaxis(x.reshape(len(x), 3, side, side), 1, 3)
                return planes, [f"{note} in three colours, one behind the other."]
        raise DataError(
            f"Rows of {x.shape[1]:,} numbers make no square image (784 are 28 × 28, 3,072 are "
            "32 × 32 in three colours)."
        )
    raise DataError(
        f"An array of shape {x.shape} is no set of images: (N, height, width), (N, height, width, "
        "3) or (N, pixels)."
    )


def levels(x: np.ndarray) -> tuple[float, float, str]:
    """(the number that is 0, the number that is 255, a sentence where that had to be guessed).

    Raises DataError where some values are no numbers (NaN or infinite).
    """
    if x.dtype == np.uint8 and _largest(x) > _FEW_LEVELS:
        return 0.0, 255.0, ""
    if x.dtype == np.bool_:
        return 0.0, 1.0, ""
    low, high, whole = math.inf, -math.inf, True
    for part in _parts(x):
        if x.dtype.kind == "f" and not np.isfinite(part).all():
            bad = sum(int((~np.isfinite(p)).sum()) for p in _parts(x))
            values = "1 value of the images is" if bad == 1 else f"{bad:,} values of the images are"
            raise DataError(f"{values} not a number (NaN or infinite). Nothing is kept.")
        whole = whole and (x.dtype.kind in "iu" or bool((part == np.floor(part)).all()))
        low, high = min(low, float(part.min())), max(high, float(part.max()))
    if low >= 0.0:
        if high <= 1.0 or (high <= 255.0 and not (whole and high <= _FEW_LEVELS)):
            return 0.0, (1.0 if high <= 1.0 else 255.0), ""
        if x.dtype == np.uint16 and high > 4095:
            return 0.0, 65_535.0, "Values up to 65,535 are made 256 levels."
        return 0.0, high, f"Values from 0 to {high:g} are made 256 levels."
    if low >= -1.0 and high <= 1.0:
        return -1.0, 1.0, "Values from −1 to 1 are made 256 levels."
    return low, high, f"Values from {low:g} to {high:g} are made 256 levels."


def pixels(x: np.ndarray, low: float, high: float) -> Iterator[np.ndarray]:
    """The images as uint8, (n, H, W) or (n, H, W, 3), some at a time.

    low, high: of `levels`. A fourth channel is how opaque a pixel is on white.
    """
    for part in _parts(x):
        if part.dtype == np.uint8 and (low, high) == (0.0, 255.0):
            grey = part
        else:
            scale = 255.0 / (high - low) if high > low else 0.0
            grey = np.clip(np.round((part.astype(np.float64) - low) * scale), 0, 255)
        if grey.ndim == 4 and grey.shape[3] == 4:
            opaque = grey[..., 3:] / 255.0
            grey = np.round(opaque * grey[..., :3] + (1.0 - opaque) * 255.0)
        yield grey.astype(np.uint8)


def _parts(x: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(x), _ROWS):
        yield np.asarray(x[start : start + _ROWS])


def _largest(x: np.ndarray) -> int:
    return max(int(part.max()) for part in _parts(x))
