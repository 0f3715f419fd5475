"""What is true of two models, for the predictions about the two planes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.services.caches import resources
from ui.services.caches.recogniser import readings
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.evaluation.samples.classify import MIN_CERTAINTY
from vae_core.latent.sampling import interpolate
from vae_core.runs.run import Run

_N_STEPS = 41
_FEW_STEPS = 3  # A class that is read this often lies on the way
_CLEARLY = 0.1  # One share above another


@dataclass(frozen=True)
class Answer:
    """choice: the true one, from 1; None where it cannot be known. sentence: the figures."""

    choice: int | None = None
    sentence: str = ""


def answer_to(guess: str, runs: tuple[Run, Run], ends: tuple[int, int]) -> Answer:
    """The answer to "reach", "gaps" or "walk" (see two_planes.py)."""
    return _walk(runs[1], ends) if guess == "walk" else _measured(guess, runs)


def _measured(guess: str, runs: tuple[Run, Run]) -> Answer:
    name = {"reach": "classes_prior", "gaps": "empty_share"}[guess]
    left, right = (run.metrics.get("gaps", {}).get(name) for run in runs)
    if left is None or right is None:
        return Answer()
    close = 0.5 if guess == "reach" else _CLEARLY
    choice = 3 if abs(left - right) <= close else 1 if left > right else 2
    if guess == "reach":
        sentence = _(
            "Of 10,000 codes drawn from N(0, I), the left decoder makes {left} of the {n} classes "
            "(each at least 5 % of the pictures), the right one {right}."
        ).format(left=left, right=right, n=len(DATASETS[runs[0].dataset].classes))
    else:
        sentence = _(
            "Empty share of the area that the codes span: left {left} %, right {right} %."
        ).format(left=round(100 * left), right=round(100 * right))
    return Answer(choice, sentence)


def _walk(run: Run, ends: tuple[int, int]) -> Answer:
    """What a recogniser reads on the straight way between two test images."""
    mu, names = run.latents.mu, DATASETS[run.dataset].classes
    codes = interpolate(mu[ends[0]], mu[ends[1]], np.linspace(0, 1, _N_STEPS))
    read = readings(run.dataset, resources.decode_many(run, codes.astype(np.float32)))
    if read is None:
        return Answer()
    labels = [reading.label if reading.share >= MIN_CERTAINTY else None for reading in read]
    outer = {int(run.latents.label[index]) for index in ends}
    others = [c for c in dict.fromkeys(labels) if c not in {None, *outer} and _is_met(c, labels)]
    choice = 2 if others else 3 if labels.count(None) > _N_STEPS // 3 else 1
    met = [names[c] for c in dict.fromkeys(labels) if c is not None and _is_met(c, labels)]
    sentence = _("Right, on the way a recogniser reads, one after the other: {classes}.").format(
        classes=", ".join(met)
    )
    return Answer(choice, sentence)


def _is_met(label: int | None, labels: Sequence[int | None]) -> bool:
    return labels.count(label) >= _FEW_STEPS
