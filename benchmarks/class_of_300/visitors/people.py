"""A teacher and students, each a session of its own."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.class_of_300.visitors.session import Session

LESSONS = "Lessons"
_LOST = 30.0  # seconds after which what was not confirmed is lost
_SENT = "Sent. You can change it until your teacher closes the question."


@dataclass(frozen=True)
class Place:
    """A step of a lesson with a prediction. id: of the step. choices: how many it offers."""

    lesson: str
    step: int
    id: str
    choices: int

    @property
    def query(self) -> str:
        """Its query string."""
        return urlencode({"lesson": self.lesson, "step": self.step})

    def is_shown(self, session: Session) -> bool:
        """True if this session shows it."""
        return session.has(self.button(1))

    def button(self, choice: int) -> str:
        """The key of a choice, from 1."""
        return f"choice {choice} of {self.lesson} {self.id}"


# Steps that need no run.
PLACES = (
    Place("surprise", 1, "questions", 4),
    Place("surprise", 2, "order", 4),
    Place("surprise", 3, "cost", 5),
)


class Teacher:
    """A teacher with a class, on the screen that shows the answers."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    @contextlib.asynccontextmanager
    async def start(cls, url: str) -> AsyncIterator[Teacher]:
        """A teacher who has started a class."""
        async with Session(url) as session:
            await session.open(LESSONS)
            await session.press("start class")
            await session.until(lambda: "class-code" in session.marked)
            yield cls(session)

    @property
    def code(self) -> str:
        """The code of the class."""
        return self.session.marked["class-code"]

    @property
    def counts(self) -> list[int]:
        """How many chose what, as it stands on the screen."""
        text = self.session.marked.get("class-answers", "")
        return [int(n) for n in text.split(",")] if text else []

    @property
    def here(self) -> int:
        """How many are here, as it stands on the screen."""
        return int(self.session.marked.get("class-count") or 0)

    @property
    def link(self) -> str:
        """The query string of the teacher's secret link."""
        code, _, secret = self.session.cookies["lse_teacher"].partition(".")
        return urlencode({"class": code, "teacher": secret})

    async def go(self, place: Place) -> None:
        """Go to a step."""
        await self.session.open(LESSONS, place.query)

    async def lead(self, on: bool = True) -> None:
        """Turn on that everyone follows, or off."""
        await self.session.turn("everyone follows", on)

    async def show_answer(self) -> None:
        """Show everybody the answer."""
        await self.session.press("Show the answer")


class Student:
    """A student of a class."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.choice = 0

    @classmethod
    async def join(cls, url: str, code: str) -> Student:
        """A student who has joined by the link. `leave` closes the session."""
        session = await Session(url).__aenter__()
        await session.open(LESSONS, urlencode({"class": code}))
        return cls(session)

    async def answer(self, place: Place) -> float:
        """Answer a prediction by chance, and wait until the page says that it was sent; returns
        when it was. For a student who follows.

        Raises ConnectionResetError where the server goes away meanwhile.
        """
        session, connections = self.session, self.session.connections
        self.choice = random.randint(1, place.choices)
        sent = time.perf_counter()
        await session.press(place.button(self.choice))
        # The run that has ended may be one that was on its way before.
        with contextlib.suppress(TimeoutError):  # it is lost, as the counts will say
            await session.until(
                lambda: _SENT in session.texts or session.connections > connections, _LOST
            )
        if session.connections > connections:
            raise ConnectionResetError
        return sent

    async def leave(self) -> None:
        """Close the session."""
        await self.session.__aexit__()


async def join(url: str, code: str, n: int, seconds: float) -> tuple[list[Student], list[float]]:
    """(n students who join within so many seconds, seconds that each waited for the page)."""

    async def one(i: int) -> tuple[Student, float]:
        await asyncio.sleep(i / n * seconds)
        began = time.perf_counter()
        student = await Student.join(url, code)
        return student, time.perf_counter() - began

    joined = await asyncio.gather(*map(one, range(n)))
    return [student for student, _ in joined], [waited for _, waited in joined]
