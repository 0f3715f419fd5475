"""Two replicas of an app behind nginx, as `deploy/` has them, each a process on this machine."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
TEMPLATE = ROOT / "deploy" / "nginx" / "latent-explorer.conf.template"
BASE_PATH = "/latent"
_NGINX = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr error;
events {{}}
http {{
    include {mime_types};
    log_format who '$cookie_latent_replica|$upstream_addr';
    access_log {folder}/access.log who;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/latent-explorer.conf;
}}
"""
_PATIENCE = 60


class Deployment:
    """url: of the app through nginx.  replicas: of each one alone.  trust: nginx's certificate."""

    def __init__(self, folder: Path, script: Path, ports: list[int], limits: Path | None) -> None:
        self.folder, self._script = folder, script
        self._environment = {**os.environ, "STREAMLIT_SERVER_BASE_URL_PATH": BASE_PATH}
        if limits:
            self._environment["VAE_LIMITS"] = str(limits)
        self._ports, self.http_port, https_port = ports[:2], ports[2], ports[3]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self.url = f"https://127.0.0.1:{https_port}{BASE_PATH}"
        self.replicas = [f"http://127.0.0.1:{port}{BASE_PATH}" for port in self._ports]
        _make_certificate(folder)
        self.trust = ssl.create_default_context(cafile=folder / "fullchain.pem")
        values = {
            "BASE_PATH": BASE_PATH,
            "CACHE": str(folder / "cache"),
            "CERTIFICATES": str(folder),
            "HTTP_PORT": str(self.http_port),
            "HTTPS_PORT": str(https_port),
            "REPLICA_1": f"127.0.0.1:{self._ports[0]}",
            "REPLICA_2": f"127.0.0.1:{self._ports[1]}",
            "SERVER_NAME": "localhost",
        }
        template = TEMPLATE.read_text(encoding="utf-8")
        filled = re.sub(r"\$\{(\w+)\}", lambda name: values[name[1]], template)
        (folder / "latent-explorer.conf").write_text(filled, encoding="utf-8")

    def start(self, number: int) -> None:
        """Start a replica, as the systemd unit does, and wait until it answers."""
        words = ["--server.headless=true", "--server.address=127.0.0.1"]
        port = self._ports[number]
        self._processes[number] = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", str(self._script)),
                *words,
                f"--server.port={port}",
            ],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(port, self._processes[number])
        with urllib.request.urlopen(f"{self.replicas[number]}/_stcore/health", timeout=30) as reply:
            assert reply.read() == b"ok"

    def kill(self, number: int) -> None:
        """End a replica without a farewell."""
        process = self._processes.pop(number)
        process.kill()
        process.wait()

    def end(self) -> None:
        """End what is running."""
        for number in list(self._processes):
            self.kill(number)

    def cookie_of(self, number: int) -> str:
        """A new browser's cookie that nginx sends to this replica."""
        for _ in range(100):
            browser = secrets.token_hex(8)
            cookie = f"latent_replica={browser}"
            self.get("/_stcore/health", {"Cookie": cookie}).close()
            if self.asked(browser) == [[self._address(number)]]:
                return cookie
        raise AssertionError("every browser is sent to the same replica")

    def asked(self, browser: str, requests: int = 1) -> list[list[str]]:
        """For each request of a browser, by its cookie, the replicas that nginx asked, in turn.

        requests: nginx notes one when it is over; so many are waited for.
        """
        deadline = time.monotonic() + _PATIENCE
        while True:
            lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
            split = [line.split("|") for line in lines]
            asked = [by.split(", ") for name, by in split if name == browser]
            if len(asked) >= requests:
                return asked
            assert time.monotonic() < deadline, f"nginx has noted {len(asked)} requests"
            time.sleep(0.02)

    def both(self, first: int) -> list[str]:
        """Addresses of the replicas as they are in nginx's log, `first` first."""
        return [self._address(first), self._address(1 - first)]

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET"):
        """The reply to a request through nginx. Raises HTTPError."""
        request = urllib.request.Request(self.url + path, headers=headers or {}, method=method)
        return urllib.request.urlopen(request, timeout=_PATIENCE, context=self.trust)

    def _address(self, number: int) -> str:
        return f"127.0.0.1:{self._ports[number]}"


@contextmanager
def deployed(
    folder: Path, script: Path = ROOT / "app.py", limits: Path | None = None
) -> Iterator[Deployment]:
    """Two replicas behind nginx, until it is left. limits: the file of their limits."""
    deployment = Deployment(folder, script, _free_ports(4), limits)
    mime_types = next(
        path
        for prefix in ("/etc/nginx", "/usr/local/etc/nginx", "/opt/homebrew/etc/nginx")
        if (path := Path(prefix) / "mime.types").exists()
    )
    user = "user root;" if os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(
        _NGINX.format(user=user, folder=folder, mime_types=mime_types), encoding="utf-8"
    )
    nginx = subprocess.Popen([_program("nginx"), "-c", str(settings), "-e", "stderr"])
    try:
        _wait_for(deployment.http_port, nginx)
        for number in (0, 1):
            deployment.start(number)
        yield deployment
    finally:
        deployment.end()
        nginx.terminate()
        nginx.wait(10)


def is_nginx_here() -> bool:
    """True if nginx and openssl are on this machine."""
    return bool(_program("nginx") and shutil.which("openssl"))


def _program(name: str) -> str:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin") or ""


def _make_certificate(folder: Path) -> None:
    """A certificate for this machine, signed by itself."""
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(["openssl", "req", *kind, *names, *files], check=True, capture_output=True)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [free.getsockname()[1] for free in sockets]
    for free in sockets:
        free.close()
    return ports


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            assert process.poll() is None, f"it ended with status {process.returncode}"
            assert time.monotonic() < deadline, f"nothing answers on port {port}"
            time.sleep(0.05)
