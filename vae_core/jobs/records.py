"""The files of a queued training: the job, its status, and the wishes of those who watch it.

    checkpoints/<dataset>/.training/
        <name>.job       the config, and the visitors who asked for it
        <name>.status    state and figures; written by the process that trains it
        <name>.wish      go on, pause or stop, and the pace; written by visitors
        <name>.snapshot  the last snapshot of the model (`runs/recording/snapshot.py`)
        <name>.lock      the process that trains it; removed when that process ends well
        <name>.state     to continue from when that process is killed (`checkpoint.py`)

<dataset>/<name> is the run it will be, and the id of the job. The files are enough to follow a
training from another process, or from another machine that sees the folder. No torch here.
"""

from __future__ import annotations

import json
import math
import os
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from vae_core.errors import RunError
from vae_core.files import atomic, disk
from vae_core.files.locks import is_held
from vae_core.models.checks import check_type, from_plain, named_fields
from vae_core.models.config import RunConfig
from vae_core.runs.layout import (
    TRAINING_FOLDER,
    dataset_folders,
    lock_path,
    training_file,
    write_root,
)
from vae_core.runs.metrics.figures import Count, Epoch, Figure, Magnitude, Seconds
from vae_core.runs.recording.snapshot import Snapshot, snapshot_from_bytes

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
Want = Literal["go", "pause", "stop", "discard"]
ENDED = frozenset({"done", "stopped", "discarded", "failed"})
AT_WORK = frozenset({"training", "measuring", "paused"})
TO_DO = frozenset({"waiting", "lost"})
_FORMAT = 1
# A process that trains marks its status at least every two seconds.
_SILENT = 15.0
_ENDED_KEPT = 24 * 3600.0


Threads = Annotated[int, Meta(ge=0, le=1024)]


@dataclass(frozen=True)
class Job:
    """A training that was asked for.

    id: "<dataset>/<name>". title: given by its visitor. by: the visitor that asked for it first and
    may change it; none for the command line. asked: time, ISO, UTC. film: a plan of
    `film.frame_steps`. foreground: a command trains it, not the queue. followers: visitors that
    asked for the same afterwards and only watch. address: of who asked, hashed. threads: torch's;
    0 for those of the settings file, or for torch's own where a command trains it.
    """

    id: str
    config: RunConfig
    asked: str
    title: str = ""
    by: tuple[str, ...] = ()
    film: str = "log"
    foreground: bool = False
    followers: tuple[str, ...] = ()
    address: str = ""
    threads: Threads = 0


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


@dataclass(frozen=True)
class Wish:
    """What is to be done with a training.

    pace: steps a second at most, for slow motion; None: no limit.
    """

    want: Want = "go"
    pace: Annotated[float, Meta(gt=0, le=1e6)] | None = None


def jobs(root: Path | str | None = None) -> list[Job]:
    """Every job, in the order they were asked for, without those that ended over a day ago.

    Those are removed. A damaged job file is left out; `damaged_jobs` names it.
    """
    root = write_root(root)
    kept = []
    for run_id in _ids(root):
        job = read_job(run_id, root)
        if job and _is_old(job, root):
            remove(job.id, root)
        elif job:
            kept.append(job)
    return sorted(kept, key=lambda job: (job.asked, job.id))


def read_job(run_id: str, root: Path | str | None = None) -> Job | None:
    """The job of a run; None where there is none, or a damaged one."""
    try:
        return _job(run_id, root)
    except (ValueError, OSError):
        return None


def damaged_jobs(root: Path | str | None = None) -> list[RunError]:
    """A sentence for each job file that cannot be read: its training is not done."""
    root, problems = write_root(root), []
    for run_id in _ids(root):
        try:
            _job(run_id, root)
        except FileNotFoundError:  # Removed meanwhile
            continue
        except (ValueError, OSError) as error:
            why = str(getattr(error, "strerror", None) or error).rstrip(".")
            problems.append(
                RunError(
                    f"The job {run_id} is damaged and is not trained: {why}. Ask for it again, or "
                    f"remove its file from {run_id.split('/')[0]}/{TRAINING_FOLDER}."
                )
            )
    return problems


def write_job(job: Job, root: Path | str | None = None) -> None:
    """Write a job to its file. Raises RunError if that fails."""
    values = {f.name: getattr(job, f.name) for f in fields(job)} | {"config": job.config.to_dict()}
    del values["id"]
    _write(job.id, "job", values, root)


def status(run_id: str, root: Path | str | None = None) -> Status:
    """Present status of a job: "waiting" before it has begun, "lost" if its process died.

    Raises ConfigError on an id that cannot be one.
    """
    path = training_file(run_id, "status", root)
    try:
        state = from_plain(Status, _read(path))
        check_type(state.history, list[Epoch], "history")
    except (OSError, ValueError):
        return Status()
    if state.state in AT_WORK and not _is_alive(run_id, state, root):
        return replace(state, state="lost")
    return state


