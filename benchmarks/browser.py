"""A real Chromium and a server of the app in a process of its own, for benchmarks and tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parent.parent
READY = '[data-testid="latent-explorer"][data-ready="1"]'
before_streamlit: list[str] = []  # Python that each server runs first
# `python -m streamlit`, but that says where its threads are when it is asked.
_STREAMLIT = """import faulthandler, runpy, signal
if hasattr(signal, "SIGUSR1"):
    faulthandler.register(signal.SIGUSR1)
runpy.run_module("streamlit", run_name="__main__", alter_sys=True)"""
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


_servers: dict[int | None, tuple[int, Path]] = {}  # process and log of each server, by its port


@dataclass(frozen=True)
class Server:
    """Where it answers, its process, and when that was started (`time.perf_counter`)."""

    address: str
    pid: int
    started: float


def launch(playwright: Playwright, *, shell: bool = False) -> Browser:
    """The system's Chromium where there is one, else Playwright's own.

    shell: rather the one without windows, whose pages take half the processor's time.
    """
    windows, without = ["chromium", "google-chrome"], ["chromium-headless-shell"]
    names = without + windows if shell else windows + without
    installed = next((path for path in map(shutil.which, names) if path), None)
    return playwright.chromium.launch(executable_path=installed, args=_ARGUMENTS)


@contextmanager
def serve(
    checkpoints: Path | None = None,
    script: Path = ROOT / "app.py",
    port: int | None = None,
    limits: Path | None = None,
) -> Iterator[Server]:
    """A cold server of the app, from when it takes connections until it is left.

    port: a free one without it. limits: the file of its limits, the app's own without it."""
    if port is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    code = "\n".join((*before_streamlit, _STREAMLIT))
    log, log_file = tempfile.mkstemp(".log", "lse-server-")
    started = time.perf_counter()
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", code, "run", str(script), "--server.headless=true"),
            *(f"--server.port={port}", "--server.address=127.0.0.1"),
        ],
        cwd=ROOT,
        env=os.environ
        | ({"VAE_CHECKPOINTS_DIR": str(checkpoints)} if checkpoints else {})
        | ({"VAE_LIMITS": str(limits)} if limits else {}),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(port, process)
        _servers[port] = process.pid, Path(log_file)
        yield Server(address, process.pid, started)
    finally:
        _servers.pop(port, None)
        process.terminate()
        process.wait(60)
        os.close(log)
        Path(log_file).unlink()


def heard_from_server(address: str) -> list[str]:
    """The last lines that the server of this page has said, and where each of its threads is; empty
    where `serve` has started none there."""
    pid, log_file = _servers.get(urlsplit(address).port, (0, None))
    if log_file is None:
        return []
    said = log_file.read_text(encoding="utf-8").splitlines()[-40:]
    if not hasattr(signal, "SIGUSR1"):
        return said
    os.kill(pid, signal.SIGUSR1)
    time.sleep(1)
    return said + log_file.read_text(encoding="utf-8").splitlines()[len(said) :][-400:]


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(3000):
        try:
            socket.create_connection(("127.0.0.1", port), 0.05).close()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with status {process.returncode}") from None
            time.sleep(0.01)
    raise TimeoutError(f"nothing answers on port {port}")
