"""The page AE vs VAE and its link."""

from urllib.parse import parse_qs

import numpy as np
import pytest

from tests.support import pages
from tests.support.pages import button, sentences
from tests.ui.pages.ae_vs_vae.conftest import PAGE, VIEWS, open_page, prose
from ui.pages.ae_vs_vae import url
from ui.pages.ae_vs_vae.planes import kept
from vae_core.runs.load import load_run


def test_the_page_opens_with_an_ae_on_the_left_and_says_so_in_the_link(here):
    app = open_page()
    assert not sentences(app)
    asked = app.query_params
    assert (asked["dataset"], asked["left"], asked["right"]) == ("uci-digits", "plain", "tiny")
    a, b = (int(index) for index in asked["ends"].split(","))
    labels = load_run("uci-digits/tiny").latents.label
    assert (labels[a], labels[b]) == (7, 0)
    assert len(asked["z"].split("~")) == 2
    # What is usual is left out.
    assert set(asked) == {"dataset", "left", "right", "ends", "z"}


def test_a_link_is_obeyed_whole(here):
    said = {
        "dataset": "uci-digits",
        "left": "tiny",
        "right": "plain",
        "z": "0.5,-1~0.25,0.125",
        "link": "standard",
        "layer": "certainty",
        "ends": "3,14",
        "path": "data",
        "view": "stress",
        "source": "mixture",
        "seed": "12",
    }
    app = open_page(**said)
    assert not sentences(app)
    assert dict(app.query_params) == said
    assert app.session_state.gaps_z == ([0.5, -1.0], [0.25, 0.125])
    # The way on the data was looked for, and leads from A to B on both sides.
    _wanted, ways = app.session_state.gaps_way
    assert [(way[0], way[-1]) for way in ways] == [(3, 14)] * 2


def test_a_drawn_path_is_in_the_link(here):
    """It is walked where a link holds one; without it the path is the straight one."""
    way = "left:0.05,0~0.1,-0.025~0.1,0.05"
    app = open_page(dataset="uci-digits", path="hand", way=way)
    assert not sentences(app)
    assert (app.query_params["path"], app.query_params["way"]) == ("hand", way)
    assert app.session_state.gaps_way_drawn == (0, [[0.05, 0.0], [0.1, -0.025], [0.1, 0.05]])
    assert "path" not in open_page(dataset="uci-digits", path="hand").query_params


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (
            {"left": "plain", "right": "many"},
            "plain has a 2-D latent space and uci-digits/many a 64-D one",
        ),
        ({"left": "plain", "right": "mnist/tiny"}, "learned different data sets"),
        ({"left": "tiny", "right": "tiny"}, "on both sides"),
        ({"left": "nobody"}, "which is not here"),
        ({"left": "one"}, "no second model with a 1-D latent space"),
        ({"dataset": "<b>`cifar"}, "no pair of models"),
    ],
)
def test_a_pair_that_cannot_be_is_refused_with_its_reason(here, asked, reason):
    app = open_page(**({"dataset": "uci-digits", "z": "9,9~9,9", "ends": "1,2"} | asked))
    assert reason in sentences(app) and "Another pair" in sentences(app)
    assert (app.query_params["left"], app.query_params["right"]) == ("plain", "tiny")
    assert app.query_params["z"] != "9,9~9,9"


@pytest.mark.parametrize("by_link", [True, False])
def test_a_data_set_without_a_pair_is_kept_and_the_missing_model_can_be_trained(here, by_link):
    if by_link:
        app = open_page(dataset="mnist")
    else:  # the page before had it
        app = pages.open_page(dataset="mnist", run="tiny")
        app.query_params.clear()
        app.switch_page(PAGE).run()
    assert "MNIST has no such pair" in sentences(app)
    assert dict(app.query_params) == {"dataset": "mnist"}
    assert app.sidebar.selectbox[0].value == "mnist"
    [link] = [e.proto for e in app.main.get("page_link")]
    assert parse_qs(link.query_string) == {"dataset": ["mnist"], "preset": ["ae-2d"]}
    # Another data set can be chosen from there.
    app.sidebar.selectbox[0].select("uci-digits").run()
    assert (app.query_params["left"], app.query_params["right"]) == ("plain", "tiny")


