"""Adding trainings to the queue, each once and within limits, and controlling them afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from vae_core.errors import ConfigError, RunError, VaeCoreError
from vae_core.files import disk
from vae_core.files.locks import is_held
from vae_core.jobs import records, retention
from vae_core.jobs.engine import exclusive, pending, put
from vae_core.jobs.limits import Limits, load_limits
from vae_core.jobs.processes.supervisor import ensure_supervisor
from vae_core.jobs.records import ENDED, Job
from vae_core.models.checks import check_type
from vae_core.models.config import RunConfig
from vae_core.runs import layout
from vae_core.runs.layout import check_name, free_run_id, run_folder
from vae_core.runs.load import list_runs
from vae_core.runs.notes import metadata
from vae_core.runs.notes.naming import default_run_name


@dataclass(frozen=True)
class Enqueued:
    """The answer to a request for a training.

    id: of the job, and of its run. there: that run exists already. joined: the job was in the
    queue, or training, already, asked for by the visitors `by`.
    """

    id: str
    there: bool = False
    joined: bool = False
    by: tuple[str, ...] = ()


def enqueue(
    config: RunConfig,
    name: str | None = None,
    *,
    title: str = "",
    visitor: str = "",
    address: str = "",
    film: str = "log",
    threads: int = 0,
    limits: Limits | None = None,
    root: Path | str | None = None,
) -> Enqueued:
    """Put a training at the end of the queue, and start a supervisor where there is none.

    The same config is trained once, under whatever name: who asks for it again follows the job, or
    is given the run. `name` (default: `default_run_name`) gets a number where it is taken.
    `visitor` is asked to keep to the limits of one, and `address`, a hash, to those of a network
    address; "" is the command line, which is not.
    Raises ConfigError beyond a limit, RunError where the queue or the disk is full.
    """
    limits = limits or load_limits()
    name = name or default_run_name(config)
    check_name(name)
    check_type(threads, records.Threads, "threads")
    title = metadata.clean_title(title)
    with exclusive(root):
        if run_id := _trained(config, root):
            return Enqueued(run_id, there=True)
        here = [
            job for job in records.jobs(root) if records.status(job.id, root).state not in ENDED
        ]
        for job in here:
            if _same(job.config, config):
                if visitor and visitor not in (*job.by, *job.followers):
                    _check_visitor(here, visitor, limits)
                    followers = (*job.followers, visitor)
                    records.write_job(replace(job, followers=followers), root)
                return Enqueued(job.id, joined=True, by=job.by)
        _check(config, here, visitor, address, limits)
        retention.check_room(limits, root)
        wanted = f"{config.dataset}/{name}"
        run_id = free_run_id(wanted, lambda other: _is_taken(other, root))
        records.remove(run_id, root)
        by = (visitor,) if visitor else ()
        asked = datetime.now(UTC).isoformat(timespec="milliseconds")
        job = Job(
            run_id,
            config,
            asked,
            title,
            by,
            film,
            address=address if visitor else "",
            threads=threads,
        )
        records.write_job(job, root)
        try:
            put(run_id, limits, root)
        except VaeCoreError:
            records.remove(run_id, root)
            raise
    ensure_supervisor(root)
    return Enqueued(run_id)


def want(run_id: str, what: records.Want, root: Path | str | None = None) -> None:
    """Ask for an action on a job: "go", "pause", "stop" or "discard".

    "go" also takes up one that was put aside or that failed, from where it stood. "stop" keeps what
    was learned; where nothing was yet, it discards. Raises RunError where there is no such job.
    """
    with exclusive(root):
        job, state = records.read_job(run_id, root), records.status(run_id, root)
        if job is None:
            raise RunError(f"{run_id} is not being trained, and does not wait to be.")
        records.write_wish(run_id, replace(records.wish(run_id, root), want=what), root)
        if state.state in records.AT_WORK or state.state in ("done", "stopped", "discarded"):
            return
        queued = run_id in pending(root)
        if what == "discard" or (what == "stop" and not state.step):
            records.discard(run_id, root)
        elif what != "pause" and not queued:
            records.write_job(replace(job, foreground=False), root)
            records.change(run_id, root, state="waiting", message="")
            put(run_id, load_limits(), root)
    ensure_supervisor(root)


def set_pace(run_id: str, pace: float | None, root: Path | str | None = None) -> None:
    """Limit a training to `pace` steps a second, for slow motion; None: as fast as it can.

    Raises ConfigError on an invalid pace, RunError where it cannot be written.
    """
    if pace is not None and not 0 < pace < 1e6:
        raise ConfigError(f"A pace is a number of steps a second above 0, not {pace!r}.")
    records.write_wish(run_id, replace(records.wish(run_id, root), pace=pace), root)


def positions(root: Path | str | None = None) -> dict[str, int]:
    """The position of each job that waits: 1 is the next to be trained."""
    waiting = [i for i in pending(root) if records.status(i, root).state in records.TO_DO]
    return {run_id: position for position, run_id in enumerate(dict.fromkeys(waiting), 1)}


def untrained_seed(config: RunConfig, root: Path | str | None = None) -> int:
    """The lowest seed, from the config's own on, with which nobody trained it or asked for it."""
    configs = [run.config for run in list_runs(root)[0]]
    configs += [job.config for job in records.jobs(root)]
    taken = {
        other.training.seed
        for other in configs
        if _same(_with_seed(other, 0), _with_seed(config, 0))
    }
    return next(seed for seed in count(config.training.seed) if seed not in taken)


