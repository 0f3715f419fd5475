"""A class on one server, from joining to a kill of the server and back."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.browser import serve
from benchmarks.class_of_300 import scenes
from benchmarks.class_of_300.server import cost
from benchmarks.class_of_300.server.floor import floor
from benchmarks.class_of_300.server.outage import Outage, outage
from benchmarks.class_of_300.server.process import joined
from benchmarks.class_of_300.visitors.people import PLACES, Teacher, join
from benchmarks.class_of_300.visitors.screens import STUDENTS, screens

FEW, DRAWINGS, EVERY = 30, 30, 3.0


@dataclass
class Measured:
    """All times in seconds. few, followed: of each student, in a class of 30 and in the whole.
    browsers: until the pages in browsers had followed. quiet, answered: a prediction by all,
    alone and while 30 others drag. projector: until the last answer was on a real screen.
    drags: releases meanwhile; alone: where all drag. drawn: until each drawing was on the map.
    class_cpu, drag_cpu: CPU seconds a minute. follow_cpu, elements: milliseconds of a processor
    for one student of the 30 who follows, and what that draws; floor_cpu: for as many elements
    of an empty page. twice: how many more or fewer students the class has after the kill."""

    joined: list[float] = field(default_factory=list)
    few: list[float] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)
    follow_cpu: float = float("nan")
    elements: int = 0
    floor_cpu: float = float("nan")
    browsers: float = float("nan")
    quiet: scenes.Answered = field(default_factory=scenes.Answered)
    answered: scenes.Answered = field(default_factory=scenes.Answered)
    projector: float = float("nan")
    drags: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    class_cpu: float = float("nan")
    drag_cpu: float = float("nan")
    alone: list[float] = field(default_factory=list)
    outage: Outage = field(default_factory=Outage)
    here: int = 0
    twice: int = 0
    errors: list[str] = field(default_factory=list)


async def one_server(folder: Path, n: int, seconds: float, *, timed: bool = True) -> Measured:
    """Measure a class of n whose predictions take so many seconds.

    timed: else only what can be lost is looked at: no browsers, nobody drags.
    """
    result = Measured()
    with ExitStack() as stack:
        server = stack.enter_context(serve(folder))
        url = server.address
        async with Teacher.start(url) as teacher:
            few, waited = await join(url, teacher.code, min(n, FEW), 2)
            await teacher.go(PLACES[0])
            await teacher.lead()
            await teacher.session.until(lambda: teacher.here == len(few))
            result.few = await scenes.follow(teacher, few, PLACES[2])
            if timed:
                result.follow_cpu, result.elements = await cost.of_following(
                    server.pid, teacher, few
                )
            rest, more = await join(url, teacher.code, n - len(few), (n - len(few)) / 20)
            students, result.joined = few + rest, waited + more
            await teacher.session.until(lambda: teacher.here == n)
            await teacher.go(PLACES[0])
            if timed:
                result.class_cpu, result.followed, result.quiet = await cost.of_class(
                    server.pid, teacher, students, seconds
                )
                await _while_others_drag(url, teacher, students, seconds, result)
            else:
                result.followed = await scenes.follow(teacher, students, PLACES[1])
                result.quiet = await scenes.predict(teacher, students, PLACES[1], seconds)
            result.here = teacher.here
            await teacher.lead(False)
            result.drawn = await scenes.draw(teacher, students[:DRAWINGS], seconds)
            await teacher.go(PLACES[0])
            await teacher.lead()
            port, before = urlsplit(url).port, joined(folder, teacher.code)
            result.outage = await outage(
                server, partial(serve, folder, port=port), stack, teacher, students, PLACES[0],
                seconds,
            )  # fmt: skip
            result.twice = abs(joined(folder, teacher.code) - before)
            result.errors = [*teacher.session.errors]
            for student in students:
                result.errors += student.session.errors
                await student.leave()
    if timed:
        await _all_drag(folder, n, result)
        result.floor_cpu = await floor(result.elements)
    return result


async def _while_others_drag(
    url: str, teacher: Teacher, students: list, seconds: float, result: Measured
) -> None:
    others = await scenes.draggers(url, FEW, 3)
    for student in students[-STUDENTS:]:
        await student.leave()  # their places in the class go to the browsers
    del students[-STUDENTS:]
    async with screens(url, teacher) as real:
        await teacher.go(PLACES[0])
        began = time.perf_counter()
        _, result.browsers = await asyncio.gather(
            scenes.follow(teacher, students, PLACES[2]), real.followed(PLACES[2], began)
        )
        counted = asyncio.create_task(real.counted(len(students)))
        result.answered, result.drags = await scenes.while_dragging(
            others, EVERY, scenes.predict(teacher, students, PLACES[2], seconds)
        )
        result.projector = await counted - max(result.answered.sent)
    for session in others:
        await session.__aexit__()


async def _all_drag(folder: Path, n: int, result: Measured) -> None:
    with serve(folder) as server:
        sessions = await scenes.draggers(server.address, n, n / 20)
        result.drag_cpu, result.alone = await cost.of_dragging(server.pid, sessions, EVERY, 12)
        for session in sessions:
            await session.__aexit__()
