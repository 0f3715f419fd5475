"""The Lessons page around its steps: links, guesses, tasks, plans, views, faults, worksheets."""

import csv
import io

import msgspec
import pytest

from tests.support.lesson_probe import PAGE, shown
from tests.support.pages import button, open_page, sentences
from ui.pages.lessons import progress
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.index import answers
from ui.services.caches import resources


def open_step(number=1, **query):
    return open_page(PAGE, lesson="invent", step=str(number), **query)


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
        "from ui.pages.lessons.index import answers\nfrom ui.pages.lessons.lesson import loader\n"
        "import streamlit as st\n"
        "from vae_core.files.csv_table import as_csv\n"
        "st.code(as_csv(answers.rows(loader.lessons()[0].values())).decode())"
    )
    from streamlit.testing.v1 import AppTest

    table = AppTest.from_string(script)
    table.session_state[progress._KEY] = app.session_state[progress._KEY]
    return list(csv.DictReader(io.StringIO(table.run().code[0].value)))


def test_without_any_lesson_the_page_still_opens(probe):
    (probe.folder / "content" / "invent.toml").unlink()
    resources._runs.clear()
    app = open_page(PAGE)
    assert not app.exception
    assert not answers.rows([])