def _trained(config: RunConfig, root: Path | str | None) -> str | None:
    """The id of a run of the same config that was trained to its end; None where there is none."""
    for run in list_runs(root)[0]:
        # Neither stopped by somebody nor by a loss that was no number.
        epochs = len(run.metrics["history"])
        is_complete = epochs == run.config.training.epochs and "stopped" not in run.metrics
        if is_complete and _same(run.config, config):
            return run.id
    return None


def _with_seed(config: RunConfig, seed: int) -> RunConfig:
    return replace(config, training=replace(config.training, seed=seed))


def _same(one: RunConfig, other: RunConfig) -> bool:
    """True if two configs are equal except for the preset they were made from."""
    return replace(one, preset=other.preset) == other


def unfollow(run_id: str, visitor: str, root: Path | str | None = None) -> None:
    """Remove a visitor from the followers of a job, if it is one. Raises RunError."""
    with exclusive(root):
        job = records.read_job(run_id, root)
        if job and visitor in job.followers:
            left = tuple(other for other in job.followers if other != visitor)
            records.write_job(replace(job, followers=left), root)


def _check_visitor(here: list[Job], visitor: str, limits: Limits) -> None:
    """Raises RunError where a visitor has or follows as many jobs as one can."""
    mine = sum(visitor in (*job.by, *job.followers) for job in here)
    if mine >= limits.queue.per_visitor:
        raise RunError(
            f"You have or follow {mine} training{'s' * (mine != 1)} in the queue, as many as one "
            "visitor can. "
            "Wait for one, or take one out."
        )


def _check(config: RunConfig, here: list[Job], visitor: str, address: str, limits: Limits) -> None:
    """Raise ConfigError if the config exceeds a visitor's limits, RunError if the queue is full."""
    if len(here) >= limits.queue.in_all:
        raise RunError(
            f"The queue is full: {len(here)} trainings wait or run. Try again when one is done."
        )
    if not visitor:
        return
    _check_visitor(here, visitor, limits)
    if address and sum(address == job.address for job in here) >= limits.queue.per_address:
        raise RunError(
            f"{limits.queue.per_address} trainings from your network wait or run, as many as one "
            "network address can have. Try again when one is done."
        )
    most, training = limits.training, config.training
    for what, value, bound in (
        ("epochs", training.epochs, most.epochs),
        ("latent dimensions", config.model.latent_dim, most.latent_dim),
        ("images in a batch", training.batch_size, most.batch_size),
    ):
        if value > bound:
            raise ConfigError(f"{value:,} {what} are too many here: at most {bound:,}.")
    from vae_core.training.estimate import parameters

    if (weights := parameters(config.model)) > most.parameters:
        raise ConfigError(f"{weights:,} parameters are too many here: at most {most.parameters:,}.")


def _is_taken(run_id: str, root: Path | str | None) -> bool:
    """True if a run, a job that has not ended, or a training process has this id."""
    job = records.read_job(run_id, root)
    ended = job is None or records.status(run_id, root).state in ENDED
    return (
        not ended
        or disk.is_taken(run_folder(run_id, root))
        or is_held(layout.lock_path(run_id, root))
    )
