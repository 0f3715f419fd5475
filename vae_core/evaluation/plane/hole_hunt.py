"""The hole hunt: ten points in two latent planes, to guess whether the decoder draws a digit there.

What is decoded at a point is either recognised or garbage, and a player guesses which from the
test codes (dots) around it. How often such a guess is wrong shows how little the dots tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vae_core.errors import ConfigError
from vae_core.evaluation.samples.classify import (
    MIN_CERTAINTY,
    check_recogniser,
    classify,
    decode_mean,
)
from vae_core.latent.geometry import home_view
from vae_core.runs.run import Run

ROUNDS = 10
SEEDS = range(1_000_000)
# A few stray codes would else be most of the box.
_BOX_PERCENTILES = (0.5, 99.5)
_SURVEY_POINTS = 2_000


@dataclass(frozen=True)
class Survey:
    """What a decoder draws at N points spread evenly over the box of its codes.

    z: float32, (N, 2).  predicted: the likeliest class of each decoded image, uint8, (N,), and
        certainty: its probability, float64, 0 to 1, both by the recogniser.
    support: "supported", "thin" or "hole", by the test codes around each point (`Support.word`).
    """

    z: np.ndarray
    predicted: np.ndarray
    certainty: np.ndarray
    support: np.ndarray

    @property
    def recognised(self) -> np.ndarray:
        """Which of the decoded images are recognised, bool, (N,)."""
        return self.certainty >= MIN_CERTAINTY

    def recognised_share(self, *support: str) -> float:
        """Share of the points, or of those with such support, whose image is recognised, 0 to 1.

        NaN where there are no such points.
        """
        chosen = np.isin(self.support, support) if support else np.ones(len(self.support), bool)
        return float(self.recognised[chosen].mean()) if chosen.any() else float("nan")


@dataclass(frozen=True)
class HuntPoint:
    """One point of a survey. side: 0 for the first plane, 1 for the second."""

    side: int
    z: tuple[float, float]
    predicted: int
    certainty: float
    support: str

    @property
    def recognised(self) -> bool:
        """True where the decoded image is recognised: the right answer."""
        return self.certainty >= MIN_CERTAINTY

    @property
    def guess_by_support(self) -> bool:
        """The answer of a player who goes by the dots alone: recognised unless it is a hole."""
        return self.support != "hole"


@dataclass(frozen=True)
class Score:
    """The score in one plane so far.  right: number of right guesses.  asked: of all guesses.
    right_by_support: how many of the same points `HuntPoint.guess_by_support` gets right."""

    right: int
    asked: int
    right_by_support: int


def survey(run: Run, recogniser: Run) -> Survey:
    """The `Survey` of a run with two latent dimensions at 2,000 points, always the same ones.

    Takes a second; imports torch. The box reaches from the 0.5th to the 99.5th percentile of the
    test codes along each axis, as far as `geometry.home_view` shows it.
    Raises ConfigError where the run has no latent plane, or the recogniser is of another dataset.
    """
    if run.config.model.kind == "recogniser" or run.config.model.latent_dim != 2:
        raise ConfigError(f"{run.id} has no plane to hunt in: that takes two latent numbers.")
    check_recogniser(recogniser, run)
    codes = run.latents.mu
    view = home_view(codes, has_prior=run.config.model.kind == "vae")
    low, high = np.percentile(codes, _BOX_PERCENTILES, axis=0)
    low, high = (
        np.maximum(low, np.subtract(view.center, view.half)),
        np.minimum(high, np.add(view.center, view.half)),
    )
    z = np.random.default_rng(0).uniform(low, high, (_SURVEY_POINTS, 2)).astype(np.float32)
    probabilities = classify(recogniser.model(), decode_mean(run.model(), z)).probabilities
    return Survey(
        z,
        probabilities.argmax(1).astype(np.uint8),
        probabilities.max(1),
        np.array(run.support.words(codes, z)),
    )


def draw_points(seed: int, first: Survey, second: Survey, n: int = ROUNDS) -> tuple[HuntPoint, ...]:
    """n points of a game, half of them from each survey, in shuffled order.

    The same seed and surveys always give the same points. About half of them are garbage, if there
    is as much: taken from the half of the garbage that the recogniser is least sure of, as a
    picture at 89 % would be a quibble. Raises ConfigError where there is no such seed.
    """
    if seed not in SEEDS:
        raise ConfigError(f"A seed is a whole number from 0 to {SEEDS[-1]}, not {seed}.")
    rng = np.random.default_rng(seed)
    points = []
    for side, surveyed in enumerate((first, second)):
        # Give or take one: the last answer must not follow from the others.
        n_recognised = int(rng.integers(n // 4, n // 4 + 2))
        chosen = _choose(surveyed, n // 2, n_recognised, rng)
        points += [_hunt_point(side, surveyed, i) for i in chosen]
    return tuple(points[i] for i in rng.permutation(len(points)))


def score(points: Sequence[HuntPoint], answers: Sequence[bool]) -> tuple[Score, Score]:
    """The score in both planes for the answers so far; True says that the image is recognised.

    There may be fewer answers than points.
    """
    answered = [*zip(points, answers, strict=False)]
    return _score_of_side(0, answered), _score_of_side(1, answered)


def _score_of_side(side: int, answered: Sequence[tuple[HuntPoint, bool]]) -> Score:
    here = [(point, answer) for point, answer in answered if point.side == side]
    return Score(
        right=sum(answer == point.recognised for point, answer in here),
        asked=len(here),
        right_by_support=sum(point.guess_by_support == point.recognised for point, _ in here),
    )


def _choose(surveyed: Survey, n: int, n_recognised: int, rng: np.random.Generator) -> list[int]:
    """Indices of n points, `n_recognised` of them recognised, or as near to that as there are."""
    garbage = np.flatnonzero(~surveyed.recognised)
    garbage = garbage[np.argsort(surveyed.certainty[garbage], kind="stable")]
    worst = rng.permutation(garbage[: max(n, len(garbage) // 2)])
    n_recognised = max(n_recognised, n - len(worst))
    recognised = rng.permutation(np.flatnonzero(surveyed.recognised))[:n_recognised]
    return [*recognised, *worst[: n - len(recognised)]]


def _hunt_point(side: int, surveyed: Survey, i: int) -> HuntPoint:
    return HuntPoint(
        side,
        (float(surveyed.z[i, 0]), float(surveyed.z[i, 1])),
        int(surveyed.predicted[i]),
        float(surveyed.certainty[i]),
        str(surveyed.support[i]),
    )
