"""How far the slider and the row of pictures of one latent number go."""

from __future__ import annotations

import numpy as np

from vae_core.latent.geometry import Dimension

SIGMAS = 3.0


def span(dimension: Dimension, codes: np.ndarray, *, has_prior: bool) -> tuple[float, float]:
    """(low, high): from -3 to 3 sigma around the usual place of the number.

    Without a prior it ends where the codes, (N, D), end, if they do before: beyond, the decoder was
    never taught. A number that is the same in all codes keeps its 6 sigma.
    """
    low = dimension.center - SIGMAS * dimension.sigma
    high = dimension.center + SIGMAS * dimension.sigma
    if has_prior:
        return low, high
    values = codes[:, dimension.index]
    least, most = max(low, float(values.min())), min(high, float(values.max()))
    return (least, most) if most - least > 1e-3 * (high - low) else (low, high)
