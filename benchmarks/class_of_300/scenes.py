"""What a class does together, and how long each part takes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from benchmarks.class_of_300.visitors.people import LESSONS, Place, Student, Teacher
from benchmarks.class_of_300.visitors.session import Session

T = TypeVar("T")

CLASS_SCREEN = "view=class"
_COUNT = re.compile(r'"count": ?(\d+)')
_EXPLORE = ("", "dataset=uci-digits&run=vae-2d")
_PLANE = "explorer"
_LATE = 30.0  # seconds after which what is not on the screen is lost


@dataclass
class Answered:
    """delays: for each answer, seconds until the teacher's screen counted it. waited: seconds that
    each student waited for the page. sent: when each was sent. counts: what the screen had at last,
    and what it should have."""

    delays: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    wanted: list[int] = field(default_factory=list)


async def follow(teacher: Teacher, students: list[Student], place: Place) -> list[float]:
    """Seconds from the teacher's step until each student's screen shows it."""
    waiting = [
        asyncio.create_task(one.session.until(lambda one=one: place.is_shown(one.session)))
        for one in students
    ]
    await asyncio.sleep(0)
    began = time.perf_counter()
    await teacher.go(place)
    return [at - began for at in await asyncio.gather(*waiting)]


async def predict(
    teacher: Teacher, students: list[Student], place: Place, seconds: float
) -> Answered:
    """Every student answers a prediction at some moment of so many seconds."""
    result, sent, counted = Answered(), [], []

    async def answer(one: Student) -> None:
        await asyncio.sleep(random.uniform(0, seconds))
        began = time.perf_counter()
        await one.answer(place)
        result.waited.append(time.perf_counter() - began)
        sent.append((began, one.choice))
        result.sent.append(began)

    watching = asyncio.create_task(_watch(teacher, lambda: teacher.counts, counted))
    await asyncio.gather(*map(answer, students))
    wanted = [sum(one.choice == c for one in students) for c in range(1, place.choices + 1)]
    with contextlib.suppress(TimeoutError):
        await teacher.session.until(lambda: teacher.counts == wanted, _LATE)
    watching.cancel()
    counted.append((time.perf_counter(), teacher.counts))
    for choice in range(1, place.choices + 1):
        # The k-th answer of a choice is on the screen when k of them are.
        of_choice = sorted(at for at, chosen in sent if chosen == choice)
        for k, at in enumerate(of_choice, 1):
            shown = next((t for t, n in counted if n and n[choice - 1] >= k), None)
            result.delays.append((shown if shown is not None else float("inf")) - at)
    result.counts, result.wanted = teacher.counts, wanted
    return result


async def draggers(url: str, n: int, seconds: float) -> list[Session]:
    """n visitors of Explore, who come within so many seconds."""

    async def one(i: int) -> Session:
        await asyncio.sleep(i / n * seconds)
        session = await Session(url).__aenter__()
        await session.open(*_EXPLORE)
        return session

    return list(await asyncio.gather(*map(one, range(n))))


async def drag(sessions: list[Session], every: float, stop: asyncio.Event) -> list[float]:
    """Seconds of each release of a drag, which every session makes so often, until told to stop."""
    took: list[float] = []

    async def one(session: Session) -> None:
        await asyncio.sleep(random.uniform(0, every))
        while not stop.is_set():
            z = [random.gauss(0, 1), random.gauss(0, 1)]
            began = time.perf_counter()
            await session.report(_PLANE, {"z": [z, time.time()]})
            took.append(time.perf_counter() - began)
            await asyncio.sleep(max(0.0, every - took[-1]))

    await asyncio.gather(*map(one, sessions))
    return took


async def while_dragging(
    sessions: list[Session], every: float, work: Awaitable[T]
) -> tuple[T, list[float]]:
    """(what `work` returns, seconds of each release of a drag meanwhile)."""
    stop = asyncio.Event()
    dragging = asyncio.create_task(drag(sessions, every, stop))
    try:
        result = await work
    finally:
        stop.set()
    return result, await dragging


async def draw(teacher: Teacher, students: list[Student], seconds: float) -> list[float]:
    """Seconds until each drawing is on the teacher's map; each student sends one within so many
    seconds. inf for one that never came.
    """
    await teacher.session.open(LESSONS, CLASS_SCREEN)
    before, sent, counted = on_map(teacher), [], []

    async def send(one: Student) -> None:
        await asyncio.sleep(random.uniform(0, seconds))
        drawn = {"drawing": {"x": base64.b64encode(_ink()).decode(), "empty": False}}
        await one.session.report("class pad", drawn)
        sent.append(time.perf_counter())
        await one.session.press("send drawing")

    await asyncio.gather(*(one.session.open(LESSONS, CLASS_SCREEN) for one in students))
    watching = asyncio.create_task(_watch(teacher, lambda: on_map(teacher), counted))
    await asyncio.gather(*map(send, students))
    with contextlib.suppress(TimeoutError):
        await teacher.session.until(lambda: on_map(teacher) == before + len(students), _LATE)
    watching.cancel()
    counted.append((time.perf_counter(), on_map(teacher)))
    return [
        next((t for t, n in counted if n >= before + k), float("inf")) - at
        for k, at in enumerate(sorted(sent), 1)
    ]


async def _watch(teacher: Teacher, look: Callable[[], T], seen: list[tuple[float, T]]) -> None:
    """Note in `seen` when what the teacher's screen shows has changed, and to what."""
    while True:
        now = look()
        seen.append((time.perf_counter(), now))
        await teacher.session.until(lambda now=now: look() != now)


def on_map(teacher: Teacher) -> int:
    """How many drawings the teacher's map has."""
    found = _COUNT.search(teacher.session.scenes.get("class map", ""))
    return int(found[1]) if found else 0


def _ink() -> bytes:
    """A bar of some slant, as a picture of 28 x 28 pixels."""
    image, slant = np.zeros((28, 28), np.uint8), random.uniform(-0.4, 0.4)
    for row in range(5, 23):
        column = round(14 + slant * (row - 14))
        image[row, column - 1 : column + 2] = 255
    return image.tobytes()
