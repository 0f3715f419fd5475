"""The address bar as a page hears and writes it."""

from streamlit.testing.v1 import AppTest

from ui.services import url_state


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def page():
    import streamlit as st

    from ui.services import url_state

    st.session_state.asked = url_state.asks("kept", but=("seed",))
    url_state.write("kept", {"run": "tiny"} | st.session_state.get("more", {}))


def test_a_link_asks_and_what_was_written_does_not():
    app = opened(run="other")
    assert app.session_state.asked == {"run": "other"}
    assert app.query_params == {"run": "tiny"}
    assert app.run().session_state.asked == {}
    app.query_params["run"] = "third"
    assert app.run().session_state.asked == {"run": "third"}


def test_a_part_that_is_anothers_makes_no_link_a_new_one():
    app = opened()
    app.query_params["seed"] = "4"
    assert app.run().session_state.asked == {}
    app.query_params["run"], app.query_params["seed"] = "other", "5"
    assert app.run().session_state.asked == {"run": "other", "seed": "5"}


def test_what_is_said_next_takes_the_place_of_what_was_said():
    app = opened(old="1")
    app.session_state.more = {"z": "0,1"}
    app.run()
    assert app.query_params == {"run": "tiny", "z": "0,1"}


def test_the_sound_parts_of_a_link_are_read_and_the_others_are_said():
    readers = {"n": (int, "a whole number"), "m": (int, "1 or 2"), "left out": (int, "")}
    found, problems = url_state.read({"n": "3", "m": "`" + "x" * 99, "else": "?"}, readers)
    assert found == {"n": 3}
    assert problems == [
        f"The link asks for m “{'x' * 39}”, which cannot be had (1 or 2). The usual one is shown."
    ]
