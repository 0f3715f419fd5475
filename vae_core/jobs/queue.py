"""The queue of trainings: who asks stands in it, a supervisor on each machine works it off.

The queue itself is huey's: a SQLite file beside the runs, or, where several machines serve a class,
Redis (`limits.toml`). It holds ids of jobs in order and nothing else; what a job is and how it
stands are files (`jobs.py`), so that a queue that is lost, or a machine that dies, loses no job: a
supervisor puts back what is waiting and in no queue.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from huey import Huey, PriorityRedisHuey, SqliteHuey
from huey.api import TaskWrapper
from huey.exceptions import ConfigurationError
from huey.registry import Message
from huey.serializer import Serializer

from vae_core.errors import ConfigError, RunError, VaeCoreError
from vae_core.jobs import records, retention
from vae_core.jobs.limits import Limits, load_limits
from vae_core.jobs.records import ENDED, Job
from vae_core.models.config import RunConfig
from vae_core.runs import layout, metadata
from vae_core.runs.layout import check_name, free_run_id, run_folder, write_root
from vae_core.runs.locks import HeldError, held, is_held
from vae_core.runs.store import list_runs

_logger = logging.getLogger(__name__)
EMBEDDED = "sqlite"
_FOLDER = ".queue"
_TO_DO = ("waiting", "lost")
_LONG_LOG = 1_000_000
_PATIENCE = 10.0
# Between taking an id out of the queue and its first status a process starts: at most so long.
_STARTING = 60.0
_MOST_RESTARTS = 3
_LOOKS_EVERY, _IDLE = 1.0, 120.0
_ASKED_EVERY = 5.0


@dataclass(frozen=True)
class Asked:
    """id: of the job, and of its run. there: that run is here already. joined: it was in the queue,
    or training, already."""

    id: str
    there: bool = False
    joined: bool = False


def ask(
    config: RunConfig,
    name: str | None = None,
    *,
    title: str = "",
    visitor: str = "",
    film: str = "log",
    limits: Limits | None = None,
    root: Path | str | None = None,
) -> Asked:
    """Put a training at the end of the queue, and see that somebody works it off.

    The same config is trained once, under whatever name: who asks for it again joins the job, or
    is given the run. `name` (default: the preset's) gets a number where it is taken.
    `visitor` is asked to keep to the limits of one; "" is the command line, which is not.
    Raises ConfigError on what is beyond a limit, RunError where the queue or the disk is full.
    """
    limits = limits or load_limits()
    check_name(name or config.preset)
    title = metadata.clean_title(title)
    with _alone(root):
        if run_id := _trained(config, root):
            return Asked(run_id, there=True)
        here = [
            job for job in records.jobs(root) if records.status(job.id, root).state not in ENDED
        ]
        for job in here:
            if _same(job.config, config):
                if visitor and visitor not in job.by:
                    records.write_job(replace(job, by=(*job.by, visitor)), root)
                return Asked(job.id, joined=True)
        _check(config, here, visitor, limits)
        retention.check_room(limits, root)
        run_id = free_run_id(
            f"{config.dataset}/{name or config.preset}", lambda other: _is_taken(other, root)
        )
        records.remove(run_id, root)
        by = (visitor,) if visitor else ()
        asked = datetime.now(UTC).isoformat(timespec="milliseconds")
        records.write_job(Job(run_id, config, asked, title, by, film), root)
        try:
            _put(run_id, limits, root)
        except VaeCoreError:
            records.remove(run_id, root)
            raise
    ensure_supervisor(root)
    return Asked(run_id)


def want(run_id: str, what: records.Want, root: Path | str | None = None) -> None:
    """Say what is to be done with a job.

    "go" also takes up one that was put aside or that failed, from where it stood. "stop" keeps what
    was learned; where nothing was yet, it discards. Raises RunError where there is no such job.
    """
    with _alone(root):
        job, state = records.read_job(run_id, root), records.status(run_id, root)
        if job is None:
            raise RunError(f"{run_id} is not being trained, and does not wait to be.")
        records.write_wish(run_id, replace(records.wish(run_id, root), want=what), root)
        if state.state in records.AT_WORK or state.state in ("done", "stopped", "discarded"):
            return
        queued = run_id in _pending(root)
        if what == "discard" or (what == "stop" and not state.step):
            records.discard(run_id, root)
        elif what != "pause" and not queued:
            records.write_job(replace(job, foreground=False), root)
            records.change(run_id, root, state="waiting", message="")
            _put(run_id, load_limits(), root)
    ensure_supervisor(root)


def set_pace(run_id: str, pace: float | None, root: Path | str | None = None) -> None:
    """Steps a second at most, for slow motion; None: as fast as it can.

    Raises ConfigError on a pace that is none, RunError where it cannot be noted.
    """
    if pace is not None and not 0 < pace < 1e6:
        raise ConfigError(f"A pace is a number of steps a second above 0, not {pace!r}.")
    records.write_wish(run_id, replace(records.wish(run_id, root), pace=pace), root)


def places(root: Path | str | None = None) -> dict[str, int]:
    """The place of each job that waits: 1 is the next to be trained."""
    waiting = [i for i in _pending(root) if records.status(i, root).state in _TO_DO]
    return {run_id: place for place, run_id in enumerate(dict.fromkeys(waiting), 1)}


def ensure_supervisor(root: Path | str | None = None) -> None:
    """Start a supervisor on this machine where there is work and none is there to do it.

    Takes about a millisecond: whoever looks at a training may call it at each look.
    """
    root = write_root(root)
    now = time.monotonic()
    if now - _started.get(root, -_ASKED_EVERY) < _ASKED_EVERY or is_held(_supervisor_lock(root)):
        return
    if not any(_is_work(job, root) for job in records.jobs(root)):
        return
    _started[root] = now
    with _log(root) as log:
        # A session of its own: it outlives the app's server, and a Ctrl-C there.
        subprocess.Popen(
            [sys.executable, "-m", "vae_core", "queue", "serve", "--until-idle"],
            env=_environment(root),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


_started: dict[Path, float] = {}


def supervise(root: Path | str | None = None, idle: float | None = _IDLE) -> None:
    """Work off the queue until nothing was left to do for `idle` seconds (None: for ever).

    Each training is a process of its own: one that dies is taken up again from its last state, at
    most three times without a step of progress between. Returns at once where this machine has a
    supervisor already.
    """
    root = write_root(root)
    try:
        with held(_supervisor_lock(root)):
            _Supervisor(root, load_limits(), idle).run()
    except HeldError:
        _logger.info("This machine has a supervisor already.")


class _Supervisor:
    def __init__(self, root: Path, limits: Limits, idle: float | None) -> None:
        self._root, self._limits, self._idle = root, limits, idle
        self._lock = _supervisor_lock(root)
        self._mine = _number(self._lock)
        self._at_work: dict[str, subprocess.Popen | None] = {}
        self._stopping = threading.Event()

    def run(self) -> None:
        queue, _ = _queue(self._root, self._limits.queue.engine, self._train)
        consumer = queue.create_consumer(
            workers=self._limits.machine.at_a_time, periodic=False, max_delay=0.5
        )
        consumer.start()
        # Not the consumer's own ways to end, which wait for the trainings: those keep their state.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stopping.set())
        self._watch(consumer)
        self._stopping.set()
        consumer.stop()
        for process in filter(None, list(self._at_work.values())):
            process.terminate()
            process.wait(timeout=30)

    def _watch(self, consumer: Any) -> None:
        """Put back what is in no queue; return after a while without work, or without the folder:
        one that was deleted and made anew has another lock, and another supervisor."""
        last_work = time.monotonic()
        while not self._stopping.wait(_LOOKS_EVERY) and _number(self._lock) == self._mine:
            consumer.check_worker_health()
            try:
                busy = self._put_back() or bool(self._at_work)
            except VaeCoreError:  # A disk that is full for a while ends no supervisor
                _logger.exception("The queue could not be looked through")
                continue
            if busy:
                last_work = time.monotonic()
            elif self._idle is not None and time.monotonic() - last_work > self._idle:
                return

    def _put_back(self) -> bool:
        """Whether there is a job to do; those in no queue are put into it again."""
        work = [job for job in records.jobs(self._root) if _is_work(job, self._root)]
        if not all(job.id in self._at_work for job in work):
            with _alone(self._root):
                there = {*_pending(self._root), *self._at_work}
                for job in work:
                    if job.id not in there and self._is_forgotten(job):
                        _put(job.id, self._limits, self._root, first=True)
        return bool(work)

    def _is_forgotten(self, job: Job) -> bool:
        """Whether nobody is about to train it: another machine may be starting to."""
        here = records.status(job.id, self._root).host == socket.gethostname()
        alone = self._limits.queue.engine == EMBEDDED
        return here or alone or records.silent_for(job.id, self._root) > _STARTING

    def _train(self, run_id: str) -> None:
        """Train one job in a process, and again where that dies."""
        if run_id in self._at_work:
            return
        self._at_work[run_id] = None
        try:
            self._attend(run_id)
        except VaeCoreError:
            _logger.exception("%s could not be trained", run_id)
        finally:
            del self._at_work[run_id]

    def _attend(self, run_id: str) -> None:
        failures, best = 0, -1
        while not self._stopping.is_set():
            job, before = records.read_job(run_id, self._root), records.status(run_id, self._root)
            if job is None or before.state not in _TO_DO:
                return
            records.change(run_id, self._root, host=socket.gethostname())
            code = self._worker(run_id)
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

    def _worker(self, run_id: str) -> int:
        """The exit status of a process that trains a job; below 0: the signal that ended it."""
        with _log(self._root) as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "vae_core.jobs.worker", run_id],
                env=_environment(self._root),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._at_work[run_id] = process
        return process.wait()


class _Json(Serializer):
    """Messages as JSON: nothing that is read from a queue can run code here."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        values = json.loads(data)
        return Message(*values) if isinstance(values, list) else values


def _queue(root: Path, engine: str, train: Callable[[str], None]) -> tuple[Huey, TaskWrapper]:
    """The queue, and what puts an id into it: there, a supervisor calls `train` with it.

    Raises ConfigError on an engine that is none or cannot be had here.
    """
    how: dict[str, Any] = {"serializer": _Json(), "results": False}
    if engine == EMBEDDED:
        (root / _FOLDER).mkdir(parents=True, exist_ok=True)
        file = root / _FOLDER / "queue.db"
        queue: Huey = SqliteHuey("trainings", filename=str(file), strict_fifo=True, **how)
    elif engine.startswith(("redis://", "rediss://", "unix://")):
        try:
            queue = PriorityRedisHuey("latent-space-explorer", url=engine, **how)
        except ConfigurationError as error:
            raise ConfigError(f"The queue {engine} needs a package: pip install redis.") from error
    else:
        raise ConfigError(f"The engine of the queue is 'sqlite' or 'redis://...', not {engine!r}.")
    return queue, queue.task(name="train")(train)


@lru_cache(maxsize=8)
def _asking(root: Path, engine: str) -> tuple[Huey, TaskWrapper]:
    return _queue(root, engine, _nobody)


def _nobody(run_id: str) -> None:
    raise RuntimeError(f"Only a supervisor trains {run_id}.")


def _put(run_id: str, limits: Limits, root: Path | str | None, *, first: bool = False) -> None:
    """At the end of the queue, or of those that had begun and go first.

    Raises ConfigError or RunError.
    """
    with _reaching(limits.queue.engine):
        _, put = _asking(write_root(root), limits.queue.engine)
        put(run_id, priority=int(first))


def _pending(root: Path | str | None) -> list[str]:
    """The ids in the queue, the next one first. Raises ConfigError or RunError."""
    engine = load_limits().queue.engine
    with _reaching(engine):
        queue, _ = _asking(write_root(root), engine)
        return [task.args[0] for task in queue.pending()]


@contextmanager
def _reaching(engine: str) -> Iterator[None]:
    try:
        yield
    except VaeCoreError:
        raise
    except Exception as error:  # SQLite's, Redis's and the system's own kinds
        raise RunError(f"The queue of trainings ({engine}) cannot be reached: {error}.") from error


@contextmanager
def _alone(root: Path | str | None) -> Iterator[None]:
    """One at a time may change what is in the queue. Raises RunError where that is not possible."""
    path = write_root(root) / _FOLDER / "lock"
    with ExitStack() as stack:
        try:
            stack.enter_context(held(path, _PATIENCE))
        except HeldError as error:
            raise RunError(f"The queue of trainings is held by {error}. Try again.") from error
        except OSError as error:
            where, why = path.parent, error.strerror
            raise RunError(f"The queue of trainings cannot be kept in {where} ({why}).") from error
        yield


def _trained(config: RunConfig, root: Path | str | None) -> str | None:
    """The id of a run with this very config, trained to its end."""
    for run in list_runs(root)[0]:
        # Neither stopped by somebody nor by a loss that was no number.
        epochs = len(run.metrics["history"])
        whole = epochs == run.config.training.epochs and "stopped" not in run.metrics
        if whole and _same(run.config, config):
            return run.id
    return None


def _same(one: RunConfig, other: RunConfig) -> bool:
    """The preset it was made from does not matter."""
    return replace(one, preset=other.preset) == other


def _check(config: RunConfig, here: list[Job], visitor: str, limits: Limits) -> None:
    """Raises ConfigError on what is too much for a visitor, RunError where the queue is full."""
    if len(here) >= limits.queue.in_all:
        raise RunError(
            f"The queue is full: {len(here)} trainings wait or run. Try again when one is done."
        )
    if not visitor:
        return
    mine = sum(visitor in job.by for job in here)
    if mine >= limits.queue.per_visitor:
        raise RunError(
            f"You have {mine} trainings in the queue, as many as one visitor can. "
            "Wait for one, or take one out."
        )
    most, training = limits.training, config.training
    for what, value, bound in (
        ("epochs", training.epochs, most.epochs),
        ("numbers in a code", config.model.latent_dim, most.latent_dim),
        ("images in a batch", training.batch_size, most.batch_size),
    ):
        if value > bound:
            raise ConfigError(f"{value:,} {what} are too many here: at most {bound:,}.")
    from vae_core.training.estimate import parameters

    if (weights := parameters(config.model)) > most.parameters:
        raise ConfigError(f"{weights:,} parameters are too many here: at most {most.parameters:,}.")


def _is_taken(run_id: str, root: Path | str | None) -> bool:
    job = records.read_job(run_id, root)
    ended = job is None or records.status(run_id, root).state in ENDED
    return not ended or run_folder(run_id, root).exists() or is_held(layout.lock_path(run_id, root))


def _is_work(job: Job, root: Path) -> bool:
    return not job.foreground and records.status(job.id, root).state in _TO_DO


def _supervisor_lock(root: Path) -> Path:
    return root / _FOLDER / f"supervisor-{socket.gethostname()}.lock"


def _number(path: Path) -> int | None:
    """Of the file itself, whatever it is called; None where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _environment(root: Path) -> dict[str, str]:
    """Of a process that works on the runs of `root`, wherever this one found the library."""
    here = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "VAE_CHECKPOINTS_DIR": str(root.resolve()), "PYTHONPATH": path}


def _log(root: Path) -> IO[bytes]:
    """What processes have to say, begun anew by each supervisor that finds it too long."""
    (root / _FOLDER).mkdir(parents=True, exist_ok=True)
    path = root / _FOLDER / "log.txt"
    long = path.exists() and path.stat().st_size > _LONG_LOG
    return path.open("wb" if long else "ab")
