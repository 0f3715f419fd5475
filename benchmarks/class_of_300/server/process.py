"""The server of a class: with the shipped runs, and what it takes of the processor."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.browser import ROOT
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.people import members
from ui.services.classroom.stores.sqlite_store import SqliteStore

_TICKS = os.sysconf("SC_CLK_TCK")


def link_runs(folder: Path) -> None:
    """Make a folder of runs with all shipped ones, and no class yet."""
    for shipped in (ROOT / "checkpoints").iterdir():
        if shipped.is_dir() and not shipped.name.startswith("."):
            (folder / shipped.name).symlink_to(shipped, target_is_directory=True)


def cpu_seconds(pid: int) -> float:
    """Seconds of a processor that a process has used. Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def joined(folder: Path, code: str) -> int:
    """How many students a class has, by its file beside the runs."""
    return len(members.students(Classroom(code, SqliteStore(folder / ".classes.db"))))
