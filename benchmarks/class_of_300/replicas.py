"""Two servers that share one class in a Redis."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.browser import ROOT, serve
from benchmarks.class_of_300 import scenes
from benchmarks.class_of_300.visitors.people import PLACES, Teacher, join
from benchmarks.redis_server import redis_server


@dataclass
class Shared:
    """here: how many the teacher's screen says are here. followed: seconds until each student of
    both servers had followed."""

    here: int = 0
    followed: list[float] = field(default_factory=list)
    answered: scenes.Answered = field(default_factory=scenes.Answered)


async def shared(folder: Path, n: int, seconds: float) -> Shared:
    """A class of n with its teacher on one server, and half of the students on the other."""
    with ExitStack() as stack:
        url = stack.enter_context(redis_server())
        text = (ROOT / "limits.toml").read_text(encoding="utf-8")
        table, _, classes = text.partition("[classes]")
        limits = folder / "limits.toml"
        classes = classes.replace('store = "sqlite"', f'store = "{url}/0"', 1)
        limits.write_text(f"{table}[classes]{classes}", encoding="utf-8")
        one, two = (stack.enter_context(serve(folder, limits=limits)).address for _ in range(2))
        async with Teacher.start(one) as teacher:
            here, there = await asyncio.gather(
                *(join(url, teacher.code, n // 2, seconds) for url in (one, two))
            )
            students = here[0] + there[0]
            await teacher.go(PLACES[0])
            await teacher.lead()
            await teacher.session.until(lambda: teacher.here == len(students))
            result = Shared(teacher.here)
            result.followed = await scenes.follow(teacher, students, PLACES[1])
            result.answered = await scenes.predict(teacher, students, PLACES[1], seconds)
            await asyncio.gather(*(student.leave() for student in students))
    return result
