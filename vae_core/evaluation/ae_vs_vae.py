"""What sets an autoencoder's latent space apart from a VAE's, in figures.

Every figure is taken of both kinds of model, so that each stands beside its like: an AE's codes
may be drawn from N(0, I), which nothing ever asked of them, and a VAE's from a distribution fitted
to them, which it should not need. The pictures are judged by the dataset's recogniser, with the
limits that `quality.py` names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.datasets import Dataset
from vae_core.errors import ConfigError
from vae_core.evaluation import bootstrap
from vae_core.evaluation.bootstrap import Measured
from vae_core.evaluation.classify import CERTAIN, draw, read
from vae_core.evaluation.mmd import squared_mmd
from vae_core.evaluation.sample_quality import (
    DEFAULT_SAMPLES,
    check_samples,
    frechet_of_moments,
    moments,
)
from vae_core.latent.geometry import Support, home_view, reach
from vae_core.latent.sampling import fitted_samples, mixture_samples, prior_samples
from vae_core.runs.store import Run

if TYPE_CHECKING:
    from vae_core.models.autoencoders import Autoencoder

# A class counts as reached from this share of the draws on.
REACHED = 0.05
_BOX_PERCENTILES = (0.5, 99.5)
_REACH_PERCENTILE = 99.0
_BOX_SIDE = 100
_MMD_ROWS = 2_000
# A place is empty where the second nearest code lies farther than this part of the plane's width.
_EMPTY = 0.016
_AREA_SIDE = 300


@dataclass(frozen=True)
class Gaps:
    """Figures of a run. Shares are from 0 to 1, lengths in units of z.

    Three sources of random codes, n draws each: `prior`, N(0, I); `fitted_gaussian`, the Gaussian
    with the mean and covariance of the codes of the test set; `mixture`, ten Gaussians fitted to
    them. A VAE's codes are here one sample z ~ q(z|x) an image, as its decoder knows them.

    recognised_share_*: of the decoded pictures, those in which the recogniser sees a class with a
        certainty of at least 0.9. `_box`: of a 100 x 100 grid over the box of the codes, or, with
        other than two dimensions, of n uniform draws from it. The box reaches from the 0.5th to
        the 99.5th percentile of mu along each axis: a few stray codes would else be most of it.
    frechet_*: Frechet distance to the features of the test set (Heusel et al. 2017), from 0 up.
    entropy_*: of the recogniser's mean class distribution, in nats, at most log(classes).
    classes_*: how many classes are the likeliest one in at least 5 % of the pictures.
    holes_*: share of the draws that lie in a hole between the test set's mu, as `latent.Support`
        defines it.
    empty_share: share of the area of the cloud (the convex hull of the mu in `latent.home_view`)
        where the second nearest mu is over 1.6 % of that view's width away. None where there
        is no area: with other than two dimensions, or with codes on a line. It depends on how
        many test images there are: of two runs of one dataset only.
    mean_norm, covariance_distance: |mean| of the codes, and the Frobenius norm of their covariance
        minus I; both 0 for N(0, I).
    mmd_prior: squared maximum mean discrepancy (Gretton et al. 2012) between 2,000 codes and as
        many draws from N(0, I), see `mmd.squared_mmd`.
    reach: 99th percentile of the distance of mu from 0; 3.03 for N(0, I) in two dimensions.
    spread: root mean square distance of mu from its mean, a dimension; 1 for N(0, I).
    knn_error: share of test images whose 20 nearest training codes vote for a wrong label.
    recon: nats an image as in `evaluation.Evaluation`, for a VAE at a sample.
    recon_mu: the same decoding mu, like with like; None where the images were not at hand.
    n: pictures a source.  recogniser: the hash of its weights.
    intervals: name of a figure: the ends of its 95 % bootstrap interval over the draws, or over the
        test images; of all that is the mean of a sample and not the shape of a cloud.
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

    The draws of each source are those of `quality.sample_quality`. Raises ConfigError where the
    runs, or the dataset, do not belong together.
    """
    check_samples(run, recogniser_run, n)
    if dataset is not None and dataset.name != run.dataset:
        raise ConfigError(f"{run.id} was not trained on {dataset.name}.")
    model, recogniser = run.model(), recogniser_run.model()
    posterior, again, pairs, uniform = np.random.default_rng(seed).spawn(4)
    codes = _codes(run, posterior)
    sources = {
        "prior": prior_samples(n, model.latent_dim, 1.0, np.random.default_rng(seed)),
        "fitted_gaussian": fitted_samples(codes, n, 1.0, np.random.default_rng(seed)),
        "mixture": mixture_samples(codes, n, np.random.default_rng(seed)),
    }
    counted = bootstrap.counts(n, again)
    figures = _judge_box(model, recogniser, run.latents.mu, n, uniform, counted)
    test_moments = moments(recogniser_run.latents.mu)
    hole = Support(**run.metrics["support"])
    for name, z in sources.items():
        judged = _judge(recogniser, draw(model, z), test_moments, counted)
        in_hole = reach(run.latents.mu, z, hole.k) > hole.hole
        judged["holes"] = bootstrap.measured(bootstrap.means(in_hole, counted))
        figures |= {f"{figure}_{name}": value for figure, value in judged.items()}
    figures |= _against_the_prior(codes, pairs, again)
    figures |= _rebuilt(run, model, dataset, again)
    return Gaps(
        **{name: f.value if isinstance(f, Measured) else f for name, f in figures.items()},
        **_shape(run),
        recon=run.metrics["evaluation"]["recon"],
        n=n,
        seed=seed,
        recogniser=recogniser_run.weights_hash,
        intervals={name: f.interval for name, f in figures.items() if isinstance(f, Measured)},
    )


def _codes(run: Run, rng: np.random.Generator) -> np.ndarray:
    """What the decoder is given for the test set, (N, D): mu, or for a VAE a sample of q(z|x)."""
    mu, logvar = run.latents.mu, run.latents.logvar
    if logvar is None:
        return mu
    return mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape, dtype=np.float32)


def _judge(
    recogniser: Autoencoder,
    pictures: np.ndarray,
    test_moments: tuple[np.ndarray, np.ndarray],
    counted: np.ndarray,
) -> dict[str, Measured]:
    reading = read(recogniser, pictures)
    p = reading.probabilities
    likeliest = p.argmax(1)[:, None] == np.arange(p.shape[1])
    mean_p = bootstrap.means(p, counted).clip(min=np.finfo(np.float64).tiny)
    frechet = [
        frechet_of_moments(*own, *test_moments)
        for own in bootstrap.moments(reading.features, counted)
    ]
    figures = {
        "recognised_share": bootstrap.means(p.max(1) >= CERTAIN, counted),
        "frechet": np.array(frechet),
        "entropy": -(mean_p * np.log(mean_p)).sum(1),
        "classes": (bootstrap.means(likeliest, counted) >= REACHED).sum(1),
    }
    return {name: bootstrap.measured(values) for name, values in figures.items()}


def _judge_box(
    model: Autoencoder,
    recogniser: Autoencoder,
    mu: np.ndarray,
    n: int,
    rng: np.random.Generator,
    counted: np.ndarray,
) -> dict[str, Measured | float]:
    low, high = np.percentile(mu, _BOX_PERCENTILES, axis=0)
    flat = mu.shape[1] == 2
    if flat:
        z = np.stack(np.meshgrid(*np.linspace(low, high, _BOX_SIDE).T), axis=-1).reshape(-1, 2)
    else:
        z = rng.uniform(low, high, (n, mu.shape[1]))
    certain = read(recogniser, draw(model, z.astype(np.float32))).probabilities.max(1) >= CERTAIN
    share = float(certain.mean()) if flat else bootstrap.measured(bootstrap.means(certain, counted))
    return {"recognised_share_box": share}


def _against_the_prior(
    codes: np.ndarray, rng: np.random.Generator, again: np.random.Generator
) -> dict[str, Measured]:
    n, dim = codes.shape
    resampled = list(bootstrap.moments(codes, bootstrap.counts(n, again)))
    size = min(_MMD_ROWS, n)
    discrepancy = squared_mmd(
        codes[rng.choice(n, size, replace=False)],
        prior_samples(size, dim, 1.0, rng),
        bootstrap.counts(size, again),
        bootstrap.counts(size, again),
    )
    figures = {
        "mean_norm": np.array([np.linalg.norm(mean) for mean, _ in resampled]),
        "covariance_distance": np.array([np.linalg.norm(c - np.eye(dim)) for _, c in resampled]),
        "mmd_prior": discrepancy,
    }
    return {name: bootstrap.measured(values) for name, values in figures.items()}


def _rebuilt(
    run: Run, model: Autoencoder, dataset: Dataset | None, again: np.random.Generator
) -> dict[str, Measured | None]:
    evaluation = run.metrics["evaluation"]
    n, error = evaluation["n"], 1.0 - evaluation["knn_accuracy"]
    # How often n rows drawn again are among the wrong ones needs no rows.
    wrong = again.binomial(n, error, bootstrap.RESAMPLES) / n
    knn_error = bootstrap.measured(np.concatenate([[error], wrong]))
    if dataset is None:
        return {"knn_error": knn_error, "recon_mu": None}
    nats = _recon_at_mu(run, model, dataset)
    recon_mu = bootstrap.measured(bootstrap.means(nats, bootstrap.counts(n, again)))
    return {"knn_error": knn_error, "recon_mu": recon_mu}


def _recon_at_mu(run: Run, model: Autoencoder, dataset: Dataset) -> np.ndarray:
    """Cross-entropy of each test image, (N,), on the pixels its evaluation was taken on."""
    import torch

    from vae_core.data.binarize import measured_pixels
    from vae_core.models.objectives import recon_bce

    generator = torch.Generator().manual_seed(0)
    x = measured_pixels(dataset.test.x(), run.config.training.binarize, generator)
    z = torch.from_numpy(run.latents.mu)
    with torch.no_grad():
        parts = zip(z.split(_MMD_ROWS), x.split(_MMD_ROWS), strict=True)
        return torch.cat([recon_bce(model.decode(mu), rows) for mu, rows in parts]).double().numpy()


def _shape(run: Run) -> dict[str, float | None]:
    """What the cloud of mu looks like; no sample, so without intervals."""
    mu = run.latents.mu.astype(np.float64)
    return {
        "reach": float(np.percentile(np.linalg.norm(mu, axis=1), _REACH_PERCENTILE)),
        "spread": float(np.sqrt(mu.var(0).mean())),
        "empty_share": _empty_share(mu, has_prior=run.config.model.kind == "vae"),
    }


def _empty_share(mu: np.ndarray, *, has_prior: bool) -> float | None:
    if mu.shape[1] != 2:
        return None
    from scipy.spatial import Delaunay, KDTree, QhullError

    view = home_view(mu, has_prior=has_prior)
    seen = mu[(np.abs(mu - view.center) <= view.half).all(1)]
    try:
        hull = Delaunay(seen)
    except (QhullError, ValueError):  # Codes on a line, or next to none.
        return None
    axes = np.linspace(seen.min(0), seen.max(0), _AREA_SIDE).T
    places = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    places = places[hull.find_simplex(places) >= 0]
    second = KDTree(mu).query(places, k=[2])[0][:, 0]
    return float((second > _EMPTY * 2 * view.half).mean())
