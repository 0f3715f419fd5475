"""How sharp images are: the mean magnitude of their gradient."""

from __future__ import annotations

import numpy as np


def mean_gradient(images: np.ndarray) -> float:
    """Mean magnitude of the gradient of images, (N, C, H, W) in [0, 1], in grey levels a pixel.

    sqrt(dx^2 + dy^2) of differences to the next pixel, over all pixels that have both; from 0 (a
    plain area) to sqrt(2). What is blurred loses the contrast of thin strokes, and with it this.
    It depends on how much there is to see: compare it with that of the dataset's own images.
    """
    pixels = images.astype(np.float64)
    down = pixels[..., 1:, :-1] - pixels[..., :-1, :-1]
    right = pixels[..., :-1, 1:] - pixels[..., :-1, :-1]
    return float(np.hypot(down, right).mean())
