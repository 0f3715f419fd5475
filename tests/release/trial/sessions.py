"""A class opens the app at once, on a server that may open 1,024 files and no more; then another
class does, while the server still remembers the first."""

from __future__ import annotations

import asyncio
import random
import resource
from pathlib import Path

from benchmarks.browser import Server, serve
from tests.release.trial.result import Part, Result
from tests.release.trial.visits import visit

_DESCRIPTORS = 1_024
# Seconds a session: two cores answer so many at once.
_APART = 0.05
_LINKS = (
    ("", "dataset=mnist&run=vae-2d"),
    ("", ""),
    ("AE_vs_VAE", ""),
    ("Reconstruct", ""),
    ("Gallery", ""),
)


def run(seed: int, count: int) -> Result:
    """Open `count` sessions that stay, close them all, and open as many again."""
    result = Result()
    with serve() as server:
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
        for a_class in range(2):
            asyncio.run(_class(server, random.Random(seed + a_class), count, result))
    result.cases = count
    return result


async def _class(server: Server, chance: random.Random, count: int, result: Result) -> None:
    all_open = asyncio.Barrier(count + 1)
    ways = [chance.choice(_LINKS) for _ in range(count)]
    async with asyncio.TaskGroup() as group:
        for number, way in enumerate(ways):
            group.create_task(_session(server, number, way, all_open, result))
        await all_open.wait()
        most = max(result.figures.get("descriptors at most", 0), _descriptors(server))
        result.figures["descriptors at most"] = most
        await all_open.wait()


async def _session(
    server: Server, number: int, way: tuple[str, str], all_open: asyncio.Barrier, result: Result
) -> None:
    await asyncio.sleep(_APART * number)
    arrived = False
    try:
        async with visit(server.address) as session:
            await session.open(*way)
            arrived = True
            await all_open.wait()
            await all_open.wait()
            await session.again()
            if session.exceptions:
                result.fail(f"session {number}: {session.exceptions[0]}")
    except Exception as error:  # Whatever stops a session is what is looked for.
        result.fail(f"session {number}: {error!r}"[:200])
        if not arrived:
            await all_open.wait()
            await all_open.wait()


def _descriptors(server: Server) -> int:
    return sum(1 for _ in Path(f"/proc/{server.pid}/fd").iterdir())


PART = Part("sessions", "Sessions of two classes, on a server of 1,024 descriptors", 300, 8, run)
