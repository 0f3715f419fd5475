"""A class in real browsers: a teacher's, and those of students."""

import os
import signal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import settle

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
_APP = '[data-testid="stApp"]'
_CONNECTED = '[data-test-connection-state="CONNECTED"]'
STEP = '[data-testid="lesson"][data-step="{}"]'
LESSON = "?lesson=surprise&step=2"  # has a prediction, and no figure that needs a run


@pytest.mark.slow
def test_a_class_meets_and_outlives_its_server(open_page, tmp_path):
    """Join, follow, predict and reveal; then the server is killed, and all are there again."""
    with serve(tmp_path) as server:
        port = urlsplit(server.address).port

        def open_lessons(query="", **context):
            return open_page(f"Lessons{query}", server.address, ".lse-title", fresh=True, **context)

        teacher = open_lessons()
        teacher.get_by_role("button", name="Start a class").click()
        code = teacher.get_by_test_id("class-code")
        expect(code).to_have_text(expected := code.text_content())
        count, answers = (teacher.get_by_test_id(f"class-{part}") for part in ("count", "answers"))
        expect(count).to_have_text("0")
        one, two = (open_lessons(f"?class={expected}", **PHONE) for _ in range(2))
        expect(count).to_have_text("2")
        assert "class" not in one.url

        teacher.goto(f"{server.address}/Lessons{LESSON}")
        teacher.wait_for_selector(STEP.format(2))
        expect(code).to_have_text(expected)
        teacher.get_by_text("Everyone follows me").click()
        for student in (one, two):
            student.wait_for_selector(STEP.format(2))
        expect(answers).to_have_attribute("data-counts", "0,0,0,0")
        one.locator(".st-key-lesson-choices button").nth(2).click()
        expect(answers).to_have_attribute("data-counts", "0,0,1,0")

        # One goes elsewhere, and comes back by a click.
        settle(two)
        two.get_by_role("button", name="Next").click()
        two.wait_for_selector(STEP.format(3))
        expect(teacher.get_by_text("1 follow")).to_be_visible()
        two.get_by_role("button", name="Back to my teacher").click()
        two.wait_for_selector(STEP.format(2))

        os.kill(server.pid, signal.SIGKILL)
        for page in (teacher, one, two):
            page.wait_for_selector(f"{_APP}:not({_CONNECTED})")
        with serve(tmp_path, port=port):
            # Nobody touches anything.
            for page in (teacher, one, two):
                page.wait_for_selector(f"{_APP}{_CONNECTED}")
                settle(page)
            expect(count).to_have_text("2")
            expect(answers).to_have_attribute("data-counts", "0,0,1,0")
            expect(one.get_by_text(f"Class {expected}")).to_be_visible()
            teacher.get_by_role("button", name="Show the answer").click()
            for student in (one, two):
                expect(student.get_by_test_id("class-answers")).to_have_attribute(
                    "data-counts", "0,0,1,0"
                )
            teacher.get_by_role("button", name="Next").click()
            for student in (one, two):
                student.wait_for_selector(STEP.format(3))
            # A reload is no new student.
            settle(one)
            one.reload()
            one.wait_for_selector(".st-key-class-bar")
            expect(count).to_have_text("2")

            # The teacher's link opens on another machine, and nobody reads it there.
            teacher.get_by_role("button", name="Class screen").click()
            teacher.get_by_role("button", name="My link as the teacher").click()
            link = teacher.locator("[data-testid=stCode] code").text_content()
            other = open_lessons(f"?{urlsplit(link).query}")
            expect(other.get_by_test_id("class-code")).to_have_text(expected)
            settle(other)
            assert "teacher" not in other.url
            other.go_back()
            other.wait_for_function("!location.search.includes('teacher')")
            teacher.get_by_role("button", name="End the class").click()
            teacher.get_by_role("button", name="End it now").click()
            expect(one.get_by_text(f"The class {expected} has ended")).to_be_visible()
