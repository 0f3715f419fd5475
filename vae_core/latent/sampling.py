"""Where to decode, in numpy: samples, interpolations between two codes, class arithmetic."""

from __future__ import annotations

import numpy as np

from vae_core.errors import ConfigError
from vae_core.latent.geometry import Latents

# Below this sine of the angle between two codes no arc is defined: they point the same way, or
# opposite ways, where every arc is equally short.
_NO_ARC = 1e-6
COMPONENTS = 10


def prior_samples(n: int, dim: int, temperature: float, rng: np.random.Generator) -> np.ndarray:
    """n samples of N(0, temperature^2 I), float32, (n, dim). Temperature 1 is the VAE's prior.

    The same generator state gives the same directions at every temperature.
    """
    return (temperature * rng.standard_normal((n, dim))).astype(np.float32)


def fitted_samples(
    codes: np.ndarray, n: int, temperature: float, rng: np.random.Generator
) -> np.ndarray:
    """n samples of the Gaussian with the mean and covariance of codes, (N, D), N > 1.

    Float32, (n, D); temperature scales the standard deviations. A stand-in for the prior that an
    autoencoder does not have. A dimension that does not vary is allowed.
    """
    mean = codes.mean(0, dtype=np.float64)
    covariance = np.atleast_2d(np.cov(codes, rowvar=False, dtype=np.float64))
    variances, axes = np.linalg.eigh(covariance)
    root = axes * np.sqrt(np.maximum(variances, 0.0))
    draws = rng.standard_normal((n, codes.shape[1])) @ root.T
    return (mean + temperature * draws).astype(np.float32)


def mixture_samples(
    codes: np.ndarray, n: int, temperature: float, rng: np.random.Generator
) -> np.ndarray:
    """n samples of a mixture of ten Gaussians fitted to codes, (N, D). Float32, (n, D).

    temperature scales the standard deviations of each around its mean. Each Gaussian has a full
    covariance. Ghosh et al. 2020 fit it to the codes of a trained model ("ex-post density
    estimation"). Raises ConfigError with fewer codes than Gaussians.
    """
    if len(codes) < COMPONENTS:
        raise ConfigError(f"A mixture of {COMPONENTS} needs as many codes, not {len(codes)}.")
    from sklearn.mixture import GaussianMixture

    seed = int(rng.integers(2**31))
    mixture = GaussianMixture(COMPONENTS, max_iter=500, random_state=seed).fit(
        codes.astype(np.float64)
    )
    draws, component = mixture.sample(n)
    middle = mixture.means_[component]
    draws = middle + temperature * (draws - middle)
    return rng.permutation(draws).astype(np.float32)


def interpolate(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Linear interpolation from a to b: a + t (b - a), float32, (S, D).

    a, b: (D,).  t: (S,), 0 at a and 1 at b; 1.5 goes on past b by half the distance.
    """
    a, b, t = _ends(a, b, t)
    return ((1 - t) * a + t * b).astype(np.float32)


def slerp(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Spherical interpolation from a to b, along an arc around 0. Shapes as in `interpolate`.

    The direction turns evenly from a's to b's (Shoemake 1985) and past b's for t > 1; the distance
    from 0 changes linearly from |a| to |b|, and stops at 0. Linear where no arc is defined: one of
    the two is 0, or they point the same way or opposite ways (always so in one dimension).
    """
    start, end, t = _ends(a, b, t)
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) == 0:
        return interpolate(a, b, t[:, 0])
    u, v = start / lengths[0], end / lengths[1]
    # More precise than arccos where the angle is small.
    angle = 2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))
    if np.sin(angle) < _NO_ARC:
        return interpolate(a, b, t[:, 0])
    direction = (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / np.sin(angle)
    length = np.maximum((1 - t) * lengths[0] + t * lengths[1], 0.0)
    return (length * direction).astype(np.float32)


def class_means(latents: Latents) -> np.ndarray:
    """The mean code of each class, float32, (classes, D); NaN where a class has no image."""
    classes = int(latents.label.max()) + 1
    means = np.full((classes, latents.mu.shape[1]), np.nan, dtype=np.float32)
    for c in np.unique(latents.label):
        means[c] = latents.mu[latents.label == c].mean(0, dtype=np.float64)
    return means


def arithmetic(means: np.ndarray, a: int, b: int, c: int) -> np.ndarray:
    """means[a] - means[b] + means[c], (D,). means: (classes, D).

    The difference of two classes, added to a third (Mikolov et al. 2013; on images, Radford et al.
    2016).
    """
    return means[a] - means[b] + means[c]


def _ends(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """a and b as float64, (D,), and t as a column, (S, 1)."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return a, b, np.asarray(t, dtype=np.float64).reshape(-1, 1)
