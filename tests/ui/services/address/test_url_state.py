"""The address bar as a page hears and writes it."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ui.services.address import url_state


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def page():
    import streamlit as st

    from ui.services.address import url_state

    st.session_state.asked = url_state.asked("kept", ignore=("seed",))
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
    whole = url_state.integer(1, 2)
    parameters = {"n": url_state.integer(0, 9), "m": whole, "left out": whole}
    query = {"n": "3", "m": "`" + "x" * 99, "else": "?"}
    values, problems = url_state.parse(query, parameters)
    assert values == {"n": 3}
    assert problems == [
        f"The link asks for m “\\`{'x' * 39}…”, which cannot be had (a whole number from 1 to 2). "
        "The usual one is shown."
    ]


INTEGER, PAIR = url_state.integer(0, 999), url_state.integers(2, range(10), "two digits")
REAL, ONE_OF = url_state.real(-1, 2, decimals=2), url_state.choice(("a", "b"))


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        *((INTEGER, "0", 0), (INTEGER, "061", 61), (INTEGER, "999", 999)),
        (url_state.integer(-5, 5), "-3", -3),
        *((PAIR, "0,9", (0, 9)), (PAIR, "1, 2", (1, 2))),
        *((REAL, "-1", -1.0), (REAL, "0.126", 0.13), (REAL, "1e-1", 0.1)),
        (ONE_OF, "b", "b"),
        (url_state.image_index(70_000, ""), "69999", 69_999),
    ],
)
def test_every_kind_of_parameter_takes_what_it_can_be(parameter, text, value):
    assert url_state.parse({"p": text}, {"p": parameter}) == ({"p": value}, [])


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        *((INTEGER, text) for text in ("", "-1", "1000", "1e2", "٣", "3 4", "1_0", "+1", "--1")),
        # The whole text is the number: no more digits than that, and no crash on very many.
        *((INTEGER, text) for text in ("0000000061" + "0" * 9, "9" * 5000, "-" + "9" * 5000)),
        *((PAIR, text) for text in ("1", "1,2,3", "1,10", "1,,2", ",", "1," + "9" * 5000)),
        *((REAL, text) for text in ("", "nan", "inf", "2.1", "x", "9" * 5000)),
        *((ONE_OF, text) for text in ("", "c", "A")),
        *((url_state.image_index(10, ""), text) for text in ("10", "-1", "12345678901", "x")),
    ],
)
def test_any_other_text_is_a_sentence(parameter, text):
    values, problems = url_state.parse({"p": text}, {"p": parameter})
    assert values == {}
    assert len(problems) == 1
    assert len(problems[0]) < 200


def test_a_link_that_was_followed_on_its_own_page_is_written_too(monkeypatch):
    sent: list[dict[str, str]] = []

    class Query(dict):
        to_dict, from_dict = dict.copy, staticmethod(sent.append)

    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", Query(a="1"))
    assert url_state.write("page", {"a": "1"})
    assert sent == []  # The address bar says so.
    assert not url_state.write("page", {"a": "1"})
    st.query_params["a"] = "2"
    assert url_state.write("page", {"a": "2"})
    assert sent == [{"a": "2"}]
