"""What a model reaches at one weight of the KL term: one set of figures for every curve over beta.

The ladder of separately trained models and the one model for every beta are measured here alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError
from vae_core.evaluation.classify import draw, read, recognised_share
from vae_core.evaluation.metrics import decoded_sum, elbo_terms, encode_split, knn_accuracy
from vae_core.evaluation.sample_quality import DEFAULT_SAMPLES, frechet_distance
from vae_core.latent.geometry import ACTIVE_UNIT_VARIANCE
from vae_core.latent.sampling import prior_samples
from vae_core.models.objectives import recon_bce, recon_mse
from vae_core.runs.store import Run

Encode = Callable[[Tensor], tuple[Tensor, Tensor | None]]
Decode = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Rates:
    """Figures on the grey test images; nats are per image.

    n: test images.  beta: the weight of the KL term, None for a plain autoencoder.
    recon, kl: distortion D and rate R at one sample z ~ q(z|x); an AE has no KL, and its recon is
        at its code.  neg_elbo: D + R.  objective: D + beta R (an AE's is D).
    kl_per_dim: mean KL of each latent dimension.  active_units: dimensions whose mu varies by
        more than 0.01 over the images (Burda et al. 2016).
    mean_sigma: standard deviation of q(z|x), mean over images and dimensions; the prior's is 1.
    knn_accuracy: share of test images whose 20 nearest training codes vote for their label.
    pixel_mse: mean squared error a pixel, decoding mu.
    frechet_prior: Frechet distance of 10,000 decoded z ~ N(0, I) to the test images, in the
        features of the dataset's recogniser.  recognised_share_prior: the part of them that it
        gives some class at least 0.9.  recogniser: the hash of its weights; figures of two
        recognisers do not compare. All three are None without one.
    """

    n: int
    beta: float | None
    recon: float
    kl: float | None
    neg_elbo: float | None
    objective: float
    kl_per_dim: list[float] | None
    active_units: int
    mean_sigma: float | None
    knn_accuracy: float
    pixel_mse: float
    frechet_prior: float | None
    recognised_share_prior: float | None
    recogniser: str | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Pair:
    """Two functions in the place of a model, as far as measuring needs one."""

    codes: Encode
    decode: Decode


def measure(
    encode: Encode,
    decode: Decode,
    dataset: Dataset,
    beta: float | None,
    recogniser_run: Run | None,
    seed: int = 0,
) -> Rates:
    """All figures of `Rates`, by the protocol of `evaluation.evaluate`.

    encode: (N, 1, 28, 28) -> (mu, logvar), each (N, D), or (z, None) of an autoencoder.
    decode: (N, D) -> x_logits, (N, 1, 28, 28). Both on the CPU, at the weight `beta` where the
    model has more than one. The same seed draws the same noise for each image at every beta.
    Raises ConfigError where a model without a posterior is given a beta, or one with it none.
    """
    model, x = _Pair(encode, decode), dataset.test.x()
    codes = encode_split(model, x, dataset.test.labels)
    train_codes = encode_split(model, dataset.train.x(), dataset.train.labels)
    if (codes.logvar is None) != (beta is None):
        raise ConfigError("A model has a weight of the KL term just where it has a posterior.")
    if codes.logvar is None:
        recon = decoded_sum(model, codes.mu, x, recon_bce) / len(x)
        kl, per_dim, mean_sigma = None, None, None
    else:
        recon, per_dim = elbo_terms(model, x, torch.Generator().manual_seed(seed))
        kl = sum(per_dim)
        mean_sigma = float(np.exp(0.5 * codes.logvar.astype(np.float64)).mean())
    frechet, share = _samples(model, codes.mu.shape[1], recogniser_run, seed)
    return Rates(
        n=len(x),
        beta=beta,
        recon=recon,
        kl=kl,
        neg_elbo=None if kl is None else recon + kl,
        objective=recon if kl is None else recon + beta * kl,
        kl_per_dim=per_dim,
        active_units=int((codes.mu.var(0) > ACTIVE_UNIT_VARIANCE).sum()),
        mean_sigma=mean_sigma,
        knn_accuracy=knn_accuracy(train_codes, codes),
        pixel_mse=decoded_sum(model, codes.mu, x, recon_mse) / x.numel(),
        frechet_prior=frechet,
        recognised_share_prior=share,
        recogniser=recogniser_run.weights_hash if recogniser_run else None,
    )


def _samples(
    model: _Pair, dim: int, recogniser_run: Run | None, seed: int
) -> tuple[float | None, float | None]:
    if recogniser_run is None:
        return None, None
    z = prior_samples(DEFAULT_SAMPLES, dim, 1.0, np.random.default_rng(seed))
    reading = read(recogniser_run.model(), draw(model, z))
    frechet = frechet_distance(reading.features, recogniser_run.latents.mu)
    return frechet, recognised_share(reading.probabilities)
