"""The status of a queued training: its state and figures, by the process that trains it."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from vae_core.files.locks import is_held
from vae_core.jobs.records.files import age_of, read_values, write_values
from vae_core.models.checks import check_type, from_plain
from vae_core.runs.layout import lock_path, training_file
from vae_core.runs.metrics.figures import Count, Epoch, Figure, Magnitude, Seconds

State = Literal[
    "waiting",  # in the queue
    "training",
    "measuring",  # the weights are there; the test set is being measured
    "paused",  # stands still, and keeps its place
    "aside",  # was paused too long while others waited: out of the queue, its state kept
    "lost",  # the process that trained it is gone
    "done",  # the run is there
    "stopped",  # before its last epoch, and kept: `Status.run`
    "discarded",
    "failed",  # `Status.message` says why
]
ENDED = frozenset({"done", "stopped", "discarded", "failed"})
AT_WORK = frozenset({"training", "measuring", "paused"})
TO_DO = frozenset({"waiting", "lost"})
# A process that trains marks its status at least every two seconds.
_SILENT = 15.0

Point = Annotated[tuple[Figure, ...], Meta(min_length=4)]


@dataclass(frozen=True)
class Status:
    """State and figures of a training.

    step, total_steps: optimiser steps. seconds: of training, without pauses. rate: steps a second,
    lately. points: (step, loss, recon, kl, ...) of the training images since the point before,
    means in nats (squared pixel units for "mse"); the last ones are of the terms that the
    objective notes (`models.objectives.table`). history: an `EpochRecord` an epoch, as a dict.
    message: a sentence, where there is something to say. run: the id of the run that was kept.
    restarts: how often its process was lost and it was taken up again.
    """

    state: State = "waiting"
    step: Count = 0
    total_steps: Count = 0
    steps_per_epoch: Count = 0
    epoch: Count = 0
    seconds: Seconds = 0.0
    rate: Magnitude = 0.0
    points: tuple[Point, ...] = ()
    history: tuple[dict[str, Any], ...] = ()
    message: str = ""
    run: str = ""
    device: str = ""
    host: str = ""
    restarts: Count = 0

    @property
    def left(self) -> float | None:
        """Seconds of training left at the present rate; None if the rate is not known."""
        if not self.rate or not self.total_steps:
            return None
        return (self.total_steps - self.step) / self.rate


def status(run_id: str, root: Path | str | None = None) -> Status:
    """Present status of a job: "waiting" before it has begun, "lost" if its process died.

    Raises ConfigError on an id that cannot be one.
    """
    path = training_file(run_id, "status", root)
    try:
        state = from_plain(Status, read_values(path))
        check_type(state.history, list[Epoch], "history")
    except (OSError, ValueError):
        return Status()
    if state.state in AT_WORK and not _is_alive(run_id, state, root):
        return replace(state, state="lost")
    return state


def write_status(run_id: str, state: Status, root: Path | str | None = None) -> None:
    """Write the status of a job. Raises RunError if that fails."""
    write_values(run_id, "status", asdict(state), root)


def mark(run_id: str, root: Path | str | None = None) -> None:
    """Mark that the process which trains a job is alive; to be called every two seconds."""
    with suppress(OSError):
        os.utime(training_file(run_id, "status", root))


def change(run_id: str, root: Path | str | None = None, **changes: Any) -> Status:
    """Write the status with some fields changed, and return it. Raises RunError."""
    new = replace(status(run_id, root), **changes)
    write_status(run_id, new, root)
    return new


def _is_alive(run_id: str, state: Status, root: Path | str | None) -> bool:
    """True if a process trains the job: by its lock on this machine, else by its last mark."""
    if state.host == socket.gethostname():
        return is_held(lock_path(run_id, root))
    return age_of(training_file(run_id, "status", root)) < _SILENT
