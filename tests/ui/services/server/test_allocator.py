"""Memory of large arrays goes back to the system."""

import subprocess
import sys

import pytest

# Arrays of 30 MB below one of a few bytes that stays: what glibc keeps as it comes.
_SCRIPT = """
import os, sys, threading
import numpy as np
from tests.support.processes import peak_memory
from ui.services.server import allocator
if sys.argv[1] == "set":
    assert allocator.return_large_blocks()
def work():
    for _ in range(3):
        arrays = [np.ones(30_000_000, np.uint8) for _ in range(4)]
        kept.append(np.ones(200_000, np.uint8))
        del arrays
kept = []
before = peak_memory.reset(os.getpid())
threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print((peak_memory.reset(os.getpid()) - before) // 10**6)
"""


def _mb_left(way: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, way], capture_output=True, encoding="utf-8", check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="settings of glibc")
def test_large_arrays_leave_nothing_behind():
    assert _mb_left("set") < 30
    assert _mb_left("as it comes") > 2 * _mb_left("set")
