"""The supervisor of a machine: trains the jobs of the queue, each in a process of its own.

Jobs and their status are files (`records`), so that no job is lost with the queue or with a
machine: a supervisor puts waiting jobs that are in no queue back into it.
"""

from __future__ import annotations

import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from vae_core.errors import VaeCoreError
from vae_core.files import disk
from vae_core.files.locks import HeldError, held, is_held
from vae_core.jobs import engine, records
from vae_core.jobs.limits import Limits, load_limits
from vae_core.jobs.processes.log_backoff import backing_off
from vae_core.jobs.records import ENDED, Job
from vae_core.runs.layout import write_root

_logger = logging.getLogger(__name__)
# Between taking an id out of the queue and its first status a process starts: at most so long.
_STARTING = 60.0
_MOST_RESTARTS = 3
_LOOKS_EVERY, _IDLE = 1.0, 120.0
_ASKED_EVERY = 5.0
# Seconds that all workers together have to keep their states when the supervisor ends.
_SHUTDOWN = 30.0
# Loggers of the queue's own threads, which say at every look that it cannot be reached.
_LOGS_OF_HUEY = ("huey", "huey.consumer", "huey.consumer.Worker", "huey.consumer.Scheduler")
_last_start: dict[Path, float] = {}


def ensure_supervisor(root: Path | str | None = None) -> None:
    """Start a supervisor on this machine if jobs wait and none is running.

    Takes about a millisecond, so that a page may call it at each rerun.
    """
    root = write_root(root)
    now = time.monotonic()
    if now - _last_start.get(root, -_ASKED_EVERY) < _ASKED_EVERY or is_held(supervisor_lock(root)):
        return
    if not any(_is_work(job, root) for job in records.jobs(root)):
        return
    _last_start[root] = now
    with engine.open_log(root) as log:
        # A session of its own: it outlives the app's server, and a Ctrl-C there.
        subprocess.Popen(
            [sys.executable, "-m", "vae_core", "queue", "serve", "--until-idle"],
            env=engine.process_environment(root),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def supervise(root: Path | str | None = None, idle: float | None = _IDLE) -> None:
    """Train the jobs of the queue until none has waited for `idle` seconds (None: for ever).

    Each training is a process of its own: one that dies is resumed from its last state, at most
    three times without a step of progress between. Returns at once if this machine has a
    supervisor already.
    """
    root = write_root(root)
    try:
        with held(supervisor_lock(root)), backing_off(__name__, *_LOGS_OF_HUEY):
            while _Supervisor(root, load_limits(), idle).run():
                _logger.warning("The queue was made again: another supervisor begins.")
    except HeldError:
        _logger.info("This machine has a supervisor already.")


def supervisor_lock(root: Path | str | None = None) -> Path:
    """Path of the lock that this machine's supervisor holds."""
    return engine.queue_folder(root) / f"supervisor-{socket.gethostname()}.lock"


class _Supervisor:
    def __init__(self, root: Path, limits: Limits, idle: float | None) -> None:
        self._root, self._limits, self._idle = root, limits, idle
        self._lock = supervisor_lock(root)
        self._lock_inode = disk.inode(self._lock)
        self._database = engine.queue_database(root)
        self._database_inode: int | None = None
        # The jobs being trained here; None while the process of one starts.
        self._workers: dict[str, subprocess.Popen[bytes] | None] = {}
        self._stopping = threading.Event()

    def run(self) -> bool:
        """Train what is in the queue. True where it ended because the queue was made again."""
        queue, _ = engine.connect(self._root, self._limits.queue.engine, self._train)
        self._database_inode = disk.inode(self._database)
        consumer = queue.create_consumer(
            workers=self._limits.machine.at_a_time, periodic=False, max_delay=0.5
        )
        consumer.start()
        # Not the consumer's own ways to end, which wait for the trainings: those keep their state.
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, lambda *_: self._stopping.set())
        self._watch(consumer)
        stopped = self._stopping.is_set()
        replaced = not stopped and self._is_locked() and not self._has_its_queue()
        self._stopping.set()
        consumer.stop()
        end_all([process for process in self._workers.values() if process], _SHUTDOWN)
        return replaced

    def _is_locked(self) -> bool:
        """True while its lock is the one in the folder: not where the folder was deleted."""
        return disk.inode(self._lock) == self._lock_inode

    def _has_its_queue(self) -> bool:
        """True while the database is the one that it was connected to."""
        return disk.inode(self._database) == self._database_inode

    def _watch(self, consumer: Any) -> None:
        """Put back jobs that are in no queue, until there is no work for a while.

        Returns also if the folder was deleted, since a new one has another lock and supervisor, and
        if the queue was made again.
        """
        last_work = time.monotonic()
        while not self._stopping.wait(_LOOKS_EVERY) and self._is_locked() and self._has_its_queue():
            consumer.check_worker_health()
            try:
                busy = self._put_back() or bool(self._workers)
            except VaeCoreError:  # A disk that is full for a while ends no supervisor
                _logger.exception("The queue could not be looked through")
                continue
            if busy:
                last_work = time.monotonic()
            elif self._idle is not None and time.monotonic() - last_work > self._idle:
                return

    def _put_back(self) -> bool:
        """Put jobs that are in no queue back into it. Returns True if any job waits."""
        for problem in records.damaged_jobs(self._root):
            _logger.warning("%s", problem)
        work = [job for job in records.jobs(self._root) if _is_work(job, self._root)]
        if not all(job.id in self._workers for job in work):
            with engine.exclusive(self._root):
                queued = {*engine.pending(self._root), *self._workers}
                for job in work:
                    if job.id not in queued and self._is_forgotten(job):
                        engine.put(job.id, self._limits, self._root, first=True)
        return bool(work)

    def _is_forgotten(self, job: Job) -> bool:
        """True unless another machine may be about to start training the job."""
        here = records.status(job.id, self._root).host == socket.gethostname()
        alone = self._limits.queue.engine == engine.EMBEDDED
        return here or alone or records.silent_for(job.id, self._root) > _STARTING

    def _train(self, run_id: str) -> None:
        """Train one job in a process; does nothing if it is being trained here already."""
        if run_id in self._workers:
            return
        self._workers[run_id] = None
        try:
            self._train_to_its_end(run_id)
        except VaeCoreError:
            _logger.exception("%s could not be trained", run_id)
        finally:
            del self._workers[run_id]

    def _train_to_its_end(self, run_id: str) -> None:
        """Train one job in a process, and in a new one each time that dies."""
        failures, best = 0, -1
        while not self._stopping.is_set():
            job, before = records.read_job(run_id, self._root), records.status(run_id, self._root)
            if job is None or before.state not in records.TO_DO:
                return
            records.change(run_id, self._root, host=socket.gethostname())
            code = self._run_worker(run_id)
            after = records.status(run_id, self._root)
            if after.state in ENDED | {"aside"} or self._stopping.is_set():
                return
            failures = 0 if after.step > best else failures + 1
            best = max(best, after.step)
            how = f"was killed (signal {-code})" if code < 0 else f"ended (status {code})"
            if failures > _MOST_RESTARTS:
                message = f"The process that trained it {how}, {failures} times without progress."
                records.change(run_id, self._root, state="failed", message=message)
                return
            message = f"The process that trained it {how}. It goes on from its last state."
            restarts = after.restarts + 1
            records.change(run_id, self._root, state="lost", restarts=restarts, message=message)

    def _run_worker(self, run_id: str) -> int:
        """Exit status of a process that trains a job; below 0: minus the signal that ended it."""
        with engine.open_log(self._root) as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "vae_core.jobs.processes.worker", run_id],
                env=engine.process_environment(self._root),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._workers[run_id] = process
        if self._stopping.is_set():  # Too late for `run` to have seen it
            process.terminate()
        return process.wait()


def end_all(processes: list[subprocess.Popen[bytes]], patience: float) -> None:
    """Ask all processes to end, wait `patience` seconds for all together, and kill what is left."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + patience
    for process in processes:
        try:
            process.wait(timeout=max(deadline - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            _logger.warning("Process %d did not end in time and was killed", process.pid)
            process.kill()
            process.wait()


def _is_work(job: Job, root: Path) -> bool:
    return not job.foreground and records.status(job.id, root).state in records.TO_DO
