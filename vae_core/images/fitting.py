"""Brings ink into 28 x 28 pixels: its box, its scaling, its place. The rules are in prepare.py."""

from __future__ import annotations

import numpy as np

from vae_core.images.resize import round_half_up, scale_by, shrink_to

SIDE = 28
_FAR_SIDE = 32
_MIDDLE = 14


def box_from_afar(v: np.ndarray, share: float) -> tuple[int, int, int, int]:
    """`ink_box` of what is still ink in a small copy, where specks vanish."""
    height, width = v.shape
    far = shrink_to(v, _FAR_SIDE)
    left, top, right, bottom = ink_box(far, share / 2)
    x, y = width / far.shape[1], height / far.shape[0]
    left, top = max(0, int((left - 1) * x)), max(0, int((top - 1) * y))
    near = v[top : int((bottom + 1) * y) + 1, left : int((right + 1) * x) + 1]
    inner = ink_box(near, share)
    return inner[0] + left, inner[1] + top, inner[2] + left, inner[3] + top


def ink_box(v: np.ndarray, share: float) -> tuple[int, int, int, int]:
    """The box (left, top, right, bottom) of all pixels of at least `share` of the maximum."""
    ink = v >= share * v.max()
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def fitted(v: np.ndarray, longer: int) -> np.ndarray:
    """v with its longer side `longer` and its maximum as before."""
    small = scale_by(v, longer / max(v.shape))
    return np.clip(small * (v.max() / max(small.max(), 1e-9)), 0.0, 1.0)


def centred(
    v: np.ndarray, by_mass: bool
) -> tuple[np.ndarray, tuple[int, int], tuple[float, float]]:
    """(v on 28 x 28, its shift (right, down) from the middle, its centre of mass (x, y))."""
    height, width = v.shape
    mass = max(float(v.sum()), 1e-9)
    x = float((v.sum(0) * np.arange(width)).sum() / mass)
    y = float((v.sum(1) * np.arange(height)).sum() / mass)
    middle = round_half_up((SIDE - width) / 2), round_half_up((SIDE - height) / 2)
    left, top = (round_half_up(_MIDDLE - x), round_half_up(_MIDDLE - y)) if by_mass else middle
    large = np.zeros((3 * SIDE, 3 * SIDE))
    large[SIDE + top : SIDE + top + height, SIDE + left : SIDE + left + width] = v
    shift = (left - middle[0], top - middle[1])
    return large[SIDE : 2 * SIDE, SIDE : 2 * SIDE], shift, (left + x, top + y)
