"""What is known of a published system: its protocol, its source and its published figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vae_core.data.image_shape import ImageShape
from vae_core.models.config import ModelConfig, TrainingConfig

Quantity = Literal[
    "first_loss_per_pixel",
    "last_epoch_loss_per_pixel",
    "last_epoch_recon",
    "last_epoch_kl",
    "test_neg_elbo",
]

# Batches of the last epoch whose losses the documents print.
PRINTED_STEPS = (0, 100, 200, 300, 400)


@dataclass(frozen=True)
class PublishedFigure:
    """A published figure, or a range, and the tolerance of a reproduction.

    quantity: which figure of a run it is compared with (`studies.comparison.obtained_values`).
    low, high: the published range, equal for a single figure.  values: as printed, if several.
    tolerance: share of the figure by which another seed or framework may miss the range.
    dataset: where it was published on another dataset than the system's.
    known: what is known about a difference.
    """

    quantity: Quantity
    unit: str
    low: float
    high: float
    values: tuple[float, ...] = ()
    tolerance: float = 0.02
    dataset: str | None = None
    known: str = ""


@dataclass(frozen=True)
class System:
    """A published system.

    document: where it was published.  author: of that, with publisher and year where known.
    address: of the document on the web, "" where it is not known.
    chosen: what that leaves open, and the choice made here.
    elsewhere: what was published of it that a run here cannot be held against, and why.
    build: makes the model for images of another shape, see `presets.Preset`.
    seeds: those of its reproduction; several where one is not enough (that of the first is kept).
    """

    name: str
    title: str
    summary: str
    document: str
    dataset: str
    model: ModelConfig
    training: TrainingConfig
    figures: tuple[PublishedFigure, ...] = ()
    chosen: str = ""
    seeds: tuple[int, ...] = (0,)
    author: str = ""
    address: str = ""
    elsewhere: str = ""
    build: Callable[[ImageShape], ModelConfig] | None = None

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets that figures were published on, the system's own first."""
        others = {f.dataset for f in self.figures if f.dataset} - {self.dataset}
        return (self.dataset, *sorted(others))
