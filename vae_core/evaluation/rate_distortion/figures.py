"""The figures of a model at one weight beta of the KL term, as every curve over beta shows them.

Both the separately trained models of a sweep and the one model of every beta are measured here.
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
from vae_core.evaluation.metrics import (
    active_units,
    elbo_terms,
    encode_split,
    knn_accuracy,
    summed_reconstruction,
)
from vae_core.evaluation.samples.classify import Decoder, classify, decode_mean, recognised_share
from vae_core.evaluation.samples.quality import DEFAULT_SAMPLES, frechet_distance
from vae_core.latent.sampling import prior_samples
from vae_core.models.objectives.terms import recon_bce, recon_mse
from vae_core.runs.run import Run

Encode = Callable[[Tensor], tuple[Tensor, Tensor | None]]
Decode = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class RateDistortion:
    """Figures on the grey test images; nats are per image.

    n: test images.  beta: the weight of the KL term, None for a plain autoencoder.
    recon, kl: distortion D and rate R at one sample z ~ q(z|x); an AE has no KL, and its recon is
        at its code.  neg_elbo: D + R.  objective: D + beta R (an AE's is D).
    kl_per_dim: mean KL of each latent dimension.  active_units: dimensions whose mu varies by
        more than 0.01 over the images (Burda et al. 2016).
    mean_sigma: standard deviation of q(z|x), mean over images and dimensions; the prior's is 1.
    knn_accuracy: share of test images whose 20 nearest training codes vote for their label; None
        where images have no labels.
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
    knn_accuracy: float | None
    pixel_mse: float
    frechet_prior: float | None
    recognised_share_prior: float | None
    recogniser: str | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


class _Functions:
    """Two functions as an `EncoderDecoder`."""

    def __init__(self, encode: Encode, decode: Decode) -> None:
        self.codes, self.decode = encode, decode

    def given(self, label: int | Tensor) -> _Functions:
        """Itself: no label is told."""
        return self


def measure_rate_distortion(
    encode: Encode,
    decode: Decode,
    dataset: Dataset,
    beta: float | None,
    recogniser_run: Run | None,
    seed: int = 0,
) -> RateDistortion:
    """All figures of `RateDistortion`, by the protocol of `metrics.evaluate`.

    encode: (N, C, H, W) -> (mu, logvar), each (N, D), or (z, None) of an autoencoder.
    decode: (N, D) -> x_logits, (N, C, H, W). Both on the CPU, at the weight `beta` where the
    model has more than one. The same seed draws the same noise for each image at every beta.
    Raises ConfigError where an autoencoder is given a beta, or a VAE none.
    """
    model, x = _Functions(encode, decode), dataset.test.x()
    codes = encode_split(model, x, dataset.test.labels)
    train_codes = encode_split(model, dataset.train.x(), dataset.train.labels)
    if (codes.logvar is None) != (beta is None):
        raise ConfigError("A model has a weight of the KL term just where it has a posterior.")
    kl = neg_elbo = per_dim = mean_sigma = None
    if codes.logvar is None or beta is None:
        recon = objective = summed_reconstruction(model, codes, x, recon_bce) / len(x)
    else:
        recon, per_dim = elbo_terms(
            model, x, dataset.test.labels, torch.Generator().manual_seed(seed)
        )
        kl = sum(per_dim)
        neg_elbo, objective = recon + kl, recon + beta * kl
        mean_sigma = float(np.exp(0.5 * codes.logvar.astype(np.float64)).mean())
    frechet = recognised = None
    if recogniser_run is not None:
        frechet, recognised = _prior_sample_figures(model, codes.mu.shape[1], recogniser_run, seed)
    return RateDistortion(
        n=len(x),
        beta=beta,
        recon=recon,
        kl=kl,
        neg_elbo=neg_elbo,
        objective=objective,
        kl_per_dim=per_dim,
        active_units=active_units(codes.mu),
        mean_sigma=mean_sigma,
        knn_accuracy=knn_accuracy(train_codes, codes) if dataset.info.is_labelled else None,
        pixel_mse=summed_reconstruction(model, codes, x, recon_mse) / x.numel(),
        frechet_prior=frechet,
        recognised_share_prior=recognised,
        recogniser=recogniser_run.weights_hash if recogniser_run else None,
    )


def _prior_sample_figures(
    model: Decoder, dim: int, recogniser_run: Run, seed: int
) -> tuple[float, float]:
    """(Frechet distance, recognised share) of images decoded from 10,000 z ~ N(0, I)."""
    z = prior_samples(DEFAULT_SAMPLES, dim, 1.0, np.random.default_rng(seed))
    classified = classify(recogniser_run.model(), decode_mean(model, z))
    frechet = frechet_distance(classified.features, recogniser_run.latents.mu)
    return frechet, recognised_share(classified.probabilities)