@pytest.mark.parametrize(
    "bad",
    [
        {"z": "1,2"},
        {"z": "nan,0~0,0"},
        {"ends": "0,500"},
        {"ends": "-1,2"},
        {"link": "none"},
        {"layer": "<b>"},
        {"path": "curve"},
        {"way": "left:1,2"},
        {"way": "up:1,2~3,4"},
        {"view": "nothing"},
        {"source": "uniform"},
        {"seed": "1e3"},
    ],
)
def test_a_bad_part_of_a_link_is_said_and_the_rest_holds(here, bad):
    name = next(iter(bad))
    app = open_page(dataset="uci-digits", left="plain", **({"view": "all"} | bad))
    assert f"The link asks for {name}" in sentences(app)
    assert app.query_params["left"] == "plain"
    assert app.query_params.get(name) != bad[name]


def test_a_place_off_the_plane_is_brought_back_to_it():
    found, problems = url.parse({"z": "1e9,0~0,-1e9"}, 10, VIEWS)
    assert not problems
    assert found["z"] == ([16.0, 0.0], [0.0, -16.0])


def test_the_browsers_back_is_obeyed(here):
    app = open_page(dataset="uci-digits", ends="3,14")
    before = dict(app.query_params)
    app.segmented_control(key="gaps_view").set_value("all").run()
    assert app.query_params["view"] == "all"
    button(app, "Random pair").click().run()
    assert app.query_params["ends"] != "3,14"
    app.query_params.clear()
    app.query_params.update(before)
    app.run()
    assert app.session_state.gaps_view == "says"
    assert app.session_state.gaps_ends == (3, 14)
    assert dict(app.query_params) == before


def test_a_random_pair_is_of_two_classes_and_moves_the_cursors(here):
    app = open_page()
    labels = load_run("uci-digits/tiny").latents.label
    for _ in range(3):
        rev, z = app.session_state.gaps_rev, app.session_state.gaps_z
        button(app, "Random pair").click().run()
        assert app.session_state.gaps_rev == rev + 1
        assert app.session_state.gaps_z != z
        a, b = app.session_state.gaps_ends
        assert labels[a] != labels[b]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "The straight way from A to B"),
        ({"path": "data"}, "The way along the data from A to B"),
        ({"path": "hand", "way": "left:0.05,0~0.1,-0.025~0.1,0.05"}, "The way drawn by hand"),
    ],
)
def test_every_way_that_is_walked_can_be_kept(here, monkeypatch, asked, says):
    kept_ways = []
    monkeypatch.setattr(
        kept, "csv_button", lambda label, file, make, **_: kept_ways.append((file, make()))
    )
    app = open_page(dataset="uci-digits", ends="3,14", **asked)
    assert not sentences(app) and says in prose(app)
    file, rows = kept_ways[-1]
    codes = {
        name: np.array([[row["z1"], row["z2"]] for row in rows if row["way"] == name])
        for name in ("plain", "tiny")
    }
    t = [row["t"] for row in rows if row["way"] == "plain"]
    start, end = t.index(0.0), t.index(1.0)
    if "way" in asked:
        assert file.endswith("drawn-way")
        np.testing.assert_allclose(codes["plain"][[start, end]], [[0.05, 0], [0.1, 0.05]])
    else:
        assert "3-to-14" in file
        for name, way in codes.items():
            mu = load_run(f"uci-digits/{name}").latents.mu
            np.testing.assert_allclose(way[[start, end]], mu[[3, 14]], rtol=1e-5)
    # Equal steps, but round a corner the straight line is shorter.
    steps = np.linalg.norm(np.diff(codes["plain"], axis=0), axis=1)
    assert steps.max() == pytest.approx(np.median(steps), rel=0.01)
