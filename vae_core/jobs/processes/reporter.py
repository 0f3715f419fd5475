"""Reports the progress of a training to its files, and obeys the wishes for it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from vae_core.data.datasets import load_dataset
from vae_core.errors import CutOffError, RunError
from vae_core.files import disk
from vae_core.jobs import records
from vae_core.jobs.limits import Limits
from vae_core.jobs.records import Job, Point
from vae_core.runs import layout
from vae_core.runs.recording.snapshot import snapshot_bytes
from vae_core.training.loop.recorder import LiveRecorder
from vae_core.training.loop.trainer import Trainer

_WRITES_EVERY, _READS_WISH_EVERY, _MARKS_EVERY = 0.4, 0.05, 2.0
_MOST_POINTS = 400
_RATE_OVER = 10.0
_TOO_LONG = "It stood still while others waited, and has made room for them. Its state is kept."
_logger = logging.getLogger(__name__)


class JobReporter:
    """Writes the status of a training and obeys its wishes; `train` calls it after each step."""

    def __init__(self, job: Job, limits: Limits, root: Path | str | None) -> None:
        self._job, self._limits, self._root = job, limits, root
        self._parent = os.getppid()
        self._status = replace(
            records.status(job.id, root), state="training", host=socket.gethostname(), run=""
        )
        self._recorder: LiveRecorder | None = None
        self._read_wish_at = self._wrote_at = self._stepped_at = 0.0
        self._wish = records.Wish()
        self._interrupted = False
        self._blocking = 0.0  # seconds that it stood still while others waited
        self._checked_others_at, self._others_wait = 0.0, False
        self._aside = False
        self._before: tuple[float, ...] = (0, 0)  # epoch, and `epoch_sums` at the last point
        self._rate_from = (time.monotonic(), 0)  # a time, and the step then

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Within the block: mark that this process is alive, and end softly on a signal."""
        closed = threading.Event()

        def mark_regularly() -> None:
            while not closed.wait(_MARKS_EVERY):
                records.mark(self._job.id, self._root)

        marker = threading.Thread(target=mark_regularly, daemon=True)
        marker.start()
        usual = {}
        if threading.current_thread() is threading.main_thread():
            for signum in (signal.SIGINT, signal.SIGTERM):
                usual[signum] = signal.signal(signum, self._interrupt)
        try:
            yield
        finally:
            for signum, handler in usual.items():
                signal.signal(signum, handler)
            closed.set()
            marker.join()

    def after_step(self, trainer: Trainer) -> None:
        """Write the status and obey the wish after a step. Raises CutOffError to end training."""
        now = time.monotonic()
        if self._recorder is None:
            self._recorder = LiveRecorder(self._job.config, load_dataset(self._job.config.dataset))
            self._begin_status(trainer)
        slow = self._wish.pace is not None
        if now - self._wrote_at >= _WRITES_EVERY or trainer.step == trainer.total_steps:
            self._write_progress(trainer)
        if self._recorder.is_due(idle=slow) or trainer.step == trainer.total_steps:
            self._take_snapshot(trainer)
        if slow or now - self._read_wish_at >= _READS_WISH_EVERY:
            self._obey(trainer)
        self._stepped_at = time.monotonic()

    def begin_measuring(self) -> None:
        """Set the state to measuring: a signal now ends the process at once."""
        self.update(state="measuring")
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def update(self, **changes: Any) -> None:
        """Change the status and write it; an error is logged, so that training goes on."""
        self._status = replace(self._status, **changes)
        try:
            records.write_status(self._job.id, self._status, self._root)
        except RunError as error:
            _logger.warning("%s", error)
        self._wrote_at = time.monotonic()

    def cut_off(self, error: CutOffError) -> None:
        """Write the status of a training that ended without a run, with the reason."""
        if not self._is_asked_for():
            records.remove(self._job.id, self._root)
        elif not error.keep:
            self.update(state="discarded", message="")
        elif self._aside or self._job.foreground:
            self.update(state="aside", message=str(error))
        else:  # For the next supervisor to take up
            self.update(state="lost", message=str(error))

    def _begin_status(self, trainer: Trainer) -> None:
        """Set the status to where this process begins: step 0, or the step of the last state."""
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

    def _write_progress(self, trainer: Trainer, state: records.State = "training") -> None:
        """Write step, rate, curves and history to the status."""
        epoch, so_far = trainer.epoch, trainer.epoch_sums()
        images, *sums = so_far
        before_epoch, before_images, *before_sums = self._before
        if epoch != before_epoch:
            before_images, before_sums = 0, [0.0] * len(sums)
        points = self._status.points
        if images > before_images:
            n = images - before_images
            means = [round((s - b) / n, 3) for s, b in zip(sums, before_sums, strict=True)]
            points = _thinned((*points, (trainer.step, *means)))
        self._before = (epoch, *so_far)
        at, step = self._rate_from
        elapsed = time.monotonic() - at
        rate = (trainer.step - step) / elapsed if elapsed > 0 else 0.0
        if elapsed > _RATE_OVER:
            self._rate_from = (time.monotonic(), trainer.step)
        history = tuple({**asdict(record), "batches": ()} for record in trainer.history)
        self.update(
            state=state,
            step=trainer.step,
            epoch=epoch,
            seconds=round(trainer.seconds, 2),
            rate=round(rate, 3) or self._status.rate,
            points=points,
            history=history,
        )

    def _take_snapshot(self, trainer: Trainer) -> None:
        """Write a snapshot of the weights as they learn, at the end of those that are kept."""
        if self._recorder is None:
            return
        step, model = trainer.step, trainer.model
        if step == trainer.total_steps:
            step, model = trainer.best_step, trainer.best()
        if snapshot := self._recorder.record(step, step / trainer.steps_per_epoch, model):
            records.write_snapshot(self._job.id, snapshot_bytes(snapshot), self._root)

    def _obey(self, trainer: Trainer) -> None:
        """Obey the wish: go on, wait while paused or in slow motion, stop, or end."""
        began, state = time.monotonic(), self._status.state
        while True:
            now = time.monotonic()
            if now - self._read_wish_at >= _READS_WISH_EVERY:
                self._wish, self._read_wish_at = records.wish(self._job.id, self._root), now
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
                self._take_snapshot(trainer)
                self._write_progress(trainer)
                break
            late = self._has_blocked_too_long(now - began)
            if want == "go" and (pace is None or late or now >= self._stepped_at + 1.0 / pace):
                break
            if want == "pause" and late:
                self._aside = True
                raise CutOffError(_TOO_LONG, keep=True)
            if want == "pause" and self._status.state != "paused":
                self._take_snapshot(trainer)
                self._write_progress(trainer, state="paused")
            time.sleep(0.02)
        paused = time.monotonic() - began
        trainer.exclude_pause(paused)
        if self._others_wait:
            self._blocking += paused
        if self._status.state == "paused":
            self._rate_from = (time.monotonic(), trainer.step)
            self.update(state=state if state != "paused" else "training")

    def _has_blocked_too_long(self, seconds: float) -> bool:
        """True if it has been paused longer than the limit while other jobs wait."""
        if self._job.foreground:
            return False
        if time.monotonic() - self._checked_others_at > 1.0:
            self._others_wait = any(
                records.status(job.id, self._root).state == "waiting" and not job.foreground
                for job in records.jobs(self._root)
            )
            self._checked_others_at = time.monotonic()
        return self._others_wait and self._blocking + seconds > self._limits.machine.held

    def _is_asked_for(self) -> bool:
        """True if the job file still exists, or a command trains it."""
        there = disk.is_taken(layout.training_file(self._job.id, "job", self._root))
        return self._job.foreground or there

    def _is_orphan(self) -> bool:
        """True if the supervisor that started this process has ended."""
        return not self._job.foreground and os.getppid() != self._parent

    def _interrupt(self, *_: object) -> None:
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True


def _thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points, with every two neighbours merged into one if over `_MOST_POINTS`."""
    if len(points) <= _MOST_POINTS:
        return points
    pairs = zip(points[::2], points[1::2], strict=False)
    merged = tuple((b[0], *map(_mean, a[1:], b[1:])) for a, b in pairs)
    return merged + (points[-1:] if len(points) % 2 else ())


def _mean(a: float, b: float) -> float:
    return round((a + b) / 2, 3)
