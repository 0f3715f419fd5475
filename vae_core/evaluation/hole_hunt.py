"""The hole hunt: ten places in two latent planes, to guess what the decoder draws there.

A place holds something recognised or garbage, and a person guesses which from the dots around it:
the test codes. How often such a guess is wrong shows how little the dots tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vae_core.errors import ConfigError
from vae_core.evaluation.classify import CERTAIN, draw, read
from vae_core.latent.geometry import Support, home_view, reach
from vae_core.runs.store import Run

ROUNDS = 10
SEEDS = range(1_000_000)
# A few stray codes would else be most of the box.
_BOX_PERCENTILES = (0.5, 99.5)
_SURVEYED = 2_000


@dataclass(frozen=True)
class Survey:
    """What a decoder draws at N places spread evenly over the box of its codes.

    z: float32, (N, 2).  reads: the class the recogniser takes each picture for, uint8, (N,), and
        certainty: how sure it is, float64, 0 to 1.
    dots: "supported", "thin" or "hole", by the test codes around each place (`latent.Support`).
    """

    z: np.ndarray
    reads: np.ndarray
    certainty: np.ndarray
    dots: np.ndarray

    @property
    def recognised(self) -> np.ndarray:
        """Which of the places count as something, bool, (N,)."""
        return self.certainty >= CERTAIN

    def recognised_share(self, *dots: str) -> float:
        """Which part of the places counts as something, 0 to 1: of all, or of those with such dots
        around; NaN where there are none."""
        among = np.isin(self.dots, dots) if dots else np.ones(len(self.dots), bool)
        return float(self.recognised[among].mean()) if among.any() else float("nan")


@dataclass(frozen=True)
class Place:
    """One place of a survey. side: 0 for the first plane, 1 for the second."""

    side: int
    z: tuple[float, float]
    reads: int
    certainty: float
    dots: str

    @property
    def recognised(self) -> bool:
        """Whether it counts as something: the right answer."""
        return self.certainty >= CERTAIN

    @property
    def by_dots(self) -> bool:
        """The answer of somebody who goes by the dots alone: something, unless none are near."""
        return self.dots != "hole"


@dataclass(frozen=True)
class Score:
    """Of one plane so far.  right: guesses that were.  asked: all guesses.
    by_dots: how many of the same places going by the dots gets right."""

    right: int
    asked: int
    by_dots: int


def survey(run: Run, recogniser: Run) -> Survey:
    """2,000 places of a run with two numbers: always the same ones. A second; imports torch.

    The box reaches from the 0.5th to the 99.5th percentile of the test codes along each axis, as
    far as `latent.home_view` shows it.
    Raises ConfigError where the run has no plane, or the recogniser is of another dataset.
    """
    if run.config.model.kind == "recogniser" or run.config.model.latent_dim != 2:
        raise ConfigError(f"{run.id} has no plane to hunt in: that takes two latent numbers.")
    if recogniser.config.model.kind != "recogniser" or recogniser.dataset != run.dataset:
        raise ConfigError(f"{recogniser.id} is no recogniser for {run.id}.")
    codes, support = run.latents.mu, Support(**run.metrics["support"])
    view = home_view(codes, has_prior=run.config.model.kind == "vae")
    low, high = np.percentile(codes, _BOX_PERCENTILES, axis=0)
    low, high = (
        np.maximum(low, np.subtract(view.center, view.half)),
        np.minimum(high, np.add(view.center, view.half)),
    )
    z = np.random.default_rng(0).uniform(low, high, (_SURVEYED, 2)).astype(np.float32)
    probabilities = read(recogniser.model(), draw(run.model(), z)).probabilities
    return Survey(
        z,
        probabilities.argmax(1).astype(np.uint8),
        probabilities.max(1),
        np.array([support.word(distance) for distance in reach(codes, z, support.k)]),
    )


def places(seed: int, first: Survey, second: Survey, n: int = ROUNDS) -> tuple[Place, ...]:
    """n places, the same for everybody with this seed and these surveys: half of them from each, in
    shuffled order, and about half of those garbage where there is as much.

    Garbage is taken from the half of it that the recogniser is least sure of: a picture at 89 %
    would be a quibble. Raises ConfigError where there is no such seed.
    """
    if seed not in SEEDS:
        raise ConfigError(f"A seed is a whole number from 0 to {SEEDS[-1]}, not {seed}.")
    rng = np.random.default_rng(seed)
    chosen = []
    for side, surveyed in enumerate((first, second)):
        # Give or take one: the last answer must not follow from the others.
        something = int(rng.integers(n // 4, n // 4 + 2))
        chosen += [_place(side, surveyed, i) for i in _some(surveyed, n // 2, something, rng)]
    return tuple(chosen[i] for i in rng.permutation(len(chosen)))


def score(asked: Sequence[Place], answers: Sequence[bool]) -> tuple[Score, Score]:
    """Of both planes, by the answers so far, as many or fewer: True says that it is something."""
    answered = [*zip(asked, answers, strict=False)]
    return tuple(
        Score(
            right=sum(answer == place.recognised for place, answer in answered if place.side == s),
            asked=sum(place.side == s for place, _ in answered),
            by_dots=sum(p.by_dots == p.recognised for p, _ in answered if p.side == s),
        )
        for s in (0, 1)
    )


def _some(surveyed: Survey, n: int, something: int, rng: np.random.Generator) -> list[int]:
    """n places, so many of them recognised, or as near to that as there are."""
    garbage = np.flatnonzero(~surveyed.recognised)
    garbage = garbage[np.argsort(surveyed.certainty[garbage], kind="stable")]
    worst = rng.permutation(garbage[: max(n, len(garbage) // 2)])
    something = max(something, n - len(worst))
    found = rng.permutation(np.flatnonzero(surveyed.recognised))[:something]
    return [*found, *worst[: n - len(found)]]


def _place(side: int, surveyed: Survey, i: int) -> Place:
    return Place(
        side,
        (float(surveyed.z[i, 0]), float(surveyed.z[i, 1])),
        int(surveyed.reads[i]),
        float(surveyed.certainty[i]),
        str(surveyed.dots[i]),
    )
