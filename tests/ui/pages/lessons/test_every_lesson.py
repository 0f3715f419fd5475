"""Every shipped lesson and step: sound data, few words, and a step that opens."""

import re

import pytest

from tests.support.pages import ROOT, button, open_page, page_html, sentences
from ui.pages.lessons.lesson.loader import CONTENT, NAMES, lessons
from ui.pages.lessons.lesson.plans import PLANS

PAGE = "pages/7_Lessons.py"
TEXT = ROOT / "ui" / "text"
LESSONS, FAULTS = lessons()
STEPS = [
    pytest.param(lesson, number, id=f"{lesson.name}-{number}")
    for lesson in LESSONS.values()
    for number in range(1, len(lesson.steps) + 1)
]


def test_no_lesson_has_a_fault():
    assert not FAULTS
    assert {path.stem for path in CONTENT.glob("*.toml")} == set(LESSONS) <= set(NAMES)


def test_what_is_needed_before_comes_before():
    for lesson in LESSONS.values():
        assert all(NAMES.index(need) < lesson.number - 1 for need in lesson.needs)


def test_the_lessons_of_a_plan_fit_its_minutes():
    for plan in PLANS.values():
        assert 0.6 * plan.minutes <= sum(LESSONS[n].minutes for n in plan.lessons) <= plan.minutes
    for lesson in LESSONS.values():
        assert lesson.minutes == sum(step.data.minutes for step in lesson.steps)


@pytest.mark.parametrize(("lesson", "number"), STEPS)
def test_a_step_has_one_line_of_question_and_few_words(lesson, number):
    step = lesson.steps[number - 1]
    assert len(step.prose.question) <= 60
    assert 0 < len(_words(step.prose.text)) <= 60
    assert step.part("Teacher"), "a teacher's note says what to say"
    assert all(len(choice) <= 40 for choice in step.choices)


def test_displayed_mathematics_is_fenced_as_the_page_reads_it():
    """Over several lines, $$ stands alone on its line: what shares one with the first is lost."""
    for path in TEXT.rglob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line.count("$$") in (0, 2) or line.strip() == "$$", f"{path.name}: {line}"


@pytest.mark.parametrize(("lesson", "number"), STEPS)
def test_a_step_opens(lesson, number):
    app = open_page(PAGE, lesson=lesson.name, step=str(number))
    assert not sentences(app)
    assert dict(app.query_params) == {"lesson": lesson.name, "step": str(number)}
    step = lesson.steps[number - 1]
    assert step.prose.question in page_html(app)
    if step.data.prediction:
        choice = next(b for b in app.button if b.key == f"choice 1 of {lesson.name} {step.data.id}")
        choice.click().run()
        button(app, "Show the answer").click().run()
        assert not app.exception and not sentences(app)
        assert "you said" in next(b.label for b in app.button if b.key == choice.key)
        assert sum("it is so" in b.label for b in app.button) == 1


def _words(markdown: str) -> list[str]:
    return re.findall(r"\w[\w’'-]*", re.sub(r"\$[^$]*\$", "x", markdown))
