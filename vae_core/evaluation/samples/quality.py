"""Scores of decoded samples, most of them by a recogniser of the same dataset.

The Frechet distance and the inception score are usually taken with an Inception network trained on
ImageNet. Here they are taken with a small recogniser of 28x28 images that was trained on the same
dataset (`training/train_recogniser.py`): the figures order runs of one dataset, and are not
comparable with Inception-based figures or between datasets.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError
from vae_core.evaluation.samples.classify import check_recogniser, classify, decode_mean
from vae_core.evaluation.samples.edges import mean_gradient
from vae_core.evaluation.samples.precision_recall import NEIGHBOURS, precision_and_recall
from vae_core.latent.sampling import COMPONENTS, fitted_samples, mixture_samples, prior_samples
from vae_core.runs.flow_file import flow_of
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.models.networks.autoencoders import Autoencoder

NOT_COMPARABLE = (
    "Measured with a small recogniser trained on the same dataset: not comparable with figures "
    "from an Inception network, nor from one dataset to another."
)
DEFAULT_SAMPLES = 10_000


@dataclass(frozen=True)
class Score:
    """Figures of a set of images.

    frechet: distance of the features to those of the test set, from 0 (the same) up.
    inception: from 1 (unsure, or always one class) to the number of classes.
    precision: share of the images that are like some of the test set.  recall: share of the test
        set that is like some of the images (`precision_recall`). Both from 0 to 1.
    edges: mean magnitude of the gradient, in grey levels a pixel (`edges`); `Evaluation` has that
        of the test images.
    """

    frechet: float
    inception: float
    precision: float
    recall: float
    edges: float


@dataclass(frozen=True)
class Quality:
    """The scores of `n` decoded samples of a run.

    prior: with z ~ N(0, I).  fitted: with z from a Gaussian of the mean and covariance of the test
        codes, for an AE only: its training does not make its codes follow N(0, I).
    mixture: with z from ten Gaussians fitted to the test codes (of a VAE one sample z ~ q(z|x) an
        image); None with too few codes.  flow: with z from the flow that is kept with the run
        (`runs.flow_file`), None where there is none.
    recogniser: the hash of the recogniser's weights. Figures of two recognisers do not compare.
    """

    prior: Score
    fitted: Score | None
    mixture: Score | None
    flow: Score | None
    n: int
    seed: int
    recogniser: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Anchors:
    """The scores of training images and of noise, to compare those of samples with.

    train: `n_train` training images, the best that can be expected.  noise: `n_noise` images with
    pixels uniform in [0, 1]. Noise is no upper bound of the distance: it leaves the recogniser near
    the middle of its features, and samples that all err in one direction lie farther off.
    """

    train: Score
    noise: Score
    n_train: int
    n_noise: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def frechet_distance(features_a: np.ndarray, features_b: np.ndarray) -> float:
    """Frechet distance of two sets of features, (N, F) and (M, F), each taken as one Gaussian.

    |m_a - m_b|^2 + tr(C_a + C_b - 2 (C_a C_b)^(1/2)), Heusel et al. 2017, eq. 6; a squared length
    in feature space. C_a C_b has the eigenvalues of the symmetric S C_b S with S = C_a^(1/2), so
    no root of an unsymmetric matrix is needed, and singular covariances do no harm.
    Raises ConfigError where the sets do not have the same F or have fewer than two rows.
    """
    if features_a.ndim != 2 or features_a.shape[1:] != features_b.shape[1:]:
        raise ConfigError(
            f"Two sets of features of shapes {features_a.shape} and {features_b.shape} cannot be "
            "compared."
        )
    if min(len(features_a), len(features_b)) < 2:
        raise ConfigError("A Frechet distance needs at least two images on each side.")
    return frechet_distance_of_moments(
        *mean_and_covariance(features_a), *mean_and_covariance(features_b)
    )


def frechet_distance_of_moments(
    mean_a: np.ndarray, cov_a: np.ndarray, mean_b: np.ndarray, cov_b: np.ndarray
) -> float:
    """`frechet_distance` from the means, (F,), and covariances, (F, F), of the two sets."""
    values, vectors = np.linalg.eigh(cov_a)
    root = (vectors * np.sqrt(values.clip(min=0.0))) @ vectors.T
    overlap = np.sqrt(np.linalg.eigvalsh(root @ cov_b @ root).clip(min=0.0)).sum()
    squared = np.square(mean_a - mean_b).sum() + np.trace(cov_a) + np.trace(cov_b) - 2.0 * overlap
    return max(0.0, float(squared))  # Rounding can leave equal sets a little below zero.


def mean_and_covariance(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean, (F,), and covariance, (F, F), of rows, (N, F), in double precision."""
    rows = rows.astype(np.float64)
    return rows.mean(0), np.atleast_2d(np.cov(rows, rowvar=False))


