"""Metadata of a run that people write: title, notes, pin, visitors; and the list of shipped runs.

    checkpoints/
        shipped.json                  ids of the runs that come with the repository, which cannot be
                                      changed
        <dataset>/<name>/about.json   `RunMetadata`

A title does not rename the folder, so that links stay valid. No torch here.
"""

from __future__ import annotations

import shutil
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from vae_core.errors import ConfigError, RunError
from vae_core.files import disk
from vae_core.models.checks import check_fields, from_plain
from vae_core.runs.layout import run_folder
from vae_core.runs.run import CONFIG, Run
from vae_core.runs.store import write_json

FORMAT = 1
ABOUT, SHIPPED = "about.json", "shipped.json"
MAX_TITLE, MAX_NOTES = 60, 2_000
# Beside what Unicode calls control: Persian, Indic scripts and emoji are spelled with these.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class RunMetadata:
    """Metadata of a run that people write.

    title: one line, "" for none. notes: plain text. pinned: never deleted to make room for others.
    by: the visitors that asked for it, none for the command line. asked: when, ISO, UTC.
    """

    title: str = ""
    notes: str = ""
    pinned: bool = False
    by: tuple[str, ...] = ()
    asked: str = ""


def metadata(run: Run) -> RunMetadata:
    """Metadata of a run; the defaults where the file is missing or damaged."""
    try:
        values = disk.read_json(run.folder / ABOUT)
        if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
            return RunMetadata()
        return _cleaned(from_plain(RunMetadata, values))
    except (OSError, ValueError):
        return RunMetadata()


def update_metadata(run: Run, **changes: Any) -> RunMetadata:
    """Change some fields of a run's metadata, write it, and return it.

    Raises ConfigError on a text that is too long, RunError for a shipped run and where the file
    cannot be written (the old one then stays).
    """
    refuse_shipped(run)
    new = _cleaned(replace(metadata(run), **changes))
    try:
        write_json(run.folder / ABOUT, {"format": FORMAT, **asdict(new)})
    except RunError as error:
        why = getattr(error.__cause__, "strerror", None) or "it is read-only"
        raise RunError(
            f"Title and notes of {run.id} could not be written ({why}). Nothing was changed."
        ) from error
    if not disk.is_taken(run.folder / CONFIG):  # Deleted meanwhile: writing made the folder anew
        shutil.rmtree(run.folder, ignore_errors=True)
        raise _gone(run)
    return new


def clean_title(text: str) -> str:
    """The text as one line without control characters. Raises ConfigError where it is too long."""
    title = _printable(" ".join(text.split()))
    if len(title) > MAX_TITLE:
        raise ConfigError(
            f"A title has at most {MAX_TITLE} characters; this one has {len(title):,}."
        )
    return title


def clean_notes(text: str) -> str:
    """The text without control characters but line ends. Raises ConfigError where too long."""
    notes = "\n".join(map(_printable, text.splitlines())).strip()
    if len(notes) > MAX_NOTES:
        raise ConfigError(
            f"Notes have at most {MAX_NOTES:,} characters; these have {len(notes):,}."
        )
    return notes


def is_shipped(run_id: str, root: Path | str | None = None) -> bool:
    """True for a run that comes with the app, and for every run if the list of those is damaged.

    Raises ConfigError on an id that cannot be one.
    """
    beside = run_folder(run_id, root).parent.parent
    try:
        shipped = disk.read_json(beside / SHIPPED)
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return not isinstance(shipped, list) or run_id in shipped


def disk_bytes(run: Run) -> int:
    """Bytes that the files of a run take on the disk."""
    try:
        return sum(disk.size(run.folder / name) or 0 for name in disk.names(run.folder))
    except RunError:  # The folder may not be looked into
        return 0


def trained_at(run: Run) -> str:
    """Time at which the training of a run ended, ISO, UTC; "" where that is not known."""
    return str(run.metrics.get("made", ""))


def refuse_shipped(run: Run) -> None:
    """Raise RunError for a run that comes with the app."""
    if is_shipped(run.id, run.folder.parent.parent):
        raise RunError(f"{run.id} comes with the app: it stays as it is.")


def _cleaned(values: RunMetadata) -> RunMetadata:
    """The metadata with clean texts. Raises ConfigError where one is too long, or is no text."""
    check_fields(values)
    return replace(values, title=clean_title(values.title), notes=clean_notes(values.notes))


def _printable(line: str) -> str:
    return "".join(c for c in line if c in _JOINERS or unicodedata.category(c)[0] != "C")


def _gone(run: Run) -> RunError:
    return RunError(f"{run.id} is not here any more: somebody deleted it.")
