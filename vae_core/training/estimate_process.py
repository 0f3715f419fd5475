"""The pace of a training, measured in a process of its own that is killed when it takes too long.

One process for all who ask: starting it takes seconds, so it stays for a minute after the last.
A line of JSON goes in, the config; a line comes out, the pace. The app imports no torch for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from queue import Empty, SimpleQueue
from typing import IO

from vae_core.models.config import RunConfig
from vae_core.training.background import background_environment

_IDLE = 60.0  # seconds
_START = 30.0  # seconds that the process may take to import torch
_READY = "ready"


@dataclass(frozen=True)
class Pace:
    """Seconds of one step, and of the validation that ends an epoch."""

    step: float
    validation: float
    steps_per_epoch: int

    @property
    def epoch(self) -> float:
        """Seconds of an epoch."""
        return self.steps_per_epoch * self.step + self.validation


class PaceProcess:
    """Measures one pace at a time, for whoever asks in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._lines: SimpleQueue[str] = SimpleQueue()

    def pace(self, config: RunConfig, seconds: float, *, wait: float = 10.0) -> Pace | None:
        """Pace of a configuration (`estimate.pace`); None where that takes more than `seconds`,
        where it fails, or where others are measured for `wait` seconds."""
        if not self._lock.acquire(timeout=wait):
            return None
        try:
            process = self._ready()
            assert process.stdin
            process.stdin.write(json.dumps(config.to_dict()) + "\n")
            process.stdin.flush()
            return Pace(**json.loads(self._lines.get(timeout=seconds)))
        except (OSError, ValueError, Empty):
            self._kill()
            return None
        finally:
            self._lock.release()

    def _ready(self) -> subprocess.Popen[str]:
        """The process, started where it is gone. Raises OSError or Empty."""
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env=background_environment(),  # as what it measures will have
            )
            self._lines = SimpleQueue()
            threading.Thread(
                target=_pass_on, args=(self._process.stdout, self._lines), daemon=True
            ).start()
            if self._lines.get(timeout=_START).strip() != _READY:
                raise OSError("it did not start")
        return self._process

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
            self._process = None


def _pass_on(pipe: IO[str], lines: SimpleQueue[str]) -> None:
    """Put each line of a pipe into a queue, and an empty one at its end."""
    with pipe:
        for line in pipe:
            lines.put(line)
    lines.put("")


def _serve() -> None:
    """Answer each config with its pace, until nobody has asked for a minute."""
    from vae_core.training.estimate import pace

    _answer(_READY)
    while True:
        idle = threading.Timer(_IDLE, os._exit, (0,))
        idle.daemon = True
        idle.start()
        line = sys.stdin.readline()
        idle.cancel()
        if not line:
            return  # Who started it is gone
        _answer(json.dumps(asdict(pace(RunConfig.from_dict(json.loads(line))))))


def _answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