def inception_score(probabilities: np.ndarray) -> float:
    """Inception score of class probabilities, (N, classes), with rows that sum to 1.

    exp(mean KL(p(y|x) || p(y))), Salimans et al. 2016, over all rows at once (not in 10 parts).
    """
    p = np.asarray(probabilities, dtype=np.float64)
    tiny = np.finfo(np.float64).tiny
    kl = (p * (np.log(p.clip(min=tiny)) - np.log(p.mean(0).clip(min=tiny)))).sum(1)
    return float(np.exp(kl.mean()))


def sample_quality(
    run: Run, recogniser_run: Run, n: int = DEFAULT_SAMPLES, seed: int = 0
) -> Quality:
    """The scores of n samples of `run`: z is drawn, decoded to pixel means, and classified.

    The mean of a pixel is the sigmoid of its logit, and the test images are grey; a run trained on
    binarised pixels is treated no differently. No image is loaded: the recogniser's run keeps the
    features of the test set. Raises ConfigError where the recogniser is of another dataset, or n
    is under 4. A conditional model is told labels drawn from those of the test set.
    """
    check_samples(run, recogniser_run, n)
    model, recogniser = run.model(), recogniser_run.model()
    test_features = recogniser_run.latents.mu

    def score(z: np.ndarray) -> Score:
        return _score(recogniser, _drawn(run, model, z, seed), test_features)

    prior = prior_samples(n, model.latent_dim, 1.0, np.random.default_rng(seed))
    fitted = None
    if run.config.model.kind == "ae":
        fitted = score(fitted_samples(run.latents.mu, n, 1.0, np.random.default_rng(seed)))
    mixture, codes = None, run.latents.draw(np.random.default_rng(seed).spawn(1)[0])
    if len(codes) >= COMPONENTS:
        mixture = score(mixture_samples(codes, n, 1.0, np.random.default_rng(seed)))
    flow = flow_of(run)
    return Quality(
        prior=score(prior),
        fitted=fitted,
        mixture=mixture,
        flow=score(flow.sample(n, 1.0, np.random.default_rng(seed))) if flow else None,
        n=n,
        seed=seed,
        recogniser=recogniser_run.weights_hash,
    )


def _drawn(run: Run, model: Autoencoder, z: np.ndarray, seed: int) -> np.ndarray:
    """What a model decodes from each z, (N, D), in any order: (N, C, H, W) in [0, 1]."""
    if run.config.model.n_labels is None:
        return decode_mean(model, z)
    told = np.random.default_rng([seed, 1]).choice(run.latents.label, len(z))
    return np.concatenate([decode_mean(model.given(int(y)), z[told == y]) for y in np.unique(told)])


def check_samples(run: Run, recogniser_run: Run, n: int) -> None:
    """Raise ConfigError unless n samples of `run` can be scored with this recogniser."""
    if run.config.model.kind == "recogniser":
        raise ConfigError(f"{run.id} is a recogniser, which has no samples.")
    check_recogniser(recogniser_run, run)
    if n <= NEIGHBOURS:
        raise ConfigError(f"The number of samples must be at least {NEIGHBOURS + 1}, not {n}.")


def measure_anchors(
    recogniser: Autoencoder,
    dataset: Dataset,
    test_features: np.ndarray,
    n: int = DEFAULT_SAMPLES,
    seed: int = 0,
) -> Anchors:
    """The `Anchors` of n noise images and n training images, or as many as there are."""
    train = dataset.train.x()[:n].numpy()
    shape = train.shape[1:]
    noise = np.random.default_rng(seed).random((n, *shape), dtype=np.float32)
    return Anchors(
        train=_score(recogniser, train, test_features),
        noise=_score(recogniser, noise, test_features),
        n_train=len(train),
        n_noise=n,
    )


def _score(recogniser: Autoencoder, images: np.ndarray, test_features: np.ndarray) -> Score:
    """The score of images, float32, (N, C, H, W) in [0, 1]."""
    classified = classify(recogniser, images)
    precision, recall = precision_and_recall(classified.features, test_features)
    return Score(
        frechet=frechet_distance(classified.features, test_features),
        inception=inception_score(classified.probabilities),
        precision=precision,
        recall=recall,
        edges=mean_gradient(images),
    )
