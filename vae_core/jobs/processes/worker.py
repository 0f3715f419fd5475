"""Train one job in this process.

The queue starts this file as a program, `python -m vae_core.jobs.processes.worker
<dataset>/<name>`; the command line's `train` calls `work` in its own process.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from vae_core.data.datasets import load_dataset
from vae_core.errors import CutOffError, RunError, VaeCoreError
from vae_core.evaluation.metrics import DEFAULT_IWAE_SAMPLES
from vae_core.files import disk
from vae_core.files.locks import is_held
from vae_core.jobs import records, retention
from vae_core.jobs.limits import Limits, load_limits
from vae_core.jobs.processes.reporter import JobReporter
from vae_core.jobs.records import Job
from vae_core.models.checks import check_type
from vae_core.models.config import RunConfig
from vae_core.models.networks.device import denormals_flushed, pick_device
from vae_core.runs import layout
from vae_core.runs.layout import run_folder
from vae_core.runs.notes import metadata
from vae_core.runs.run import Run
from vae_core.runs.store import check_writable
from vae_core.studies.beta_conditioned import complete_beta_run
from vae_core.training.fit import Progress
from vae_core.training.loop.checkpoint import KEEP_EVERY, BusyError, checkpoint_path
from vae_core.training.train import train

_logger = logging.getLogger(__name__)


def work(
    job: Job,
    *,
    root: Path | str | None = None,
    device: str = "auto",
    resume: bool = True,
    keep_every: float = KEEP_EVERY,
    iwae_samples: int = DEFAULT_IWAE_SAMPLES,
    on_progress: Callable[[Progress], None] | None = None,
    on_beta: Callable[[float], None] | None = None,
    limits: Limits | None = None,
) -> Run:
    """Train a job and keep its run, which may be one that was stopped before its end.

    on_beta: called with each beta at which a model of every beta was measured. Without
    `on_progress` nothing is printed.
    Raises what `train` raises, and CutOffError for a job that was discarded, put aside or
    interrupted; each is written to the status first.
    """
    reporter = JobReporter(job, limits or load_limits(), root)
    _dataset, name = job.id.split("/", 1)
    try:
        with reporter.reporting(), _torch_threads(job.threads), denormals_flushed():
            run = train(
                job.config,
                name,
                device=device,
                root=root,
                film=job.film,
                resume=resume,
                keep_every=keep_every,
                iwae_samples=iwae_samples,
                on_progress=on_progress or (lambda _: None),
                watch=reporter.after_step,
                on_fitted=reporter.begin_measuring,
            )
            if job.config.model.betas:
                run = complete_beta_run(run, on_beta)
            _keep_metadata(run, job)
    except BusyError:  # Then that process notes how it stands
        raise
    except CutOffError as error:
        reporter.cut_off(error)
        raise
    except VaeCoreError as error:
        reporter.update(state="failed", message=str(error))
        raise
    except KeyboardInterrupt:
        reporter.update(state="aside", message="It was interrupted while it was measured.")
        raise
    except BaseException as error:
        reporter.update(state="failed", message=f"It broke ({type(error).__name__}: {error}).")
        raise
    reporter.update(state="stopped" if run.id != job.id else "done", run=run.id, message="")
    return run


@contextmanager
def _torch_threads(count: int) -> Iterator[None]:
    """Let torch use so many threads within the block; 0 leaves them as they are."""
    before = torch.get_num_threads()
    torch.set_num_threads(count or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def work_here(
    run_id: str, config: RunConfig, *, film: str = "log", threads: int = 0, **how: Any
) -> Run:
    """Train for a command, in its own process. how: arguments of `work`.

    threads: torch's, 0 for its own number. Visitors of the app can watch, pause and stop it. A job
    of this id that waits in the queue is taken over. Raises like `train`, and CutOffError where it
    was stopped without a run.
    """
    root = how.get("root")
    _dataset, name = run_id.split("/", 1)
    if disk.is_taken(run_folder(run_id, root)) or is_held(layout.lock_path(run_id, root)):
        return train(config, name, root=root)  # It is there; or this says who trains it
    check_type(threads, records.Threads, "threads")
    pick_device(how.get("device", "auto"))
    load_dataset(config.dataset)
    check_writable(run_id, root)
    known = records.read_job(run_id, root)
    if known is None or records.status(run_id, root).state in records.ENDED:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        known = Job(run_id, config, now, film=film)
        records.write_status(run_id, records.Status(), root)
    elif known.config != config:
        raise RunError(f"Another training waits under the name {run_id}: choose another.")
    job = replace(known, foreground=True, threads=threads or known.threads)
    records.write_wish(run_id, records.Wish(), root)
    records.write_job(job, root)
    try:
        run = work(job, **how)
    except VaeCoreError:
        if not disk.is_taken(checkpoint_path(run_id, root)):
            records.remove(run_id, root)
        raise
    if run.id == run_id:
        records.remove(run_id, root)
    return run


def _keep_metadata(run: Run, job: Job) -> None:
    """Write a run's title and visitors to its metadata; an error is only logged."""
    if not (job.by or job.title):
        return
    try:
        metadata.update_metadata(run, title=job.title, by=job.by, asked=job.asked)
    except VaeCoreError as error:
        _logger.warning("%s", error)


def _lower_priority() -> None:
    """Lower the priority of this process, so that the app stays quick."""
    with suppress(OSError, AttributeError):
        os.nice(5)
    # Linux weighs whole sessions against one another before it looks at their processes.
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text("5", encoding="utf-8")


def main(run_id: str) -> int:
    """Train the job of this id. Returns the exit status: 1 if there is no such job, else 0."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    job = records.read_job(run_id)
    if job is None:
        return 1
    limits = load_limits()
    _lower_priority()
    torch.set_num_threads(limits.machine.torch_threads())
    with suppress(CutOffError, VaeCoreError):
        work(job, limits=limits, keep_every=float(limits.machine.keep_every))
        retention.make_room(limits)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
