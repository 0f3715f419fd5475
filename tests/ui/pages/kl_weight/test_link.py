"""The page KL weight and its link."""

import pytest

from tests.support.pages import sentences
from tests.ui.pages.kl_weight.conftest import open_page


def test_the_page_opens_on_the_dial_at_1_and_says_so_in_the_link(here):
    app = open_page(dataset="mnist")
    assert not sentences(app)
    asked = app.query_params
    assert (asked["dataset"], asked["beta"], asked["section"]) == ("mnist", "1", "planes")
    assert len(asked["z"].split(",")) == 2
    assert "image" not in asked


def test_a_link_is_obeyed_whole(here):
    said = {"dataset": "mnist", "beta": "0.5", "z": "0.25,-1", "image": "61", "section": "curves"}
    app = open_page(**said)
    assert not sentences(app)
    assert dict(app.query_params) == said
    state = app.session_state
    assert (state.kl_beta, state.kl_z, state.kl_image) == (0.5, [0.25, -1.0], 61)


@pytest.mark.parametrize(
    ("text", "shown", "sentence"),
    [
        ("-1", "0.01", "The nearest, 0.01, is shown"),
        ("0", "0.01", "trained for β from 0.01 to 20"),
        ("1e9", "20", "The nearest, 20, is shown"),
        ("nan", "1", "not a number from 0.01 to 20"),
        ("strong", "1", "“strong”, which is not a number"),
    ],
)
def test_a_beta_that_cannot_be_had_is_said(here, text, shown, sentence):
    app = open_page(dataset="mnist", beta=text)
    assert sentence in sentences(app)
    assert len(app.warning) == 1
    assert app.query_params["beta"] == shown


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"z": "a,b"}, "not two numbers"),
        ({"image": "99999"}, "there are images 0 to"),
        ({"image": "-3"}, "“-3”"),
        ({"section": "everything"}, "none of planes, pictures"),
        ({"dataset": "cifar"}, "“cifar”, which is none of mnist"),
    ],
)
def test_other_bad_parts_of_a_link_are_said(here, query, sentence):
    app = open_page(**{"dataset": "mnist"} | query)
    assert sentence in sentences(app)
    assert len(app.warning) == 1


def test_a_link_followed_while_the_page_is_open_turns_the_dial(here):
    app = open_page(dataset="mnist", beta="2")
    rev = app.session_state.kl_rev
    app.run()
    assert app.session_state.kl_rev == rev
    app.query_params["beta"] = "0.2"
    app.run()
    assert (app.session_state.kl_beta, app.session_state.kl_rev) == (0.2, rev + 1)
