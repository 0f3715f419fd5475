"""A training written for TensorBoard: curves as it goes on, the manifold at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vae_core.errors import TrainingError
from vae_core.extras import require
from vae_core.files import disk
from vae_core.runs.reports.plots import manifold_picture
from vae_core.runs.run import Run
from vae_core.training.fit import Progress

FOLDER = Path("logs")  # below the current folder, as TensorBoard is started: --logdir logs


class TrainingLog:
    """The event files of one training, in `logs/<dataset>/<name>`.

    Scalars of each epoch, means over images: recon, and of a VAE kl and elbo, -(recon + kl), each
    of the training batches and of the validation images (see `EpochRecord`).
    """

    def __init__(self, run_id: str, is_vae: bool) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self._is_vae, self._has_epochs = is_vae, False
        self.folder = FOLDER / run_id
        self._was_there = bool(disk.names(self.folder))
        writer: Callable[[str], Any] = SummaryWriter
        try:
            self._writer = writer(str(self.folder))
        except OSError as error:
            raise TrainingError(
                f"The log could not be written to {self.folder} ({error.strerror})."
            ) from error

    def hear(self, progress: Progress) -> None:
        """Write the figures of an epoch, where one has just ended."""
        if progress.record:
            self._write(asdict(progress.record))

    def finish(self, run: Run) -> None:
        """Write the manifold of the kept run; its epochs too where it was trained without a log."""
        if not self._has_epochs:
            if self._was_there:  # With this run in it
                return
            for record in run.metrics["history"]:
                self._write(record)
        picture, _shown = manifold_picture(run)
        self._writer.add_image(
            "manifold", picture, run.metrics["history"][-1]["epoch"], dataformats="HWC"
        )

    def close(self) -> None:
        """Flush and close the files."""
        self._writer.close()

    def _write(self, record: Mapping[str, Any]) -> None:
        self._has_epochs = True
        for part, prefix in (("train", ""), ("validation", "val_")):
            recon, kl = record[f"{prefix}recon"], record[f"{prefix}kl"]
            figures = {"recon": recon}
            if self._is_vae:
                figures |= {"kl": kl, "elbo": -(recon + kl)}
            for name, value in figures.items():
                self._writer.add_scalar(f"{name}/{part}", value, record["epoch"])


@contextmanager
def training_log(run_id: str, is_vae: bool) -> Iterator[TrainingLog]:
    """A log that is closed at the end, also of a training that fails.

    Raises MissingLibraryError without tensorboard, TrainingError where it cannot be written.
    """
    require("--log tensorboard", "tensorboard")
    log = TrainingLog(run_id, is_vae)
    try:
        yield log
    finally:
        log.close()
