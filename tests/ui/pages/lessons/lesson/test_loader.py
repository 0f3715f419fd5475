"""Reading of lessons: faults are named, the others open; plans and prose."""

import pytest

from tests.support.lesson_probe import PAGE, PROSE, TOML, write
from tests.support.pages import open_page, sentences
from ui.pages.lessons.lesson import LessonData, LessonError, loader, make_lesson
from ui.pages.lessons.lesson.plans import lesson_after
from ui.pages.lessons.lesson.prose import ProseError, parse_prose


@pytest.mark.parametrize(
    ("toml", "prose", "fault"),
    [
        (TOML.replace("minutes = 5", ""), PROSE, "minutes"),
        (TOML.replace("minutes = 5", "minutes = 5\nnonsense = 1"), PROSE, "nonsense"),
        (TOML.replace("[steps.state]", "[steps.state"), PROSE, "line"),
        (TOML.replace('"probe"', '"../secret"'), PROSE, "which is none"),
        (TOML.replace('"probe"', '"missing"'), PROSE, "which is none"),
        (TOML.replace("needs = []", 'needs = ["nothing"]'), PROSE, "which is no lesson"),
        (TOML.replace('"Explore"', '"Elsewhere"'), PROSE, "which is no page"),
        (TOML.replace("choices = 2", "choices = 3"), PROSE, "has 2 choices in its prose, not 3"),
        (TOML.replace("choices = 2", "choices = 6"), PROSE, "it can have 2 to 5"),
        (TOML.replace('answer = "figure"', "answer = 3"), PROSE, "none of its choices"),
        (TOML.replace('[steps.task]\nevent = "pressed"', ""), PROSE, "has a task in one"),
        (TOML, PROSE.replace("## second", "## third"), "but"),
        (TOML, PROSE.replace("### Why", "### Whence"), "is none of"),
        (TOML, PROSE.replace("# Probe", "Probe", 1), "does not begin with"),
        (TOML, PROSE.replace("## second", "## first"), "is there twice"),
    ],
)
def test_a_fault_is_named_and_the_others_still_open(probe, toml, prose, fault):
    write(probe.folder, toml, prose)
    write(probe.folder, name="bound")
    sound, problems = loader.lessons(probe.folder / "content")
    assert list(sound) == ["bound"]
    assert len(problems) == 1 and "“invent” has a fault" in problems[0]
    assert fault in problems[0].replace("\\", "")
    app = open_page(PAGE, lesson="bound", step="2")
    assert "“invent” has a fault" in sentences(app)
    assert app.query_params["lesson"] == "bound"


def test_a_lesson_without_its_prose_is_a_fault(probe):
    (probe.folder / "text" / "lessons" / "invent.md").unlink()
    assert "has a fault" in loader.lessons(probe.folder / "content")[1][0]


def test_the_first_lesson_is_found_without_reading_the_others():
    loader._read.cache_clear()
    first = loader.first_lesson()
    assert first.number == 1 and loader._read.cache_info().currsize == 1
    assert first == next(iter(loader.lessons()[0].values()))


def test_a_first_lesson_with_a_fault_is_passed_over(probe, monkeypatch):
    monkeypatch.setattr(loader, "CONTENT", probe.folder / "content")
    write(probe.folder, "minutes = 5", name="few-numbers")
    assert loader.first_lesson().name == "invent"
    write(probe.folder, "minutes = 5")
    assert loader.first_lesson() is None


def test_the_lesson_after_is_the_plans_or_the_next_in_the_class():
    here = ["few-numbers", "invent", "surprise", "one-image"]
    assert lesson_after("20", "invent", here) == ""
    assert lesson_after("45", "invent", here) == "surprise"
    assert lesson_after("", "invent", here) == "surprise"
    assert lesson_after("45", "invent", ["invent", "forces"]) == "forces"
    assert lesson_after("20", "surprise", here) == ""


def test_code_that_looks_like_a_heading_is_code():
    assert "## not a heading" in parse_prose(PROSE).steps["first"].parts["Code"]
    with pytest.raises(ProseError):
        parse_prose("")
    with pytest.raises(LessonError):
        make_lesson("invent", 1, LessonData(1, [], []), parse_prose(PROSE), [])
