"""The Lessons page around its steps: links, guesses, tasks, plans, views, faults, worksheets."""

import csv
import io

import msgspec
import pytest

from tests.support.pages import open_page, sentences
from ui.pages.lessons import answers, loader, progress, step
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.lesson import LessonData, LessonError, make_lesson
from ui.pages.lessons.plans import lesson_after
from ui.pages.lessons.prose import ProseError, parse_prose
from ui.services.caches import resources

PAGE = "pages/7_Lessons.py"
TOML = """
minutes = 5
needs = []
[[steps]]
id = "first"
minutes = 1
figure = "probe"
open_in = "Explore"
[steps.state]
number = 3
[steps.prediction]
choices = 2
answer = "figure"
[steps.task]
event = "pressed"
[[steps]]
id = "second"
minutes = 2
figure = "probe"
"""
PROSE = """# Probe
Does it work?

with nothing

## first
What is seen first?

Some *words*.

### Prediction
What will it be?
- this
- that
### Reveal
It was that.
### Task
Press it.
### Why
Because $x$.
### Code
```python
## not a heading
```
### Teacher
Say it slowly.

## second
And then?

More words.
"""


class Probe:
    """A figure whose result a test chooses; it notes what it was given."""

    def __init__(self):
        self.result, self.seen = FigureResult(truth=2, query={"z": "0,0"}), []

    def __call__(self, state, *, key, revealed):
        self.seen.append((dict(state), key, revealed))
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@pytest.fixture
def probe(tmp_path, monkeypatch, checkpoints):
    """A lesson of two steps in the place of "invent", and its figure."""
    content, text = tmp_path / "content", tmp_path / "text"
    (content).mkdir()
    (text / "lessons").mkdir(parents=True)
    figure = Probe()
    monkeypatch.setattr(loader.lessons, "__defaults__", (content,))
    monkeypatch.setattr(loader, "prose_path", lambda name: text / f"{name}.md")
    monkeypatch.setattr(loader, "find_spec", lambda name: name.endswith(".probe") or None)
    monkeypatch.setattr(step, "load_figure", lambda name: figure)
    write(tmp_path)
    figure.folder = tmp_path
    return figure


def write(folder, toml=TOML, prose=PROSE, name="invent"):
    (folder / "content" / f"{name}.toml").write_text(toml, encoding="utf-8")
    (folder / "text" / "lessons" / f"{name}.md").write_text(prose, encoding="utf-8")


def open_step(number=1, **query):
    return open_page(PAGE, lesson="invent", step=str(number), **query)


def button(app, label):
    return next(b for b in app.button if b.label == label)


def shown(app):
    return " ".join(e.value for kind in (app.markdown, app.get("html"), app.caption) for e in kind)


def test_a_guess_is_made_before_the_answer_and_stays_beside_it(probe):
    app = open_step()
    state = {"number": 3, "projector": False, "chosen": 0}
    assert probe.seen[-1] == (state, "lesson-invent-first", False)
    assert not [b for b in app.button if b.label == "Show the answer"]
    button(app, "this").click().run()
    button(app, "Show the answer").click().run()
    assert probe.seen[-1][0]["chosen"] == 1
    assert probe.seen[-1][2] is True
    assert button(app, "this :small[· you said]") and button(app, "that :small[· it is so]")
    assert "It was that." in shown(app)
    button(app, "that :small[· it is so]").click().run()
    assert button(app, "this :small[· you said]"), "a guess that was answered stays"


def test_an_event_of_the_figure_ends_the_task_for_good(probe):
    app = open_step()
    assert "**Task:** Press it." in shown(app)
    probe.result = FigureResult(frozenset({"pressed"}), truth=2)
    app.run()
    assert "**Done:** Press it." in shown(app)
    probe.result = FigureResult(truth=2)
    app.run()
    assert "**Done:** Press it." in shown(app)


