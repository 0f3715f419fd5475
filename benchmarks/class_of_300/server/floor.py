"""What Streamlit itself takes for as many elements as a step of a lesson has."""

from __future__ import annotations

import asyncio
from pathlib import Path

from benchmarks.browser import serve
from benchmarks.class_of_300.server.process import cpu_seconds
from benchmarks.class_of_300.visitors.session import Session

_PAGE = Path(__file__).parent / "empty_page.py"
_SESSIONS, _TIMES = 30, 5


async def floor(n: int) -> float:
    """Milliseconds of a processor that one run of a fragment with n elements takes, at least."""
    with serve(script=_PAGE) as server:
        sessions = [await Session(server.address).__aenter__() for _ in range(_SESSIONS)]
        await asyncio.gather(*(one.open("", f"n={n}") for one in sessions))
        await asyncio.gather(*(one.press("again") for one in sessions))
        before = cpu_seconds(server.pid)
        for _ in range(_TIMES):
            await asyncio.gather(*(one.press("again") for one in sessions))
        took = cpu_seconds(server.pid) - before
        for one in sessions:
            await one.__aexit__()
    return 1000 * took / (_SESSIONS * _TIMES)
