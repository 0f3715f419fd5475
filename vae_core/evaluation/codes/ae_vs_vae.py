"""What sets the latent space of an autoencoder apart from a VAE's, in figures.

Every figure is taken of both kinds of model alike: an AE's codes are drawn from N(0, I) too, which
its training does not ask of them, and a VAE's from a distribution fitted to them, which it should
not need. The decoded images are classified by the dataset's recogniser, with the limits that
`samples.quality` names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError
from vae_core.evaluation.codes.distribution import empty_share, outer_norm, prior_distance, spread
from vae_core.evaluation.samples.classify import MIN_CERTAINTY, classify, decode_mean
from vae_core.evaluation.samples.quality import (
    DEFAULT_SAMPLES,
    check_samples,
    frechet_distance_of_moments,
    mean_and_covariance,
)
from vae_core.evaluation.statistics import (
    RESAMPLES,
    Estimate,
    estimate,
    resample_counts,
    resampled_means,
    resampled_moments,
)
from vae_core.latent.sampling import fitted_samples, mixture_samples, prior_samples
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.models.networks.autoencoders import Autoencoder

# A class counts as covered where it is the likeliest one in this share of the images.
_COVERED_SHARE = 0.05
_BOX_PERCENTILES = (0.5, 99.5)
_BOX_GRID_SIDE = 100
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class Gaps:
    """The figures of one run. Shares are from 0 to 1, lengths in units of z.

    Three sources of random codes, n draws each: `prior`, N(0, I); `fitted_gaussian`, the Gaussian
    with the mean and covariance of the codes of the test set; `mixture`, ten Gaussians fitted to
    them. The codes of a VAE are one sample z ~ q(z|x) an image, as in its training.

    recognised_share_*: share of the decoded images whose likeliest class has a probability of at
        least 0.9 by the recogniser. `_box`: of a 100 x 100 grid over the box of the codes, or, with
        other than two dimensions, of n uniform draws from it. The box reaches from the 0.5th to
        the 99.5th percentile of mu along each axis: a few stray codes would else be most of it.
    frechet_*: Frechet distance to the features of the test set (Heusel et al. 2017), from 0 up.
    entropy_*: of the recogniser's mean class distribution, in nats, at most log(classes).
    classes_*: how many classes are the likeliest one in at least 5 % of the images.
    holes_*: share of the draws that lie in a hole between the test set's mu, as
        `geometry.Support` defines it.
    empty_share: share of the area of the cloud (the convex hull of the mu in
        `geometry.home_view`) where the second nearest mu is over 1.6 % of that view's width away.
        None where there is no area: with other than two dimensions, or with codes on a line.
        It depends on the number of test images: compare it within one dataset only.
    mean_norm, covariance_distance: |mean| of the codes, and the Frobenius norm of their covariance
        minus I; both 0 for N(0, I).
    mmd_prior: squared maximum mean discrepancy (Gretton et al. 2012) between 2,000 codes and as
        many draws from N(0, I), see `statistics.squared_mmd`.
    reach: 99th percentile of the distance of mu from 0; 3.03 for N(0, I) in two dimensions.
    spread: root mean square distance of mu from its mean, a dimension; 1 for N(0, I).
    knn_error: share of test images whose 20 nearest training codes vote for a wrong label.
    recon: nats an image as in `metrics.Evaluation`, for a VAE at one sample z.
    recon_mu: the same decoding mu for both kinds; None where the images were not at hand.
    n: draws of each source.  recogniser: the hash of its weights.
    intervals: the ends of the 95 % bootstrap interval of a figure by its name, over the draws or
        over the test images; for the figures that are means over a sample.
    """

    recognised_share_prior: float
    recognised_share_fitted_gaussian: float
    recognised_share_mixture: float
    recognised_share_box: float
    frechet_prior: float
    frechet_fitted_gaussian: float
    frechet_mixture: float
    entropy_prior: float
    entropy_fitted_gaussian: float
    entropy_mixture: float
    classes_prior: int
    classes_fitted_gaussian: int
    classes_mixture: int
    holes_prior: float
    holes_fitted_gaussian: float
    holes_mixture: float
    empty_share: float | None
    mean_norm: float
    covariance_distance: float
    mmd_prior: float
    reach: float
    spread: float
    knn_error: float
    recon: float
    recon_mu: float | None
    n: int
    seed: int
    recogniser: str
    intervals: dict[str, tuple[float, float]]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def measure_gaps(
    run: Run,
    recogniser_run: Run,
    dataset: Dataset | None = None,
    n: int = DEFAULT_SAMPLES,
    seed: int = 0,
) -> Gaps:
    """All figures of `Gaps`, in about 15 s on one core. `dataset` is needed for `recon_mu` only.

    The draws of each source are those of `samples.quality.sample_quality`. Raises ConfigError where
    the run, the recogniser and the dataset do not belong together, or the run is conditional.
    """
    if run.config.model.n_labels is not None:
        raise ConfigError(
            f"{run.id} is told the label, so its plane is another one for each label: "
            "there is not one plane whose gaps could be measured."
        )
    check_samples(run, recogniser_run, n)
    if dataset is not None and dataset.name != run.dataset:
        raise ConfigError(f"{run.id} was not trained on {dataset.name}.")
    model, recogniser, mu = run.model(), recogniser_run.model(), run.latents.mu
    posterior_rng, bootstrap_rng, mmd_rng, box_rng = np.random.default_rng(seed).spawn(4)
    codes = run.latents.draw(posterior_rng)
    sources = {
        "prior": prior_samples(n, model.latent_dim, 1.0, np.random.default_rng(seed)),
        "fitted_gaussian": fitted_samples(codes, n, 1.0, np.random.default_rng(seed)),
        "mixture": mixture_samples(codes, n, 1.0, np.random.default_rng(seed)),
    }
    counts = resample_counts(n, bootstrap_rng)
    estimates: dict[str, Estimate] = {}
    box_share = _box_recognised_share(model, recogniser, mu, n, box_rng, counts)
    if isinstance(box_share, Estimate):
        estimates["recognised_share_box"] = box_share
    test_moments = mean_and_covariance(recogniser_run.latents.mu)
    for name, z in sources.items():
        figures = _sample_figures(recogniser, decode_mean(model, z), test_moments, counts)
        in_hole = np.array(run.support.words(mu, z)) == "hole"
        figures["holes"] = estimate(resampled_means(in_hole, counts))
        estimates |= {f"{figure}_{name}": value for figure, value in figures.items()}
    estimates |= vars(prior_distance(codes, mmd_rng, bootstrap_rng))
    estimates["knn_error"] = _knn_error(run, bootstrap_rng)
    if dataset is not None:
        recon = _recon_at_mu(run, model, dataset)
        counts = resample_counts(len(recon), bootstrap_rng)
        estimates["recon_mu"] = estimate(resampled_means(recon, counts))
    values: dict[str, Any] = {"recognised_share_box": box_share, "recon_mu": None}
    values |= {name: figure.value for name, figure in estimates.items()}
    return Gaps(
        **values,
        reach=outer_norm(mu),
        spread=spread(mu),
        empty_share=empty_share(mu, has_prior=run.config.model.kind == "vae"),
        recon=run.metrics["evaluation"]["recon"],
        n=n,
        seed=seed,
        recogniser=recogniser_run.weights_hash,
        intervals={name: figure.interval for name, figure in estimates.items()},
    )


def _sample_figures(
    recogniser: Autoencoder,
    images: np.ndarray,
    test_moments: tuple[np.ndarray, np.ndarray],
    counts: np.ndarray,
) -> dict[str, Estimate]:
    """Recognised share, Frechet distance, entropy and classes of decoded images, (N, C, H, W).

    test_moments: mean and covariance of the features of the test set.
    counts: from `resample_counts`.
    """
    classified = classify(recogniser, images)
    p = classified.probabilities
    likeliest = p.argmax(1)[:, None] == np.arange(p.shape[1])
    mean_p = resampled_means(p, counts).clip(min=np.finfo(np.float64).tiny)
    frechet = [
        frechet_distance_of_moments(*moments, *test_moments)
        for moments in resampled_moments(classified.features, counts)
    ]
    figures = {
        "recognised_share": resampled_means(p.max(1) >= MIN_CERTAINTY, counts),
        "frechet": np.array(frechet),
        "entropy": -(mean_p * np.log(mean_p)).sum(1),
        "classes": (resampled_means(likeliest, counts) >= _COVERED_SHARE).sum(1),
    }
    return {name: estimate(values) for name, values in figures.items()}


def _box_recognised_share(
    model: Autoencoder,
    recogniser: Autoencoder,
    mu: np.ndarray,
    n: int,
    rng: np.random.Generator,
    counts: np.ndarray,
) -> Estimate | float:
    """Recognised share over the box of mu: of a grid in two dimensions, else of random draws."""
    low, high = np.percentile(mu, _BOX_PERCENTILES, axis=0)
    is_plane = mu.shape[1] == 2
    if is_plane:
        axes = np.linspace(low, high, _BOX_GRID_SIDE).T
        z = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    else:
        z = rng.uniform(low, high, (n, mu.shape[1]))
    images = decode_mean(model, z.astype(np.float32))
    recognised = classify(recogniser, images).probabilities.max(1) >= MIN_CERTAINTY
    return float(recognised.mean()) if is_plane else estimate(resampled_means(recognised, counts))


def _knn_error(run: Run, rng: np.random.Generator) -> Estimate:
    """1 - k-NN accuracy. Its resamples need no rows: a count of wrong ones is binomial."""
    evaluation = run.metrics["evaluation"]
    n, error = evaluation["n"], 1.0 - evaluation["knn_accuracy"]
    resampled = rng.binomial(n, error, RESAMPLES) / n
    return estimate(np.concatenate([[error], resampled]))


def _recon_at_mu(run: Run, model: Autoencoder, dataset: Dataset) -> np.ndarray:
    """Cross-entropy of each test image decoded from mu, (N,), on the pixels of its evaluation."""
    import torch

    from vae_core.data.binarize import evaluation_images
    from vae_core.models.objectives.terms import recon_bce

    generator = torch.Generator().manual_seed(0)
    x = evaluation_images(dataset.test.x(), run.config.training.binarize, generator)
    z = torch.from_numpy(run.latents.mu)
    with torch.no_grad():
        parts = zip(z.split(_ROWS_AT_ONCE), x.split(_ROWS_AT_ONCE), strict=True)
        recon = torch.cat([recon_bce(model.decode(mu), rows) for mu, rows in parts])
    return recon.double().numpy()
