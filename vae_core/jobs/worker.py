"""Train one job in this process: note how it stands, show the model, do what is wished of it.

The queue starts this file as a program, `python -m vae_core.jobs.worker <dataset>/<name>`; the
command line's `train` calls `work` in its own process.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from vae_core.data.datasets import load_dataset
from vae_core.errors import CutOffError, RunError, VaeCoreError
from vae_core.evaluation.metrics import DEFAULT_IWAE_SAMPLES
from vae_core.jobs import records, retention
from vae_core.jobs.limits import Limits, load_limits
from vae_core.jobs.records import Job
from vae_core.models.config import RunConfig
from vae_core.runs import layout, metadata
from vae_core.runs.layout import run_folder
from vae_core.runs.locks import is_held
from vae_core.runs.snapshot import snapshot_bytes
from vae_core.runs.store import Run, check_writable
from vae_core.studies.beta_conditioned import complete_beta_run
from vae_core.training.checkpoint import KEEP_EVERY, BusyError, checkpoint_path
from vae_core.training.fit import Progress
from vae_core.training.train import train
from vae_core.training.trainer import Trainer, pick_device
from vae_core.training.viewing import LiveRecorder

_NOTED_EVERY, _LISTENS_EVERY, _MARKED_EVERY = 0.4, 0.05, 2.0
_MOST_POINTS = 400
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
    limits: Limits | None = None,
) -> Run:
    """Train a job and keep its run, which may be one that was stopped before its end.

    Everything `train` raises passes through, after it was noted; so does the CutOffError of a job
    that was discarded, put aside or interrupted.
    """
    desk = Desk(job, limits or load_limits(), root)
    _dataset, name = job.id.split("/", 1)
    try:
        with desk.open():
            run = train(
                job.config,
                name,
                device=device,
                root=root,
                film=job.film,
                resume=resume,
                keep_every=keep_every,
                iwae_samples=iwae_samples,
                on_progress=on_progress,
                watch=desk.look,
                on_fitted=desk.measuring,
            )
            if job.config.model.betas:
                run = complete_beta_run(run)
            _say_whose(run, job)
    except BusyError:  # Then that process notes how it stands
        raise
    except CutOffError as error:
        desk.cut_off(error)
        raise
    except VaeCoreError as error:
        desk.note(state="failed", message=str(error))
        raise
    except KeyboardInterrupt:
        desk.note(state="aside", message="It was interrupted while it was measured.")
        raise
    except BaseException as error:
        desk.note(state="failed", message=f"It broke ({type(error).__name__}: {error}).")
        raise
    desk.note(state="stopped" if run.id != job.id else "done", run=run.id, message="")
    return run


def work_here(run_id: str, config: RunConfig, *, film: str = "log", **how: Any) -> Run:
    """Train for a command, in its own process; `how` as `work` takes it.

    Whoever looks at the app can follow it, pause it and stop it. Of a job that waits in the queue
    it is taken over. Raises like `train`, and CutOffError where it was stopped without a run.
    """
    root = how.get("root")
    _dataset, name = run_id.split("/", 1)
    if run_folder(run_id, root).exists() or is_held(layout.lock_path(run_id, root)):
        return train(config, name, root=root)  # It is there; or this says who trains it
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
    job = replace(known, foreground=True)
    records.write_wish(run_id, records.Wish(), root)
    records.write_job(job, root)
    try:
        run = work(job, **how)
    except VaeCoreError:
        if not checkpoint_path(run_id, root).exists():
            records.remove(run_id, root)
        raise
    if run.id == run_id:
        records.remove(run_id, root)
    return run


class Desk:
    """Where a training is watched from: what `train` calls after each step, and what it notes."""

    def __init__(self, job: Job, limits: Limits, root: Path | str | None) -> None:
        self._job, self._limits, self._root = job, limits, root
        self._parent = os.getppid()
        self._status = replace(
            records.status(job.id, root), state="training", host=socket.gethostname(), run=""
        )
        self._viewer: LiveRecorder | None = None
        self._listened = self._noted = self._stepped = 0.0
        self._wish = records.Wish()
        self._interrupted = False
        self._stood = 0.0  # seconds that it stood still while others waited
        self._asked_others, self._others = 0.0, False
        self._aside = False
        self._before = (0, 0, 0.0, 0.0, 0.0)  # epoch, and `epoch_sums` at the last point
        self._rate_from: tuple[float, int] | None = None

    @contextmanager
    def open(self) -> Iterator[None]:
        """While this lasts, marks are made that somebody is at work, and signals end it softly."""
        gone = threading.Event()

        def marking() -> None:
            while not gone.wait(_MARKED_EVERY):
                records.mark(self._job.id, self._root)

        marker = threading.Thread(target=marking, daemon=True)
        marker.start()
        usual = {}
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                usual[number] = signal.signal(number, self._interrupt)
        try:
            yield
        finally:
            for number, handler in usual.items():
                signal.signal(number, handler)
            gone.set()
            marker.join()

    def look(self, trainer: Trainer) -> None:
        """After each step: note, show, and obey. Raises CutOffError where that means to end."""
        now = time.monotonic()
        if self._viewer is None:
            self._viewer = LiveRecorder(self._job.config, load_dataset(self._job.config.dataset))
            self._begin(trainer)
        slow = self._wish.pace is not None
        if now - self._noted >= _NOTED_EVERY or trainer.step == trainer.total_steps:
            self._note_progress(trainer)
        if self._viewer.is_due(idle=slow) or trainer.step == trainer.total_steps:
            self._show(trainer)
        if slow or now - self._listened >= _LISTENS_EVERY:
            self._obey(trainer)
        self._stepped = time.monotonic()

    def measuring(self) -> None:
        """The weights are there; from here on an interruption cannot keep more."""
        self.note(state="measuring")
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def note(self, **changes: object) -> None:
        """Change the status, and write it. A full disk costs the note, not the training."""
        self._status = replace(self._status, **changes)
        try:
            records.write_status(self._job.id, self._status, self._root)
        except RunError as error:
            _logger.warning("%s", error)
        self._noted = time.monotonic()

    def cut_off(self, error: CutOffError) -> None:
        """Note why it ended without a run."""
        if not self._is_asked_for():
            records.remove(self._job.id, self._root)
        elif not error.keep:
            self.note(state="discarded", message="")
        elif self._aside or self._job.foreground:
            self.note(state="aside", message=str(error))
        else:  # For the next supervisor to take up
            self.note(state="lost", message=str(error))

    def _begin(self, trainer: Trainer) -> None:
        """Where the job stands as this process takes it up: at 0, or where it was cut off."""
        kept = tuple(point for point in self._status.points if point[0] < trainer.step)
        if trainer.step > 1:  # Gone on from a state: what went by before was noted then
            self._before = (trainer.epoch, *trainer.epoch_sums())
        self._rate_from = (time.monotonic(), trainer.step)
        self._status = replace(
            self._status,
            total_steps=trainer.total_steps,
            steps_per_epoch=trainer.steps_per_epoch,
            device=trainer.device,
            points=kept,
            rate=0.0,
            message="",
        )

    def _note_progress(self, trainer: Trainer, state: records.State = "training") -> None:
        epoch, images, *sums = (trainer.epoch, *trainer.epoch_sums())
        before_epoch, before_images, *before_sums = self._before
        if epoch != before_epoch:
            before_images, before_sums = 0, [0.0, 0.0, 0.0]
        points = self._status.points
        if images > before_images:
            n = images - before_images
            means = (round((s - b) / n, 3) for s, b in zip(sums, before_sums, strict=True))
            points = _thinned((*points, (trainer.step, *means)))
        self._before = (epoch, images, *sums)
        at, step = self._rate_from
        gone = time.monotonic() - at
        rate = (trainer.step - step) / gone if gone > 0 else 0.0
        if gone > _RATE_OVER:
            self._rate_from = (time.monotonic(), trainer.step)
        history = tuple({**asdict(record), "batches": ()} for record in trainer.history)
        self.note(
            state=state,
            step=trainer.step,
            epoch=epoch,
            seconds=round(trainer.seconds, 2),
            rate=round(rate, 3) or self._status.rate,
            points=points,
            history=history,
        )

    def _show(self, trainer: Trainer) -> None:
        epoch = trainer.step / trainer.steps_per_epoch
        # As it learns: the average that is kept lags epochs behind at first, and shows nothing.
        look = self._viewer.look(trainer.step, epoch, trainer.model)
        if look:
            records.write_snapshot(self._job.id, snapshot_bytes(look), self._root)

    def _obey(self, trainer: Trainer) -> None:
        """Do what is wished, and stand still as long as that is wished."""
        began, state = time.monotonic(), self._status.state
        while True:
            now = time.monotonic()
            if now - self._listened >= _LISTENS_EVERY:
                self._wish, self._listened = records.wish(self._job.id, self._root), now
                if not self._is_asked_for():
                    raise CutOffError("Its job was deleted.", keep=False)
            want, pace = self._wish.want, self._wish.pace
            if self._interrupted or self._is_orphan():
                done = f"step {trainer.step:,} of {trainer.total_steps:,}"
                raise CutOffError(f"Interrupted after {done}; it can go on from there.", keep=True)
            if want == "discard":
                raise CutOffError("It was discarded.", keep=False)
            if want == "stop":
                if trainer.step < trainer.total_steps:
                    trainer.finish()
                self._note_progress(trainer)
                break
            late = self._is_too_long(now - began)
            if want == "go" and (pace is None or late or now >= self._stepped + 1.0 / pace):
                break
            if want == "pause" and late:
                self._aside = True
                raise CutOffError(_TOO_LONG, keep=True)
            if want == "pause" and self._status.state != "paused":
                self._show(trainer)
                self._note_progress(trainer, state="paused")
            time.sleep(0.02)
        stood = time.monotonic() - began
        trainer.exclude_pause(stood)
        if self._others:
            self._stood += stood
        if self._status.state == "paused":
            self._rate_from = (time.monotonic(), trainer.step)
            self.note(state=state if state != "paused" else "training")

    def _is_too_long(self, standing: float) -> bool:
        """Whether it has stood still for longer than those who wait have to put up with."""
        if self._job.foreground:
            return False
        if time.monotonic() - self._asked_others > 1.0:
            self._others = any(
                records.status(job.id, self._root).state == "waiting" and not job.foreground
                for job in records.jobs(self._root)
            )
            self._asked_others = time.monotonic()
        return self._others and self._stood + standing > self._limits.machine.held

    def _is_asked_for(self) -> bool:
        """Whether the job is still there, or a command is its own."""
        there = layout.training_file(self._job.id, "job", self._root).exists()
        return self._job.foreground or there

    def _is_orphan(self) -> bool:
        """Whether the supervisor that started this process is gone: another one will go on."""
        return not self._job.foreground and os.getppid() != self._parent

    def _interrupt(self, *_: object) -> None:
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True


def _say_whose(run: Run, job: Job) -> None:
    """Its title, and who may rename and delete it. A run is none the worse without."""
    if not (job.by or job.title):
        return
    try:
        metadata.update_metadata(run, title=job.title, by=job.by, asked=job.asked)
    except VaeCoreError as error:
        _logger.warning("%s", error)


_RATE_OVER = 10.0
_TOO_LONG = "It stood still while others waited, and has made room for them. Its state is kept."


def _thinned(points: tuple) -> tuple:
    """At most so many: beyond, each two neighbours become one."""
    if len(points) <= _MOST_POINTS:
        return points
    pairs = zip(points[::2], points[1::2], strict=False)
    merged = [
        (b[0], *(round((x + y) / 2, 3) for x, y in zip(a[1:], b[1:], strict=True)))
        for a, b in pairs
    ]
    return tuple(merged) + (points[-1:] if len(points) % 2 else ())


def _step_back() -> None:
    """Let everything else on this machine go first: the app has to stay as quick as it was."""
    with suppress(OSError, AttributeError):
        os.nice(5)
    # Linux weighs whole sessions against one another before it looks at their processes.
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text("5", encoding="utf-8")


def main(run_id: str) -> int:
    """Train the job of this id. Returns the exit status: 0 where its end, of any kind, is noted."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    job = records.read_job(run_id)
    if job is None:
        return 1
    limits = load_limits()
    _step_back()
    torch.set_num_threads(limits.machine.torch_threads())
    with suppress(CutOffError, VaeCoreError):
        work(job, limits=limits, keep_every=float(limits.machine.keep_every))
        retention.make_room(limits)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
