"""Places on a way of straight pieces, by its length."""

from __future__ import annotations

import numpy as np

_TAIL = 0.05  # of the way: what gives the direction in which it goes on, since a drawn line shakes


def along(corners: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Places on the way through `corners`, float32, (S, D).

    corners: (M, D), M > 0.  t: (S,), 0 at the first corner and 1 at the last; equal steps of t are
    equal lengths. Beyond both ends the way goes straight on, as the browser's does
    (`two_planes/js/walk/way/path.js`).
    """
    corners, t = np.asarray(corners, np.float64), np.asarray(t, np.float64)
    up_to = np.concatenate([[0.0], np.linalg.norm(np.diff(corners, axis=0), axis=1).cumsum()])
    length = up_to[-1]

    def inside(share: np.ndarray) -> np.ndarray:
        return np.stack([np.interp(share * length, up_to, axis) for axis in corners.T], axis=-1)

    tails = corners[[0, -1]] - inside(np.array([_TAIL, 1 - _TAIL]))
    sizes = np.linalg.norm(tails, axis=1, keepdims=True)
    before, after = np.divide(tails, sizes, out=np.zeros_like(tails), where=sizes > 0)
    over = length * (np.minimum(t, 0)[:, None] * -before + np.maximum(t - 1, 0)[:, None] * after)
    return (inside(t) + over).astype(np.float32)
