"""A Redis server of one's own, for benchmarks and tests."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = shutil.which("redis-server")


@contextmanager
def redis_server() -> Iterator[str]:
    """URL of an empty Redis server on a free port, which keeps nothing, until it is left."""
    assert PROGRAM is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [PROGRAM, "--port", str(port), "--save", "", "--databases", "200"],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _try in range(500):
            try:
                socket.create_connection(("127.0.0.1", port), 0.1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
