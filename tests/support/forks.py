"""Processes of the queue as forks of the test: real ones, with pids, signals and locks.

To start Python and import torch for each would take seconds of a test that is about something else.
"""

import os
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import sklearn.neighbors  # noqa: F401 (imported before the forks)
import torch._dynamo  # noqa: F401

from vae_core.cli.main import main
from vae_core.jobs import worker


class ForkedProcess:
    """What the queue uses of `subprocess.Popen`, for `python -m vae_core...` only."""

    def __init__(self, words, env=None, stdout=None, stderr=None, start_new_session=False, **_):
        self.returncode = None
        self.pid = os.fork()
        if self.pid:
            return
        code = 1
        try:
            if start_new_session:
                os.setsid()
            os.environ.update(env or {})
            for stream, number in ((stdout, 1), (stderr, 2)):
                if stream is not None:
                    os.dup2(stream if isinstance(stream, int) else stream.fileno(), number)
            _close_locks()
            # Not pytest's, which would keep what is written to themselves.
            sys.stdout, sys.stderr = (os.fdopen(n, "w", closefd=False) for n in (1, 2))
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else _interrupt)
            code = _run(words)
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def poll(self):
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() >= end:
                raise subprocess.TimeoutExpired("fork", timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


def _interrupt(*_):
    raise KeyboardInterrupt


def _close_locks():
    """Let go of the parent's locks, which end with it only where no child has them too."""
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):
            if descriptor.readlink().name.endswith("lock"):
                os.close(int(descriptor.name))


def _run(words):
    _python, _m, module, *rest = words
    return {"vae_core": lambda: main(rest), "vae_core.jobs.worker": lambda: worker.main(*rest)}[
        module
    ]()


# In place of the module `subprocess` in a module of the queue.
FORKS = SimpleNamespace(
    Popen=ForkedProcess, DEVNULL=subprocess.DEVNULL, TimeoutExpired=subprocess.TimeoutExpired
)
