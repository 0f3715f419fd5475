"""Deleting runs: one by request, or the oldest ones when visitors' runs take too much space.

    checkpoints/.evicted.json    the runs deleted lately to make room

No torch here.
"""

from __future__ import annotations

import shutil
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from vae_core.errors import RunError
from vae_core.files import disk
from vae_core.files.locks import HeldError, held
from vae_core.jobs import records
from vae_core.jobs.limits import Limits
from vae_core.models.checks import check_type, from_plain
from vae_core.runs.layout import dataset_folders, write_root
from vae_core.runs.load import list_runs
from vae_core.runs.notes.metadata import (
    disk_bytes,
    is_shipped,
    metadata,
    refuse_shipped,
    trained_at,
)
from vae_core.runs.run import Run
from vae_core.runs.store import write_json

FORMAT = 1
MB = 1_000_000
_EVICTED, _EVICTED_KEPT = ".evicted.json", 20
_ROOM_LOCK = ".room.lock"
_DELETED = ".deleted"


@dataclass(frozen=True)
class Evicted:
    """A run deleted to make room. made, when: times of its training and deletion, ISO, UTC."""

    id: str
    title: str
    made: str
    when: str


class _EvictedFile(Struct):
    format: Literal[1]
    evicted: list[dict[str, str]]


def delete(run: Run) -> None:
    """Remove a run and the files of its job. A run that is gone already is no error.

    Raises RunError for a shipped run, for one that is still being measured, and where it cannot be
    removed.
    """
    root = run.folder.parent.parent
    refuse_shipped(run)
    if records.status(run.id, root).state in records.AT_WORK:
        raise RunError(f"{run.id} is still being measured. Wait until that is done.")
    trash = run.folder.with_name(f".{run.name}.{uuid.uuid4().hex[:8]}{_DELETED}")
    try:
        # Out of every list in one step, so that nobody meets half a run.
        run.folder.rename(trash)
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{run.id} could not be deleted ({error.strerror}).") from error
    shutil.rmtree(trash, ignore_errors=True)
    for job in records.jobs(root):
        status = records.status(job.id, root)
        if status.state in records.ENDED and run.id in (job.id, status.run):
            records.remove(job.id, root)


def visitors_runs(root: Path | str | None = None) -> list[Run]:
    """The runs that visitors trained, the oldest first."""
    root = write_root(root)
    runs = [run for run in list_runs(root)[0] if metadata(run).by and not is_shipped(run.id, root)]
    return sorted(runs, key=lambda run: (trained_at(run), run.id))


def make_room(limits: Limits, root: Path | str | None = None) -> list[str]:
    """Delete the oldest runs of visitors until the rest is within the limit; returns their ids.

    The newest one stays, and so do those that are pinned or still being measured. Raises RunError.
    """
    root = write_root(root)
    _finish_deleting(root)
    if not _to_evict(limits, root):
        return []
    removed = []
    try:
        with held(root / _ROOM_LOCK):
            try:
                for run in _to_evict(limits, root):
                    title = metadata(run).title
                    delete(run)
                    removed.append(Evicted(run.id, title, trained_at(run), _now()))
            finally:
                _write_evicted(removed, root)
    except HeldError:  # Then another process makes room
        pass
    except OSError as error:
        raise RunError(f"No room can be made in {root} ({error.strerror}).") from error
    return [one.id for one in removed]


def evicted(root: Path | str | None = None) -> list[Evicted]:
    """The runs deleted lately to make room, the last one first; empty if the list is damaged."""
    try:
        values = disk.read_json(write_root(root) / _EVICTED)
        check_type(values, _EvictedFile)
        return [from_plain(Evicted, one) for one in values["evicted"]]
    except (OSError, ValueError):
        return []


def check_pin(run: Run, limits: Limits) -> None:
    """Raise RunError if pinned runs, with this one, would take over half of the visitors' space."""
    root = run.folder.parent.parent
    pinned = [one for one in visitors_runs(root) if metadata(one).pinned and one.id != run.id]
    taken = sum(map(disk_bytes, pinned)) + disk_bytes(run)
    if metadata(run).by and taken > limits.disk.visitors_runs * MB / 2:
        raise RunError(
            f"Pinned runs would take {taken / MB:,.0f} MB, more than half of the "
            f"{limits.disk.visitors_runs:,} MB that there are for runs. Unpin another one first."
        )


def check_room(limits: Limits, root: Path | str | None = None) -> None:
    """Raise RunError if too little disk space is free for another training."""
    folder = write_root(root).absolute()
    while not disk.is_folder(folder) and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < limits.disk.free * MB:
        raise RunError(
            f"The disk is nearly full: {free / MB:,.0f} MB are free, and {limits.disk.free:,} MB "
            "have to stay so. Nothing new is trained until somebody makes room."
        )


def _finish_deleting(root: Path) -> None:
    """Remove what is left of runs whose deletion was cut off: the process was killed meanwhile."""
    for dataset in dataset_folders(root):
        with suppress(RunError):
            for name in disk.names(root / dataset, hidden=True):
                if name.endswith(_DELETED):
                    shutil.rmtree(root / dataset / name, ignore_errors=True)


def _to_evict(limits: Limits, root: Path) -> list[Run]:
    """The oldest runs of visitors that have to go for the rest to be within the limit."""
    runs = visitors_runs(root)
    over = sum(map(disk_bytes, runs)) - limits.disk.visitors_runs * MB
    chosen = []
    for run in runs[:-1]:
        if over <= 0:
            break
        if not metadata(run).pinned and records.status(run.id, root).state not in records.AT_WORK:
            chosen.append(run)
            over -= disk_bytes(run)
    return chosen


def _write_evicted(removed: list[Evicted], root: Path) -> None:
    """Add the removed runs to the list of those deleted lately."""
    if removed:
        known = [*reversed(removed), *evicted(root)][:_EVICTED_KEPT]
        write_json(root / _EVICTED, {"format": FORMAT, "evicted": [asdict(one) for one in known]})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
