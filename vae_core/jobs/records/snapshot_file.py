"""The last snapshot of the model of a queued training."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from vae_core.files import atomic, disk
from vae_core.runs.layout import training_file
from vae_core.runs.recording.snapshot import Snapshot, snapshot_from_bytes


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
