"""Compare the figures of a run with those published of its system. Reads metrics only: no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from vae_core.models.config import RunConfig
from vae_core.models.presets import make_config
from vae_core.models.published import PRINTED_STEPS, SYSTEMS, PublishedFigure, Quantity, System
from vae_core.runs.run import Run


@dataclass(frozen=True)
class Comparison:
    """A published figure and the run's own.

    obtained: the run's, in the same unit, None where it has none.  values: the several values that
    `obtained` is the mean of, if it is one.
    """

    figure: PublishedFigure
    obtained: float | None
    values: tuple[float, ...] = ()

    @property
    def agrees(self) -> bool:
        """True where `obtained` lies in the published range, widened by the tolerance."""
        if self.obtained is None:
            return False
        slack = self.figure.tolerance
        return self.figure.low * (1 - slack) <= self.obtained <= self.figure.high * (1 + slack)

    @property
    def deviation(self) -> float | None:
        """Share by which `obtained` is above (negative: below) the published range; 0 inside."""
        if self.obtained is None:
            return None
        nearest = min(max(self.obtained, self.figure.low), self.figure.high)
        return self.obtained / nearest - 1.0


def published_system(run: Run) -> System | None:
    """The published system of the preset a run was made from, whatever its dataset and settings."""
    return SYSTEMS.get(run.config.preset)


def departures(config: RunConfig) -> list[str]:
    """How a run of a published system differs from its protocol, in words; empty where nowhere."""
    system = SYSTEMS[config.preset]
    published = make_config(system.name, system.dataset)
    differences = []
    if config.dataset not in system.datasets:
        where = " instead of" if system.elsewhere else ", published on"
        differences.append(f"trained on {config.dataset}{where} {system.dataset}")
    if config.model != published.model:
        differences.append("another network")
    for name, value in vars(published.training).items():
        mine = getattr(config.training, name)
        if mine != value and name != "seed":
            differences.append(f"{name} {mine} instead of {value}")
    return differences


def compare(run: Run) -> tuple[Comparison, ...]:
    """Each published figure of the run's system beside the run's own.

    Empty where nothing was published, or where the run departs from the protocol.
    """
    system = published_system(run)
    if system is None or departures(run.config):
        return ()
    here = [f for f in system.figures if (f.dataset or system.dataset) == run.dataset]
    return tuple(_comparison(run, figure) for figure in here)


def _comparison(run: Run, figure: PublishedFigure) -> Comparison:
    values = obtained_values(run, figure.quantity)
    return Comparison(figure, fmean(values) if values else None, values if len(values) > 1 else ())


def obtained_values(run: Run, quantity: Quantity) -> tuple[float, ...]:
    """The run's own values of a published quantity; empty where it does not have them."""
    history, pixels = run.metrics["history"], math.prod(run.config.model.image_shape)
    match quantity:
        case "first_loss_per_pixel":
            return tuple(recon / pixels for _, recon, _ in history[0].get("batches", [])[:1])
        case "last_epoch_loss_per_pixel":
            return tuple(recon / pixels for _, recon, _ in _printed(history))
        case "last_epoch_recon":
            return tuple(recon for _, recon, _ in _printed(history))
        case "last_epoch_kl":
            return tuple(kl for _, _, kl in _printed(history))
        case "test_neg_elbo":
            return (run.metrics["evaluation"]["neg_elbo"],)


def _printed(history: list[dict[str, Any]]) -> list[tuple[int, float, float]]:
    return [batch for batch in history[-1].get("batches", []) if batch[0] in PRINTED_STEPS]
