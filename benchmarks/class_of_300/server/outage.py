"""A server that is killed while a class answers, and comes back."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field

from benchmarks.browser import Server
from benchmarks.class_of_300.visitors.people import Place, Student, Teacher

_NOTICES = 0.5  # seconds until somebody sees that the server is gone


@dataclass
class Outage:
    """confirmed: answers that a student had seen taken before the kill. back: seconds from the
    server's return until the teacher's screen had everyone again. counts: the answers on it at
    last, and those that were given. here: how many it says are here."""

    confirmed: int = 0
    back: float = float("inf")
    counts: list[int] = field(default_factory=list)
    wanted: list[int] = field(default_factory=list)
    here: int = 0


async def outage(
    server: Server,
    again: Callable[[], AbstractContextManager[Server]],
    stack: ExitStack,
    teacher: Teacher,
    students: list[Student],
    place: Place,
    seconds: float,
) -> Outage:
    """Kill the server half-way through a prediction, and start it again on the same port.

    again: starts it; stack: ends it at last. Whoever was cut off answers again once the page is
    back; nobody else does anything.
    """
    result, n = Outage(), len(students)
    await teacher.go(place)
    await asyncio.gather(
        *(one.session.until(lambda one=one: place.is_shown(one.session)) for one in students)
    )

    async def answer(one: Student) -> None:
        await asyncio.sleep(random.uniform(0, seconds))
        while True:
            try:
                await one.answer(place)
                result.confirmed += one.session.connections == 1
                return
            except ConnectionResetError:
                await asyncio.sleep(_NOTICES)
                await one.session.until(lambda: place.is_shown(one.session))

    answering = asyncio.gather(*map(answer, students))
    await asyncio.sleep(seconds / 2)
    os.kill(server.pid, signal.SIGKILL)
    await asyncio.to_thread(stack.enter_context, again())
    returned = time.perf_counter()
    here = await teacher.session.until(
        lambda: teacher.session.connections > 1 and teacher.here == n
    )
    result.back = here - returned
    await answering
    result.wanted = [sum(one.choice == c for one in students) for c in range(1, place.choices + 1)]
    with suppress(TimeoutError):
        await teacher.session.until(lambda: teacher.counts == result.wanted, 30)
    result.counts, result.here = teacher.counts, teacher.here
    return result
