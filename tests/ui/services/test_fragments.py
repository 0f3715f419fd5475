"""Fragments: an error of the library is a sentence, on a page and where a fragment runs alone."""

import re
from functools import partial

import pytest
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest

from tests.support.pages import ROOT


def page():
    import streamlit as st

    from ui.services.fragments import fragment, is_fragment_run
    from vae_core.errors import RunError

    @fragment
    def part():
        st.session_state.in_part = is_fragment_run()
        if st.session_state.get("damaged"):
            raise RunError("The run is damaged.")
        st.text("Sound")

    part()
    st.text("The rest")


def run_fragments(app: AppTest, monkeypatch, ids: list[str] | None = None) -> AppTest:
    """Run the fragments of a page alone, all or some, which AppTest has no call for."""
    ids = ids or list(app._fragment_storage._fragments)
    request = partial(RerunData, fragment_id_queue=ids)
    with monkeypatch.context() as patch:
        patch.setattr("streamlit.testing.v1.local_script_runner.RerunData", request)
        return app.run()


def test_a_page_shows_the_sentence_and_goes_on():
    app = AppTest.from_function(page)
    app.session_state.damaged = True
    app.run()
    assert [error.value for error in app.error] == ["The run is damaged."]
    assert not app.exception
    assert [text.value for text in app.text] == ["The rest"]
    assert not app.session_state.in_part


def test_a_fragment_that_runs_alone_shows_the_sentence(monkeypatch):
    app = AppTest.from_function(page).run()
    assert [text.value for text in app.text] == ["Sound", "The rest"]
    app.session_state.damaged = True
    run_fragments(app, monkeypatch)
    assert app.session_state.in_part
    assert [error.value for error in app.error] == ["The run is damaged."]
    assert not app.exception


def parts():
    import streamlit as st

    from ui.services.fragments import fragment

    st.session_state.runs = []
    news = st.session_state.setdefault("news", [])

    @fragment
    def outer():
        st.session_state.runs.append("outer")
        st.button("Outer", on_click=news.append, args=("outer",))
        inner()

    @fragment
    def inner():
        st.session_state.runs.append("inner")
        st.button("Inner", on_click=news.append, args=("inner",))
        st.text(" ".join(news))

    st.session_state.runs.append("page")
    st.button("Page", on_click=news.append, args=("page",))
    outer()


@pytest.mark.parametrize(
    ("pressed", "asked", "runs"),
    [
        ("Inner", "inner", ["inner"]),
        ("Inner", "outer", ["outer", "inner"]),
        ("Outer", "outer", ["outer", "inner"]),
        ("Outer", "inner", ["page", "outer", "inner"]),
        ("Page", "inner", ["page", "outer", "inner"]),
        ("Page", "outer", ["page", "outer", "inner"]),
    ],
)
def test_what_is_pressed_is_drawn_whichever_fragment_the_browser_asks_for(
    pressed, asked, runs, monkeypatch
):
    """Streamlit's front end names one fragment for all that is said within one turn of its loop."""
    app = AppTest.from_function(parts).run()
    ids = dict(zip(["outer", "inner"], app._fragment_storage._fragments, strict=True))
    app.session_state.runs = []
    next(button for button in app.button if button.label == pressed).click()
    run_fragments(app, monkeypatch, [ids[asked]])
    assert app.session_state.news == [pressed.lower()]
    assert app.session_state.runs == runs
    assert app.text[-1].value == pressed.lower()


def heard_once():
    import streamlit as st

    from ui.services.fragments import fragment, run_again

    @fragment
    def part():
        if st.session_state.setdefault("heard", True):
            st.session_state.heard = False
            run_again()
        st.text("Done")

    part()


def test_a_fragment_runs_again_in_a_run_of_the_page_and_alone(monkeypatch):
    app = AppTest.from_function(heard_once).run()
    assert not app.exception
    assert [text.value for text in app.text] == ["Done"]
    app.session_state.heard = True
    run_fragments(app, monkeypatch)
    assert not app.exception
    assert not app.session_state.heard


def test_none_asks_for_a_run_of_its_own_where_it_may_run_with_the_page():
    for path in (ROOT / "ui").rglob("*.py"):
        if path.name != "fragments.py":
            assert 'st.rerun(scope="fragment")' not in path.read_text(encoding="utf-8"), path


def test_every_fragment_is_this_one():
    for path in (ROOT / "ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert path.name == "fragments.py" or not re.search(r"st\.fragment\b", text), path
