"""The range of the slider and the row of pictures of one latent dimension."""

from __future__ import annotations

import numpy as np

from vae_core.latent.geometry import Dimension

SIGMAS = 3.0


def span(dimension: Dimension, codes: np.ndarray, *, has_prior: bool) -> tuple[float, float]:
    """(low, high) of one dimension: from -3 to 3 sigma around its centre.

    Without a prior the range ends at the lowest and highest code, (N, D), where these come first:
    the decoder was not trained beyond them. A dimension that is constant keeps its 6 sigma.
    """
    low = dimension.center - SIGMAS * dimension.sigma
    high = dimension.center + SIGMAS * dimension.sigma
    if has_prior:
        return low, high
    values = codes[:, dimension.index]
    least, most = max(low, float(values.min())), min(high, float(values.max()))
    return (least, most) if most - least > 1e-3 * (high - low) else (low, high)
