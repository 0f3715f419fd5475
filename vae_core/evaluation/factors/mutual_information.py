"""The mutual information of latent dimensions and known factors, and the gap of it (MIG).

Chen et al. 2018, 'Isolating Sources of Disentanglement in Variational Autoencoders', arXiv
1802.04942, section 4 and appendix. All in nats.
"""

from __future__ import annotations

import numpy as np

from vae_core.errors import ConfigError

# A factor that is a number is cut into so many bins of equally many images; a class is left as it
# is. Finer bins hold too few images each to tell their density.
BINS = 10
# Images at which the densities are taken; the densities themselves are of all images.
_SAMPLES = 2_000
_ROWS_AT_ONCE = 250


def binned(values: np.ndarray) -> np.ndarray:
    """The bin of each value of a factor, (N,): whole numbers from 0.

    A factor of whole numbers keeps its values; any other is cut at its quantiles into `BINS` bins.
    """
    if np.issubdtype(values.dtype, np.integer):
        return np.unique(values, return_inverse=True)[1]
    edges = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    return np.unique(np.searchsorted(edges, values, side="right"), return_inverse=True)[1]


def entropy(bins: np.ndarray) -> float:
    """Entropy of a factor whose bins are `bins`, (N,), in nats."""
    shares = np.bincount(bins) / len(bins)
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())


def mutual_information(
    mu: np.ndarray, logvar: np.ndarray, bins: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """I(z_j; v_k) of each latent dimension and each factor, (D, K), in nats.

    mu, logvar: of q(z|x) of N images, (N, D).  bins: of their factors, (N, K), see `binned`.

    I = E[log q(z_j|v_k) - log q(z_j)], where q(z_j) is the mean of q(z_j|x) over all images and
    q(z_j|v_k) that over the images in the same bin; the mean is over 2,000 of the images, with one
    z ~ q(z|x) each. An estimate may lie a little below 0 where there is no information, and is too
    high where q(z_j|x) are so narrow that hardly two images of a bin overlap.
    """
    n, dim = mu.shape
    mu, sigma = mu.astype(np.float64), np.exp(0.5 * logvar.astype(np.float64))
    chosen = rng.choice(n, min(n, _SAMPLES), replace=False)
    z = mu[chosen] + sigma[chosen] * rng.standard_normal((len(chosen), dim))
    # In which bin an image is, as a column of ones and zeros for each bin of each factor.
    sizes = bins.max(0) + 1
    columns = np.concatenate([[0], np.cumsum(sizes)[:-1]]) + bins
    is_in = np.zeros((n, sizes.sum()))
    is_in[np.arange(n)[:, None], columns] = 1.0
    images_in = is_in.sum(0)
    total = np.zeros((dim, bins.shape[1]))
    for j in range(dim):
        for rows in np.array_split(np.arange(len(chosen)), -(-len(chosen) // _ROWS_AT_ONCE)):
            distance = (z[rows, j, None] - mu[:, j]) / sigma[:, j]
            density = np.exp(-0.5 * distance * distance) / sigma[:, j]
            own = columns[chosen[rows]]
            given = np.take_along_axis(density @ is_in, own, 1) / images_in[own]
            total[j] += (np.log(given) - np.log(density.mean(1, keepdims=True))).sum(0)
    return total / len(chosen)


def gaps(information: np.ndarray, entropies: np.ndarray) -> np.ndarray:
    """The gap of each factor, (K,), as a share of its entropy: 1 is the best, 0 the worst.

    That between the latent dimension that knows most of it and the second (eq. 6; MIG is their
    mean). information: (D, K).  entropies: (K,). With one latent dimension the second knows 0.
    Raises ConfigError where a factor is the same in all images, and so has no entropy.
    """
    if not (entropies > 0).all():
        raise ConfigError("A factor that is the same in all images has nothing to be measured.")
    ranked = np.sort(np.vstack([information, np.zeros_like(information[:1])]), axis=0)
    return (ranked[-1] - ranked[-2]) / entropies