def test_back_next_and_the_list_go_through_the_link(probe):
    app = open_step(plan="20")
    button(app, "Next").click().run()
    assert dict(app.query_params) == {"lesson": "invent", "step": "2", "plan": "20"}
    assert probe.seen[-1][2] is True, "a step without a prediction has nothing to hide"
    button(app, "Back").click().run()
    assert app.query_params["step"] == "1"
    button(app, "Next").click().run()
    button(app, "All lessons").click().run()
    assert dict(app.query_params) == {}
    assert "1 of 1 lessons done" in shown(app)
    button(app, "Start over").click().run()
    assert "0 of 1 lessons done" in shown(app)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"lesson": "nothing"}, "which is not here"),
        ({"lesson": "bound"}, "which is not here"),
        ({"lesson": "invent", "step": "9"}, "step of this lesson is a whole number from 1 to 2"),
        ({"lesson": "invent", "step": "x"}, "step of this lesson is a whole number from 1 to 2"),
        ({"lesson": "invent", "view": "<b>"}, "The link asks for view"),
    ],
)
def test_a_link_to_what_is_not_there_is_a_sentence(probe, query, sentence):
    app = open_page(PAGE, **query)
    assert sentence in sentences(app)
    app.run()
    assert sentences(app) == ""


def test_the_views_show_what_each_needs(probe):
    assert "Say it slowly." not in shown(open_step())
    app = open_step(view="teacher")
    assert "Say it slowly." in shown(app) and "Some *words*." in shown(app)
    button(app, "Projector").click().run()
    assert app.query_params["view"] == "projector"
    assert "Some *words*." not in shown(app)
    assert probe.seen[-1][0]["projector"] is True
    assert button(app, "Show the answer"), "the class says its guess aloud"
    button(app, "Close").click().run()
    assert "view" not in app.query_params


def test_a_worksheet_has_every_question_and_a_code(probe):
    app = open_step(2, view="sheet")
    text = shown(app)
    for part in (
        "Does it work?",
        "What is seen first?",
        "What will it be?",
        "Press it.",
        "And then?",
    ):
        assert part in text
    button(app, "Back to the lesson").click().run()
    assert dict(app.query_params) == {"lesson": "invent", "step": "2"}


def test_a_browser_that_cannot_run_the_figure_gets_text_and_a_picture(probe):
    import numpy as np

    probe.result = FigureResult(fallback=True, still=np.zeros((28, 28)))
    app = open_step(2)
    assert "could not start in this browser" in sentences(app)
    assert app.get("image")
    assert "More words." in shown(app)


def test_a_figure_with_a_fault_is_a_sentence(probe):
    probe.result = KeyError("run")
    app = open_step(2)
    assert "“probe” of this step has a fault" in sentences(app)
    assert button(app, "All lessons")


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


def test_the_list_opens_the_whole_glossary(probe):
    app = open_page(PAGE)
    assert "**Posterior collapse**" not in shown(app)
    button(app, "Glossary").click().run()
    assert "**Posterior collapse**" in shown(app)


def test_what_the_browser_kept_is_taken_over(probe):
    app = open_step()
    kept = {
        "done": {"invent": ["first", "second"]},
        "last": {"invent": 2},
        "answers": {"invent/first": {"choice": 2, "shown": True}},
        "tasks": ["invent/first"],
    }
    app.session_state[progress._KEY] = msgspec.convert(kept, progress.Progress)
    app.run()
    assert button(app, "that :small[· you said, it is so]")
    assert "**Done:**" in shown(app)


@pytest.mark.parametrize("wrong", [{"done": []}, {"tasks": [1]}, {"more": 1}, "text", None])
def test_what_a_browser_kept_is_checked(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, progress.Progress)


def test_answers_are_a_table_with_every_question(probe):
    app = open_step()
    button(app, "that").click().run()
    (row,) = table_of(app)
    assert (row["my guess"], row["answer"]) == ("that", "")
    assert row["task done"] == "no" and row["answer shown"] == "no"
    probe.result = FigureResult(frozenset({"pressed"}), truth=1)
    button(app, "Show the answer").click().run()
    (row,) = table_of(app)
    assert (row["my guess"], row["answer"]) == ("that", "this"), "the figure computes the answer"
    assert row["task done"] == "yes" and row["answer shown"] == "yes"


def table_of(app):
    """The rows of the file of answers that this visitor would keep."""
    script = (
        "from ui.pages.lessons import answers, loader\n"
        "import streamlit as st\n"
        "from vae_core.files.csv_table import as_csv\n"
        "st.code(as_csv(answers.rows(loader.lessons()[0].values())).decode())"
    )
    from streamlit.testing.v1 import AppTest

    table = AppTest.from_string(script)
    table.session_state[progress._KEY] = app.session_state[progress._KEY]
    return list(csv.DictReader(io.StringIO(table.run().code[0].value)))


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


def test_without_any_lesson_the_page_still_opens(probe):
    (probe.folder / "content" / "invent.toml").unlink()
    resources._runs.clear()
    app = open_page(PAGE)
    assert not app.exception
    assert not answers.rows([])
