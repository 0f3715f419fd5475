"""Resizing with Pillow's triangle filter on floats, repeated in JavaScript by the drawing pad."""

from __future__ import annotations

import numpy as np


def round_half_up(value: float) -> int:
    """The nearest integer, halves upwards, as JavaScript's Math.round."""
    return int(np.floor(value + 0.5))


def shrink_to(v: np.ndarray, longer: int) -> np.ndarray:
    """v, (h, w), resized so that its longer side is at most `longer`."""
    return scale_by(v, min(1.0, longer / max(v.shape)))


def scale_by(v: np.ndarray, scale: float) -> np.ndarray:
    """v, (h, w), resized to both sides times `scale`, at least one pixel."""
    height, width = v.shape
    return resize(v, (max(1, round_half_up(width * scale)), max(1, round_half_up(height * scale))))


def resize(v: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """v, (h, w), resized to `size`, (width, height); float64."""
    from PIL import Image

    picture = Image.fromarray(v.astype(np.float32))
    return np.asarray(picture.resize(size, Image.Resampling.BILINEAR), dtype=np.float64)
