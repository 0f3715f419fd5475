"""What comes of a training: the figures of each epoch, the weights that are kept, or an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vae_core.errors import TrainingError
from vae_core.models.networks.autoencoders import Autoencoder

Kept = Literal["weights", "average"]


@dataclass(frozen=True)
class EpochRecord:
    """Figures of one epoch. Means over images, in nats (squared pixel units for "mse").

    loss, recon and kl are of the training batches as they went by, of a model of every beta at the
    betas drawn; the val_ figures are of the weights that would be kept, on the whole validation
    split, at beta = 1. Where `keep` is "last" there is no validation split: they are of the test
    set then, and nothing is chosen by them. A recogniser's recon is its cross-entropy.
    batches: (step in this epoch, recon, kl) of every hundredth batch.
    kept: which weights would be kept, those of the last step or their moving average.
    terms: means of what the objective notes beside recon and kl, by the names of
        `models.objectives.table`, of the training batches as they went by.
    """

    epoch: int
    beta: float
    loss: float
    recon: float
    kl: float
    val_recon: float
    val_kl: float
    seconds: float
    batches: tuple[tuple[int, float, float], ...] = ()
    kept: Kept = "weights"
    terms: dict[str, float] = field(default_factory=dict)

    @property
    def val_loss(self) -> float:
        """recon + kl of the val_ figures."""
        return self.val_recon + self.val_kl


@dataclass(frozen=True)
class FitResult:
    """A finished training.

    model: on the CPU, in evaluation mode, with the weights of the end of `best_epoch`.
    kept: "average" where these are the moving average, which did better on the validation split.
    kept_step: after how many steps they were taken.
    steps: how many were done; fewer than `planned` if it was stopped.
    """

    model: Autoencoder
    history: list[EpochRecord]
    best_epoch: int
    seconds: float
    device: str
    steps: int
    planned: int
    kept: Kept
    kept_step: int


class DivergedError(TrainingError):
    """The loss became NaN or infinite. `last_good` holds the best state so far, or None."""

    def __init__(self, message: str, last_good: FitResult | None) -> None:
        super().__init__(message)
        self.last_good = last_good
