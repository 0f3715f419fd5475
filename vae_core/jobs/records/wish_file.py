"""The wish for a queued training, by those who watch it: go on, pause or stop, and the pace."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from vae_core.jobs.records.files import read_values, write_values
from vae_core.models.checks import from_plain
from vae_core.runs.layout import training_file

Want = Literal["go", "pause", "stop", "discard"]


@dataclass(frozen=True)
class Wish:
    """What is to be done with a training.

    pace: steps a second at most, for slow motion; None: no limit.
    """

    want: Want = "go"
    pace: Annotated[float, Meta(gt=0, le=1e6)] | None = None


def wish(run_id: str, root: Path | str | None = None) -> Wish:
    """What is to be done with a job; to go on if nobody asked for anything else."""
    try:
        return from_plain(Wish, read_values(training_file(run_id, "wish", root)))
    except (OSError, ValueError):
        return Wish()


def write_wish(run_id: str, new: Wish, root: Path | str | None = None) -> None:
    """Write the wish for a job. Raises RunError if that fails."""
    write_values(run_id, "wish", asdict(new), root)
