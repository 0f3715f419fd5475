"""Which runs stay on the disk: deleting one, and making room when visitors' runs take too much.

    checkpoints/.evicted.json    what made room lately

No torch here.
"""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from vae_core.errors import RunError
from vae_core.jobs import records
from vae_core.jobs.limits import Limits
from vae_core.runs.layout import write_root
from vae_core.runs.load import list_runs
from vae_core.runs.locks import HeldError, held
from vae_core.runs.metadata import disk_bytes, is_shipped, metadata, refuse_shipped, trained_at
from vae_core.runs.run import Run
from vae_core.runs.store import write_json

FORMAT = 1
MB = 1_000_000
_EVICTED, _EVICTED_KEPT = ".evicted.json", 20
_ROOM_LOCK = ".room.lock"
_DELETED = ".deleted"


@dataclass(frozen=True)
class Evicted:
    """A run that made room. made, when: ISO, UTC, of its training and of its end."""

    id: str
    title: str
    made: str
    when: str


def delete(run: Run) -> None:
    """Remove a run and what is left of the job it came from. One that is gone already is no error.

    Raises RunError for a shipped run, for one that is still worked on, and where it cannot be
    removed.
    """
    root = run.folder.parent.parent
    refuse_shipped(run)
    if records.status(run.id, root).state in records.AT_WORK:
        raise RunError(f"{run.id} is still being measured. Wait until that is done.")
    aside = run.folder.with_name(f".{run.name}.{uuid.uuid4().hex[:8]}{_DELETED}")
    try:
        # Out of every list in one step, so that nobody meets half a run.
        run.folder.rename(aside)
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{run.id} could not be deleted ({error.strerror}).") from error
    shutil.rmtree(aside, ignore_errors=True)
    for job in records.jobs(root):
        status = records.status(job.id, root)
        if status.state in records.ENDED and run.id in (job.id, status.run):
            records.remove(job.id, root)


def visitors_runs(root: Path | str | None = None) -> list[Run]:
    """What visitors trained, the oldest first: neither shipped nor from the command line."""
    root = write_root(root)
    found = [run for run in list_runs(root)[0] if metadata(run).by and not is_shipped(run.id, root)]
    return sorted(found, key=lambda run: (trained_at(run), run.id))


def make_room(limits: Limits, root: Path | str | None = None) -> list[str]:
    """Delete the oldest runs of visitors until all of them take no more than they may, and note
    which: their ids.

    The youngest stays, and what is pinned or still worked on. Raises RunError.
    """
    root = write_root(root)
    for left in root.glob(f"*/.*{_DELETED}"):  # Of a process that was killed meanwhile
        shutil.rmtree(left, ignore_errors=True)
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
                _note_evicted(removed, root)
    except HeldError:  # Then another process makes room
        pass
    except OSError as error:
        raise RunError(f"No room can be made in {root} ({error.strerror}).") from error
    return [one.id for one in removed]


def evicted(root: Path | str | None = None) -> list[Evicted]:
    """The runs that made room lately, the last one first; none where the note is damaged."""
    try:
        values = json.loads((write_root(root) / _EVICTED).read_bytes())
        found = [
            Evicted(**{f.name: str(one[f.name]) for f in fields(Evicted)})
            for one in values["evicted"]
        ]
        return found if values["format"] == FORMAT else []
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def check_pin(run: Run, limits: Limits) -> None:
    """Raises RunError where, with this run, more than half of the room for visitors' runs would be
    pinned: nothing new would have a place."""
    root = run.folder.parent.parent
    pinned = [one for one in visitors_runs(root) if metadata(one).pinned and one.id != run.id]
    taken = sum(map(disk_bytes, pinned)) + disk_bytes(run)
    if metadata(run).by and taken > limits.disk.visitors_runs * MB / 2:
        raise RunError(
            f"Pinned runs would take {taken / MB:,.0f} MB, more than half of the "
            f"{limits.disk.visitors_runs:,} MB that there are for runs. Unpin another one first."
        )


def check_room(limits: Limits, root: Path | str | None = None) -> None:
    """Raises RunError where too little is free on the disk for another training."""
    folder = write_root(root).absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < limits.disk.free * MB:
        raise RunError(
            f"The disk is nearly full: {free / MB:,.0f} MB are free, and {limits.disk.free:,} MB "
            "have to stay so. Nothing new is trained until somebody makes room."
        )


def _to_evict(limits: Limits, root: Path) -> list[Run]:
    """The oldest of visitors' runs without which the rest takes no more than it may."""
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


def _note_evicted(removed: list[Evicted], root: Path) -> None:
    if removed:
        known = [*reversed(removed), *evicted(root)][:_EVICTED_KEPT]
        write_json(root / _EVICTED, {"format": FORMAT, "evicted": [asdict(one) for one in known]})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
