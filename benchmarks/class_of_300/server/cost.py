"""What a class takes of its server, beside as many students who drag alone."""

from __future__ import annotations

import asyncio
import time

from benchmarks.class_of_300 import scenes
from benchmarks.class_of_300.server.process import cpu_seconds
from benchmarks.class_of_300.visitors.people import PLACES, Student, Teacher
from benchmarks.class_of_300.visitors.session import Session

MINUTE = 60.0
_QUIET = 1.0  # seconds until what a step has set off has ended


async def of_class(
    pid: int, teacher: Teacher, students: list[Student], seconds: float
) -> tuple[float, list[float], scenes.Answered]:
    """(CPU seconds a minute, seconds until each student had followed, the answers) of a class that
    goes to a step, answers its prediction, sees the answer, and talks about it for the rest."""
    began, before = time.perf_counter(), cpu_seconds(pid)
    followed = await scenes.follow(teacher, students, PLACES[1])
    answered = await scenes.predict(teacher, students, PLACES[1], seconds)
    await teacher.show_answer()
    await asyncio.gather(
        *(
            one.session.until(lambda one=one: "class-answers" in one.session.marked)
            for one in students
        )
    )
    await asyncio.sleep(max(0.0, began + MINUTE - time.perf_counter()))
    return cpu_seconds(pid) - before, followed, answered


async def of_following(pid: int, teacher: Teacher, students: list[Student]) -> tuple[float, int]:
    """(milliseconds of a processor that one student takes to follow to another step, how many
    elements that draws)."""
    drawn = sum(one.session.elements for one in students)
    before = cpu_seconds(pid)
    for place in PLACES:
        await scenes.follow(teacher, students, place)
        await asyncio.sleep(_QUIET)
    follows = len(students) * len(PLACES)
    elements = sum(one.session.elements for one in students) - drawn
    return 1000 * (cpu_seconds(pid) - before) / follows, elements // follows


async def of_dragging(
    pid: int, sessions: list[Session], every: float, seconds: float
) -> tuple[float, list[float]]:
    """(CPU seconds a minute, seconds of each release) of visitors who each drag so often."""
    before = cpu_seconds(pid)
    _, took = await scenes.while_dragging(sessions, every, asyncio.sleep(seconds))
    # As many releases as a minute has, where the server could not keep up.
    releases = len(sessions) * MINUTE / every
    return (cpu_seconds(pid) - before) * releases / len(took), took
