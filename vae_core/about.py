"""What people say of a run, and what may be done with it: a title, notes, a pin; delete; make room.

    checkpoints/
        shipped.json                  ids of the runs that come with the repository: they stay as
                                      they are
        .evicted.json                 what made room lately
        <dataset>/<name>/about.json   what people say of a run

A title is only ever shown: the folder keeps its name, so that links stay good. No torch here.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vae_core import jobs
from vae_core.errors import ConfigError, RunError
from vae_core.limits import Limits
from vae_core.locks import HeldError, held
from vae_core.runs import CONFIG, Run, checkpoints_root, list_runs, write_json

FORMAT = 1
ABOUT, SHIPPED = "about.json", "shipped.json"
MAX_TITLE, MAX_NOTES = 60, 2_000
MB = 1_000_000
_EVICTED, _EVICTED_KEPT = ".evicted.json", 20
_ROOM_LOCK = ".room.lock"
_DELETED = ".deleted"
# Beside what Unicode calls control: Persian, Indic scripts and emoji are spelled with these.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class About:
    """title: one line, "" for none. notes: plain text. pinned: it makes no room for others.
    by: the visitors that asked for it, none for the command line. asked: when, ISO, UTC."""

    title: str = ""
    notes: str = ""
    pinned: bool = False
    by: tuple[str, ...] = ()
    asked: str = ""


@dataclass(frozen=True)
class Evicted:
    """A run that made room. made, when: ISO, UTC, of its training and of its end."""

    id: str
    title: str
    made: str
    when: str


def about(run: Run) -> About:
    """What is said of a run; nothing, where that is missing or damaged."""
    try:
        values = json.loads((run.folder / ABOUT).read_bytes())
        if values.pop("format") != FORMAT:
            return About()
        return _checked(About(**{**values, "by": tuple(values["by"])}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return About()


def tell(run: Run, **changes: Any) -> About:
    """Keep what is said of a run, with some of it changed, and return it.

    Raises ConfigError on a text that is too long, RunError where it cannot be written (what was
    said before is then left) and for a shipped run.
    """
    _refuse_shipped(run)
    new = _checked(replace(about(run), **changes))
    try:
        write_json(run.folder / ABOUT, {"format": FORMAT, **asdict(new)})
    except RunError as error:
        why = getattr(error.__cause__, "strerror", None) or "it is read-only"
        raise RunError(
            f"What is said of {run.id} could not be written ({why}). It is as it was before."
        ) from error
    if not (run.folder / CONFIG).exists():  # Deleted meanwhile: writing made the folder anew
        shutil.rmtree(run.folder, ignore_errors=True)
        raise _gone(run)
    return new


def clean_title(text: str) -> str:
    """As one line without control characters. Raises ConfigError where it is too long."""
    title = _printable(" ".join(text.split()))
    if len(title) > MAX_TITLE:
        raise ConfigError(
            f"A title has at most {MAX_TITLE} characters; this one has {len(title):,}."
        )
    return title


def clean_notes(text: str) -> str:
    """Without control characters but the ends of lines. Raises ConfigError where too long."""
    notes = "\n".join(map(_printable, text.splitlines())).strip()
    if len(notes) > MAX_NOTES:
        raise ConfigError(
            f"Notes have at most {MAX_NOTES:,} characters; these have {len(notes):,}."
        )
    return notes


def is_shipped(run_id: str, root: Path | str | None = None) -> bool:
    """Whether a run comes with the repository. Where the list of those is damaged, every run may
    be one."""
    try:
        shipped = json.loads((_whole(root) / SHIPPED).read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, RecursionError):
        return True
    return not isinstance(shipped, list) or run_id in shipped


def bytes_of(run: Run) -> int:
    """What a run takes on the disk."""
    sizes = 0
    for path in run.folder.glob("*"):
        with suppress(OSError):
            sizes += path.stat().st_size
    return sizes


def delete(run: Run) -> None:
    """Remove a run and what is left of the job it came from. One that is gone already is no error.

    Raises RunError for a shipped run, for one that is still worked on, and where it cannot be
    removed.
    """
    root = run.folder.parent.parent
    _refuse_shipped(run)
    if jobs.status(run.id, root).state in jobs.AT_WORK:
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
    for job in jobs.jobs(root):
        status = jobs.status(job.id, root)
        if status.state in jobs.ENDED and run.id in (job.id, status.run):
            jobs.remove(job.id, root)


def visitors_runs(root: Path | str | None = None) -> list[Run]:
    """What visitors trained, the oldest first: neither shipped nor from the command line."""
    root = _whole(root)
    found = [run for run in list_runs(root)[0] if about(run).by and not is_shipped(run.id, root)]
    return sorted(found, key=lambda run: (made(run), run.id))


def made(run: Run) -> str:
    """When its training ended, ISO, UTC; "" where that is not known."""
    return str(run.metrics.get("made", ""))


def make_room(limits: Limits, root: Path | str | None = None) -> list[str]:
    """Delete the oldest runs of visitors until all of them take no more than they may, and note
    which: their ids.

    The youngest stays, and what is pinned or still worked on. Raises RunError.
    """
    root = _whole(root)
    for left in root.glob(f"*/.*{_DELETED}"):  # Of a process that was killed meanwhile
        shutil.rmtree(left, ignore_errors=True)
    if not _to_evict(limits, root):
        return []
    removed = []
    try:
        with held(root / _ROOM_LOCK):
            try:
                for run in _to_evict(limits, root):
                    title = about(run).title
                    delete(run)
                    removed.append(Evicted(run.id, title, made(run), _now()))
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
        values = json.loads((_whole(root) / _EVICTED).read_bytes())
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
    pinned = [one for one in visitors_runs(root) if about(one).pinned and one.id != run.id]
    taken = sum(map(bytes_of, pinned)) + bytes_of(run)
    if about(run).by and taken > limits.disk.visitors_runs * MB / 2:
        raise RunError(
            f"Pinned runs would take {taken / MB:,.0f} MB, more than half of the "
            f"{limits.disk.visitors_runs:,} MB that there are for runs. Unpin another one first."
        )


def check_room(limits: Limits, root: Path | str | None = None) -> None:
    """Raises RunError where too little is free on the disk for another training."""
    folder = _whole(root).absolute()
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
    over = sum(map(bytes_of, runs)) - limits.disk.visitors_runs * MB
    chosen = []
    for run in runs[:-1]:
        if over <= 0:
            break
        if not about(run).pinned and jobs.status(run.id, root).state not in jobs.AT_WORK:
            chosen.append(run)
            over -= bytes_of(run)
    return chosen


def _note_evicted(removed: list[Evicted], root: Path) -> None:
    if removed:
        known = [*reversed(removed), *evicted(root)][:_EVICTED_KEPT]
        write_json(root / _EVICTED, {"format": FORMAT, "evicted": [asdict(one) for one in known]})


def _checked(said: About) -> About:
    """With its texts as they are kept. Raises ConfigError, or TypeError on what is none."""
    texts = (said.title, said.notes, said.asked, *said.by)
    if not all(isinstance(text, str) for text in texts) or not isinstance(said.pinned, bool):
        raise TypeError("A title, notes and who asked are texts, a pin is true or false.")
    return replace(said, title=clean_title(said.title), notes=clean_notes(said.notes))


def _printable(line: str) -> str:
    return "".join(c for c in line if c in _JOINERS or unicodedata.category(c)[0] != "C")


def _refuse_shipped(run: Run) -> None:
    if is_shipped(run.id, run.folder.parent.parent):
        raise RunError(f"{run.id} comes with the app: it stays as it is.")


def _gone(run: Run) -> RunError:
    return RunError(f"{run.id} is not here any more: somebody deleted it.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _whole(root: Path | str | None) -> Path:
    return Path(root) if root is not None else checkpoints_root()
