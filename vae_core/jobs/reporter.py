"""What a training reports of itself while it runs, and how it does what is wished of it."""

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
from vae_core.jobs import records
from vae_core.jobs.limits import Limits
from vae_core.jobs.records import Job
from vae_core.runs import layout
from vae_core.runs.snapshot import snapshot_bytes
from vae_core.training.recorder import LiveRecorder
from vae_core.training.trainer import Trainer

_NOTED_EVERY, _LISTENS_EVERY, _MARKED_EVERY = 0.4, 0.05, 2.0
_MOST_POINTS = 400
_RATE_OVER = 10.0
_TOO_LONG = "It stood still while others waited, and has made room for them. Its state is kept."
_logger = logging.getLogger(__name__)
# Step, loss, recon and KL, as in `Status.points`.
Point = tuple[int, float, float, float]


class JobReporter:
    """Reports how a training stands and obeys what is wished; `train` calls it after each step."""

    def __init__(self, job: Job, limits: Limits, root: Path | str | None) -> None:
        self._job, self._limits, self._root = job, limits, root
        self._parent = os.getppid()
        self._status = replace(
            records.status(job.id, root), state="training", host=socket.gethostname(), run=""
        )
        self._recorder: LiveRecorder | None = None
        self._listened = self._noted = self._stepped = 0.0
        self._wish = records.Wish()
        self._interrupted = False
        self._blocking = 0.0  # seconds that it stood still while others waited
        self._looked_for_others, self._others_wait = 0.0, False
        self._aside = False
        self._before = (0, 0, 0.0, 0.0, 0.0)  # epoch, and `epoch_sums` at the last point
        self._rate_from = (time.monotonic(), 0)  # a time, and the step then

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Mark that a process is at work, and turn signals into a soft end, within the block."""
        closed = threading.Event()

        def mark_regularly() -> None:
            while not closed.wait(_MARKED_EVERY):
                records.mark(self._job.id, self._root)

        marker = threading.Thread(target=mark_regularly, daemon=True)
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
            closed.set()
            marker.join()

    def after_step(self, trainer: Trainer) -> None:
        """Report and obey after a step. Raises CutOffError where the training is to end here."""
        now = time.monotonic()
        if self._recorder is None:
            self._recorder = LiveRecorder(self._job.config, load_dataset(self._job.config.dataset))
            self._note_start(trainer)
        slow = self._wish.pace is not None
        if now - self._noted >= _NOTED_EVERY or trainer.step == trainer.total_steps:
            self._note_progress(trainer)
        if self._recorder.is_due(idle=slow) or trainer.step == trainer.total_steps:
            self._show(trainer)
        if slow or now - self._listened >= _LISTENS_EVERY:
            self._obey(trainer)
        self._stepped = time.monotonic()

    def begin_measuring(self) -> None:
        """Note that the weights are final: from here on an interruption can keep nothing more."""
        self.note(state="measuring")
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def note(self, **changes: Any) -> None:
        """Change the status and write it. On a full disk the note is lost, not the training."""
        self._status = replace(self._status, **changes)
        try:
            records.write_status(self._job.id, self._status, self._root)
        except RunError as error:
            _logger.warning("%s", error)
        self._noted = time.monotonic()

    def cut_off(self, error: CutOffError) -> None:
        """Note why the training ended without a run."""
        if not self._is_asked_for():
            records.remove(self._job.id, self._root)
        elif not error.keep:
            self.note(state="discarded", message="")
        elif self._aside or self._job.foreground:
            self.note(state="aside", message=str(error))
        else:  # For the next supervisor to take up
            self.note(state="lost", message=str(error))

    def _note_start(self, trainer: Trainer) -> None:
        """Note where the job stands as this process takes it up: at 0, or where it was cut off."""
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
        epoch, so_far = trainer.epoch, trainer.epoch_sums()
        images, *sums = so_far
        before_epoch, before_images, *before_sums = self._before
        if epoch != before_epoch:
            before_images, before_sums = 0, [0.0, 0.0, 0.0]
        points = self._status.points
        if images > before_images:
            n = images - before_images
            loss, recon, kl = (
                round((s - b) / n, 3) for s, b in zip(sums, before_sums, strict=True)
            )
            points = _thinned((*points, (trainer.step, loss, recon, kl)))
        self._before = (epoch, *so_far)
        at, step = self._rate_from
        elapsed = time.monotonic() - at
        rate = (trainer.step - step) / elapsed if elapsed > 0 else 0.0
        if elapsed > _RATE_OVER:
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
        if self._recorder is None:
            return
        if snapshot := self._recorder.record(trainer.step, epoch, trainer.model):
            records.write_snapshot(self._job.id, snapshot_bytes(snapshot), self._root)

    def _obey(self, trainer: Trainer) -> None:
        """Do what is wished: go on, wait while paused or in slow motion, stop, or end."""
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
            late = self._has_blocked_too_long(now - began)
            if want == "go" and (pace is None or late or now >= self._stepped + 1.0 / pace):
                break
            if want == "pause" and late:
                self._aside = True
                raise CutOffError(_TOO_LONG, keep=True)
            if want == "pause" and self._status.state != "paused":
                self._show(trainer)
                self._note_progress(trainer, state="paused")
            time.sleep(0.02)
        paused = time.monotonic() - began
        trainer.exclude_pause(paused)
        if self._others_wait:
            self._blocking += paused
        if self._status.state == "paused":
            self._rate_from = (time.monotonic(), trainer.step)
            self.note(state=state if state != "paused" else "training")

    def _has_blocked_too_long(self, seconds: float) -> bool:
        """True where it has paused for longer than those who wait have to put up with."""
        if self._job.foreground:
            return False
        if time.monotonic() - self._looked_for_others > 1.0:
            self._others_wait = any(
                records.status(job.id, self._root).state == "waiting" and not job.foreground
                for job in records.jobs(self._root)
            )
            self._looked_for_others = time.monotonic()
        return self._others_wait and self._blocking + seconds > self._limits.machine.held

    def _is_asked_for(self) -> bool:
        """True where the job file is still there, or a command trains it."""
        there = layout.training_file(self._job.id, "job", self._root).exists()
        return self._job.foreground or there

    def _is_orphan(self) -> bool:
        """True where the supervisor that started this process is gone: another one will go on."""
        return not self._job.foreground and os.getppid() != self._parent

    def _interrupt(self, *_: object) -> None:
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True


def _thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points; of more than `_MOST_POINTS`, each two neighbours are merged into one."""
    if len(points) <= _MOST_POINTS:
        return points
    pairs = zip(points[::2], points[1::2], strict=False)
    merged = tuple(
        (b[0], _mean(a[1], b[1]), _mean(a[2], b[2]), _mean(a[3], b[3])) for a, b in pairs
    )
    return merged + (points[-1:] if len(points) % 2 else ())


def _mean(a: float, b: float) -> float:
    return round((a + b) / 2, 3)
