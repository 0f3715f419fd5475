"""File descriptors: as many as the system allows, and none for a loop that rests."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ui.services.server.descriptors import LateLoop

ROOT = Path(__file__).parents[4]
OPEN = Path("/proc/self/fd")

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit.")


@needs_posix
def test_the_soft_limit_is_raised_to_the_hard_one():
    program = """
import resource
from ui.services.server.descriptors import raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (128, 512))
assert raise_limit() == 512
assert resource.getrlimit(resource.RLIMIT_NOFILE) == (512, 512)
assert raise_limit() == 512
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


@pytest.mark.skipif(not OPEN.exists(), reason="This system does not list what is open.")
def test_sessions_that_rest_hold_no_descriptor():
    program = """
import asyncio
from pathlib import Path
from ui.services.server.descriptors import spare
spare()
count = lambda: sum(1 for _ in Path("/proc/self/fd").iterdir())
before = count()
loops = [asyncio.new_event_loop() for _ in range(50)]
assert count() == before
loops[0].run_until_complete(asyncio.sleep(0))
assert count() > before
for loop in loops:
    loop.close()
assert count() == before
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


@needs_posix
def test_a_late_loop_does_what_any_loop_does():
    loop, heard = LateLoop(), []
    loop.call_soon_threadsafe(heard.append, "before it ran")

    async def work():
        answer = asyncio.get_running_loop().create_future()
        call = asyncio.get_running_loop().call_soon_threadsafe
        threading.Thread(target=call, args=(answer.set_result, 3)).start()
        return await asyncio.wait_for(answer, 60) + await asyncio.to_thread(lambda: 1)

    assert loop.run_until_complete(work()) == 4
    assert heard == ["before it ran"]
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.run_forever()