def write_status(run_id: str, state: Status, root: Path | str | None = None) -> None:
    """Write the status of a job. Raises RunError if that fails."""
    _write(run_id, "status", asdict(state), root)


def mark(run_id: str, root: Path | str | None = None) -> None:
    """Mark that the process which trains a job is alive; to be called every two seconds."""
    with suppress(OSError):
        os.utime(training_file(run_id, "status", root))


def change(run_id: str, root: Path | str | None = None, **changes: Any) -> Status:
    """Write the status with some fields changed, and return it. Raises RunError."""
    new = replace(status(run_id, root), **changes)
    write_status(run_id, new, root)
    return new


def wish(run_id: str, root: Path | str | None = None) -> Wish:
    """What is to be done with a job; to go on if nobody asked for anything else."""
    try:
        return from_plain(Wish, _read(training_file(run_id, "wish", root)))
    except (OSError, ValueError):
        return Wish()


def write_wish(run_id: str, new: Wish, root: Path | str | None = None) -> None:
    """Write the wish for a job. Raises RunError if that fails."""
    _write(run_id, "wish", asdict(new), root)


def snapshot(run_id: str, root: Path | str | None = None) -> Snapshot | None:
    """The last snapshot of the model; None before the first."""
    try:
        return snapshot_from_bytes(disk.read_bytes(training_file(run_id, "snapshot", root)))
    except (OSError, ValueError):
        return None


def write_snapshot(run_id: str, content: bytes, root: Path | str | None = None) -> None:
    """Write a snapshot in place of the last; an error is ignored, so that training goes on."""
    with suppress(OSError):
        atomic.write_bytes(training_file(run_id, "snapshot", root), content, durable=False)


def silent_for(run_id: str, root: Path | str | None = None) -> float:
    """Seconds since the job or its status was last written or marked."""
    return min(_age(training_file(run_id, ending, root)) for ending in ("job", "status"))


def discard(run_id: str, root: Path | str | None = None) -> None:
    """Set a job that no process trains to discarded, and remove its state. Raises RunError."""
    with suppress(OSError):
        training_file(run_id, "state", root).unlink(missing_ok=True)
    change(run_id, root, state="discarded", message="")


def remove(run_id: str, root: Path | str | None = None) -> None:
    """Remove all files of a job that has ended or was never begun."""
    for ending in ("job", "status", "wish", "snapshot", "state"):
        with suppress(OSError):
            training_file(run_id, ending, root).unlink(missing_ok=True)
    with suppress(OSError):
        training_file(run_id, "job", root).parent.rmdir()


def _job(run_id: str, root: Path | str | None) -> Job:
    """The job in a file. Raises OSError, or ValueError where it is damaged."""
    values = named_fields(Job, {"id": run_id, **_read(training_file(run_id, "job", root))})
    return from_plain(Job, values | {"config": RunConfig.from_dict(values["config"])})


def _ids(root: Path) -> list[str]:
    """Ids of the job files of all datasets; those of a folder that cannot be read are left out."""
    ids = []
    for dataset in dataset_folders(root):
        with suppress(RunError):
            names = map(Path, disk.names(root / dataset / TRAINING_FOLDER))
            ids += [f"{dataset}/{name.stem}" for name in names if name.suffix == ".job"]
    return ids


def _age(path: Path) -> float:
    """Seconds since a file was written or marked; infinite where it is missing."""
    written = disk.modified_ns(path)
    return math.inf if written is None else time.time() - written / 1e9


def _is_alive(run_id: str, state: Status, root: Path | str | None) -> bool:
    """True if a process trains the job: by its lock on this machine, else by its last mark."""
    if state.host == socket.gethostname():
        return is_held(lock_path(run_id, root))
    return _age(training_file(run_id, "status", root)) < _SILENT


def _is_old(job: Job, root: Path | str | None) -> bool:
    """True if the job ended more than a day ago."""
    age = _age(training_file(job.id, "status", root))
    return _ENDED_KEPT < age < math.inf and status(job.id, root).state in ENDED


def _read(path: Path) -> dict[str, Any]:
    """The values in a file of a job. Raises OSError or ValueError."""
    values = disk.read_json(path)
    if not isinstance(values, dict) or values.pop("format", None) != _FORMAT:
        raise ValueError(f"{path.name} is not of format {_FORMAT}")
    return values


def _write(run_id: str, ending: str, values: dict[str, Any], root: Path | str | None) -> None:
    path = training_file(run_id, ending, root)
    try:
        # Without waiting for the disk: twice a second that would be felt, and what a power cut
        # takes of it is made anew.
        content = json.dumps({"format": _FORMAT, **values}, allow_nan=False).encode()
        atomic.write_bytes(path, content, durable=False)
    except OSError as error:
        raise RunError(
            f"The training {run_id} cannot be noted down in {path.parent} ({error.strerror})."
        ) from error
