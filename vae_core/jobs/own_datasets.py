"""Own datasets beside their runs and trainings: room for those of visitors, and removal."""

from __future__ import annotations

from contextlib import suppress

from vae_core.data.own import kept
from vae_core.data.own.limits import MB
from vae_core.errors import DataError
from vae_core.jobs import records
from vae_core.jobs.limits import Limits
from vae_core.jobs.retention import check_room, delete
from vae_core.runs.layout import write_root
from vae_core.runs.load import list_runs
from vae_core.runs.run import Run


def runs_of(name: str) -> list[Run]:
    """The sound runs that were trained on a dataset, in the order of their names."""
    return [run for run in list_runs()[0] if run.dataset == name]


def remove(name: str, *, with_runs: bool) -> list[str]:
    """Delete an own dataset, and its runs if that is asked for; returns the ids of those deleted.

    Runs that stay can still be explored, but show no original images.
    Raises ConfigError where there is no such dataset, DataError where a training of it waits or
    runs, RunError where a run cannot be deleted.
    """
    kept.details(name)
    for job in records.jobs():
        if job.config.dataset == name and records.status(job.id).state not in records.ENDED:
            raise DataError(f"{job.id} is being trained on it, or waits. Stop that one first.")
    runs = runs_of(name) if with_runs else []
    for run in runs:
        delete(run)
    kept.remove(name)
    with suppress(OSError):  # Other runs of it stay
        (write_root() / name).rmdir()
    return [run.id for run in runs]


def visitors_bytes() -> int:
    """Bytes of all own datasets that visitors have added."""
    known = map(kept.details, kept.names())
    return sum(one.bytes for one in known if one.facts.by)


def check_space(n_bytes: int, limits: Limits) -> None:
    """Raise DataError where a visitor's dataset of so many bytes has no room, RunError where the
    disk is nearly full."""
    check_room(limits)
    total = visitors_bytes() + n_bytes
    if total > limits.datasets.total * MB:
        raise DataError(
            f"With this one, the datasets of visitors would take {total / MB:,.0f} MB; there are "
            f"{limits.datasets.total:,} MB for them. Remove another one first, or choose a smaller "
            "size."
        )
