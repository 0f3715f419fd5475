"""A mirror of MNIST on this machine, for downloads without a network."""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from tests.support.data.idx_files import FILES, write_blank


@cache
def packed_files() -> dict[str, bytes]:
    """The content of each blank file, packed, by its name with `.gz`."""
    packed = {}
    with TemporaryDirectory() as folder:
        for name in FILES:
            write_blank(Path(folder) / name)
            packed[f"{name}.gz"] = gzip.compress((Path(folder) / name).read_bytes(), 1)
    return packed


class Mirror:
    """What the mirror answers: `files` by name; `status` other than 200 refuses everything.

    asked: the names asked for.  url: its address.  drip: seconds between bytes, 0 for none.
    more: bytes that it sends after a file, without end where it is below 0.
    """

    def __init__(self) -> None:
        self.files = dict(packed_files())
        self.status = 200
        self.asked: list[str] = []
        self.url = ""
        self.drip = 0.0
        self.more = 0

    def set_up(self, monkeypatch: pytest.MonkeyPatch, *others: str) -> None:
        """Make it the mirror of MNIST, after `others`, and its files the published ones."""
        from vae_core.data.built_in._torchvision import datasets

        resources = [(n, hashlib.md5(c).hexdigest()) for n, c in packed_files().items()]
        monkeypatch.setattr(datasets.MNIST, "mirrors", [*others, self.url])
        monkeypatch.setattr(datasets.MNIST, "resources", resources)


@contextmanager
def serving() -> Iterator[Mirror]:
    """A mirror that answers while the `with` block runs."""
    mirror = Mirror()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rsplit("/", 1)[-1]
            mirror.asked.append(name)
            content = mirror.files.get(name)
            if mirror.status != 200 or content is None:
                self.send_error(mirror.status if content is not None else 404)
                return
            self.send_response(200)
            if not mirror.more:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(ConnectionError):
                for chunk in self._chunks(content):
                    self.wfile.write(chunk)
                    time.sleep(mirror.drip)

        def _chunks(self, content: bytes) -> Iterator[bytes]:
            if not mirror.drip:
                yield content
            else:
                yield from (content[i : i + 1] for i in range(len(content)))
            yield bytes(max(mirror.more, 0))
            while mirror.more < 0:
                yield bytes(100_000)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    mirror.url = f"http://127.0.0.1:{server.server_port}/mnist/"
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
