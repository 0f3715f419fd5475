"""The few real browsers of a class: a projector, and students."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Page, async_playwright

from benchmarks.browser import launch
from benchmarks.class_of_300.visitors.people import Place, Teacher

STUDENTS = 2
_PATIENCE = 60_000  # milliseconds


@dataclass
class Screens:
    """projector: a page with the class's own screen. students: pages that have joined."""

    projector: Page
    students: list[Page]

    async def followed(self, place: Place, began: float) -> float:
        """Seconds from `began` until the last student's page shows a step."""
        for page in self.students:
            await page.wait_for_selector(
                f'[data-testid="lesson"][data-step="{place.step}"]', timeout=_PATIENCE
            )
        return time.perf_counter() - began

    async def counted(self, n: int) -> float:
        """When the projector shows n answers."""
        await self.projector.wait_for_function(
            """n => (document.querySelector('[data-testid="class-answers"]')?.dataset.counts ?? "")
                .split(",").reduce((sum, one) => sum + Number(one), 0) === n""",
            arg=n,
            timeout=_PATIENCE,
        )
        return time.perf_counter()


@asynccontextmanager
async def screens(url: str, teacher: Teacher) -> AsyncIterator[Screens]:
    """A projector by the teacher's link, and students by the link of the class."""
    async with async_playwright() as playwright:
        browser = await launch(playwright, shell=True)  # type: ignore[arg-type, misc]

        async def page(query: str) -> Page:
            context = await browser.new_context(viewport={"width": 1440, "height": 900})
            opened = await context.new_page()
            await opened.goto(f"{url}/Lessons?{query}")
            return opened

        projector = await page(teacher.link)
        await projector.get_by_role("button", name="Class screen").click(timeout=_PATIENCE)
        await projector.wait_for_selector(".lse-class-card", timeout=_PATIENCE)
        students = [await page(f"class={teacher.code}") for _ in range(STUDENTS)]
        for student in students:
            await student.wait_for_selector(".st-key-class-bar", timeout=_PATIENCE)
        yield Screens(projector, students)
        await browser.close()
