"""The job of a queued training: what was asked for, and by whom."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from vae_core.errors import RunError
from vae_core.files import disk
from vae_core.jobs.records.files import age_of, read_values, write_values
from vae_core.jobs.records.status_file import ENDED, change, status
from vae_core.models.checks import from_plain, named_fields
from vae_core.models.config import RunConfig
from vae_core.runs.layout import TRAINING_FOLDER, dataset_folders, training_file, write_root

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
    write_values(job.id, "job", values, root)


def silent_for(run_id: str, root: Path | str | None = None) -> float:
    """Seconds since the job or its status was last written or marked."""
    return min(age_of(training_file(run_id, ending, root)) for ending in ("job", "status"))


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
    values = named_fields(Job, {"id": run_id, **read_values(training_file(run_id, "job", root))})
    return from_plain(Job, values | {"config": RunConfig.from_dict(values["config"])})


def _ids(root: Path) -> list[str]:
    """Ids of the job files of all datasets; those of a folder that cannot be read are left out."""
    ids = []
    for dataset in dataset_folders(root):
        with suppress(RunError):
            names = map(Path, disk.names(root / dataset / TRAINING_FOLDER))
            ids += [f"{dataset}/{name.stem}" for name in names if name.suffix == ".job"]
    return ids


def _is_old(job: Job, root: Path | str | None) -> bool:
    """True if the job ended more than a day ago."""
    age = age_of(training_file(job.id, "status", root))
    return _ENDED_KEPT < age < math.inf and status(job.id, root).state in ENDED
