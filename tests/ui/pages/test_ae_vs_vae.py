"""The AE vs VAE page through AppTest: pairs, links, what the figures say, and figures missing."""

import csv
import io
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.gaps import coarse_gaps
from tests.support.pages import ROOT, as_mnist, flip, plain, sentences, train_every_size
from ui.pages.ae_vs_vae import stress_test, url
from ui.pages.ae_vs_vae.figures import all_figures, measures
from ui.pages.ae_vs_vae.pair import Pair, from_link, partner, usual
from ui.widgets.downloads import as_csv
from vae_core.evaluation.ae_vs_vae import measure_gaps
from vae_core.evaluation.plane_maps import save_maps
from vae_core.latent.geometry import View
from vae_core.models.presets import make_config
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.store import amend
from vae_core.training.train import train

PAGE = "pages/1_AE_vs_VAE.py"
VIEWS = [View((0.0, 0.0), 4.0)] * 2


@pytest.fixture(scope="module")
def pairs(tiny, tiny_ae, recogniser, digits, tmp_path_factory) -> Path:
    """Under uci-digits the AE `plain` and the VAE `tiny`, measured and mapped; `plain-ten` and
    `ten`, not measured; two without a partner; and a recogniser. A VAE under mnist."""
    root = tmp_path_factory.mktemp("pairs")
    train_every_size(tiny, tiny_ae, root)
    train(replace(tiny, model=replace(tiny.model, latent_dim=10)), "ten", root=root, film="none")
    shutil.copytree(recogniser.folder, root / "uci-digits" / "recogniser")
    eye = load_run("uci-digits/recogniser", root)
    for name in ("plain", "tiny"):
        run = load_run(f"uci-digits/{name}", root)
        with coarse_gaps():
            run = amend(run, {"gaps": measure_gaps(run, eye, digits, n=200).to_dict()})
        save_maps(run, eye)
    as_mnist(root / "uci-digits" / "tiny", root / "mnist" / "tiny")
    return root


@pytest.fixture
def here(pairs, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(pairs))


@pytest.fixture
def copied(pairs, checkpoints) -> Path:
    """A copy of all that, for tests that damage it."""
    shutil.copytree(pairs, checkpoints)
    return checkpoints / "uci-digits"


def open_page(**query: str) -> AppTest:
    return pages.open_page(PAGE, **query)


def prose(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.get("html"))
    return plain(" ".join(e.value for kind in kinds for e in kind))


def button(app: AppTest, label: str):
    return next(b for b in app.button if b.label == label)


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
        ({"dataset": "mnist"}, "no pair of models"),
        ({"dataset": "<b>`cifar"}, "no pair of models"),
    ],
)
def test_a_pair_that_cannot_be_is_refused_with_its_reason(here, asked, reason):
    app = open_page(**({"dataset": "uci-digits", "z": "9,9~9,9", "ends": "1,2"} | asked))
    assert reason in sentences(app) and "Another pair" in sentences(app)
    assert (app.query_params["left"], app.query_params["right"]) == ("plain", "tiny")
    assert app.query_params["z"] != "9,9~9,9"


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


def test_only_models_that_fit_are_offered_and_the_left_one_leads(here):
    app = open_page(dataset="uci-digits")
    dataset, left, right = app.sidebar.selectbox
    assert dataset.options == ["UCI digits"]
    assert len(left.options) == 4 and len(right.options) == 1
    left.select("tiny").run()
    assert (app.query_params["left"], app.query_params["right"]) == ("tiny", "plain")
    app.sidebar.selectbox[1].select("ten").run()
    assert (app.query_params["left"], app.query_params["right"]) == ("ten", "plain-ten")
    assert "Another pair" not in sentences(app)


def test_runs_of_a_ladder_are_not_offered_but_a_link_may_name_them(copied, tiny):
    config = replace(make_config("ladder-2d", "uci-digits", epochs=1), model=tiny.model)
    train(config, "rung", film="none", iwae_samples=0)
    app = open_page(dataset="uci-digits")
    assert not any("rung" in option for option in app.sidebar.selectbox[1].options)
    app = open_page(dataset="uci-digits", left="plain", right="rung")
    assert app.query_params["right"] == "rung"
    assert "python -m vae_core gaps uci-digits/rung" in sentences(app)


def test_more_than_two_numbers_have_no_plane_but_a_walk_and_figures(here):
    app = open_page(dataset="uci-digits", left="plain-ten", right="ten", ends="1,2")
    assert "no plane shows all of such a code" in prose(app)
    walk = next(e.value for e in app.get("html") if "lse-gaps-walk" in e.value)
    assert walk.count("<figure") == 2 * 13
    assert "z" not in app.query_params and app.query_params["ends"] == "1,2"
    assert "python -m vae_core gaps uci-digits/plain-ten" in sentences(app)
    button(app, "Random pair").click().run()
    assert app.query_params["ends"] != "1,2"
    app = open_page(dataset="uci-digits", left="plain-ten", right="ten", view="hunt")
    assert "a 2-D latent space each" in sentences(app)


def test_the_first_view_imports_nothing_heavy(pairs, tmp_path):
    for name in ("plain", "tiny"):
        # As mnist, whose images are not here: those of uci-digits come with scikit-learn.
        as_mnist(pairs / "uci-digits" / name, tmp_path / "mnist" / name)
    program = f"""
import os, sys
os.environ["VAE_CHECKPOINTS_DIR"] = {str(tmp_path)!r}
os.environ["VAE_DATA_DIR"] = {str(tmp_path / "nowhere")!r}
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).switch_page({PAGE!r}).run()
assert not app.exception and app.query_params["left"] == "plain"
heavy = {{"torch", "sklearn", "scipy"}} & set(sys.modules)
assert not heavy, heavy
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_maps_that_were_not_kept_are_made_after_the_first_view(checkpoints, tiny, tiny_ae):
    train(tiny_ae, "plain", film="none", iwae_samples=0)
    train(tiny, "tiny", film="none", iwae_samples=0)
    app = open_page()
    assert len(app.session_state.gaps_measured) == 2
    assert "python -m vae_core gaps" in sentences(app)


def test_damaged_weights_are_a_sentence_and_another_pair_is_shown(copied):
    flip(copied / "plain" / "weights.safetensors")
    app = open_page(dataset="uci-digits", left="plain", right="tiny")
    assert "is not the file that was written" in sentences(app)
    assert (app.query_params["left"], app.query_params["right"]) == ("plain-ten", "ten")


def test_without_two_models_the_page_says_how_to_make_them(spoilable):
    said = sentences(open_page())
    assert "python -m vae_core train ae-2d" in said


def test_without_runs_the_page_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))
    assert "python -m vae_core train" in sentences(open_page())


def test_without_a_recogniser_every_section_still_opens(copied):
    shutil.rmtree(copied / "recogniser")
    for view in url.VIEWS:
        app = open_page(dataset="uci-digits", view=view)
        assert app.query_params.get("view", "says") == view
    assert "python -m vae_core recogniser uci-digits" in sentences(app) + prose(app)


def test_the_hunt_has_one_link_for_its_places(here):
    app = open_page(dataset="uci-digits", view="hunt", hunt="471")
    assert not sentences(app)
    assert app.query_params["hunt"] == "471"
    app.segmented_control(key="gaps_view").set_value("says").run()
    assert "hunt" not in app.query_params
    app.segmented_control(key="gaps_view").set_value("hunt").run()
    assert app.query_params["hunt"] == "471"
    # The seed alone opens the hunt, too.
    assert open_page(hunt="12").query_params["view"] == "hunt"


def test_a_hundred_pictures_a_side_from_the_same_codes(here):
    app = open_page(dataset="uci-digits", view="stress", seed="4")
    assert prose(app).count("of these 100") + prose(app).count("Of these 100") == 2
    plain, tiny = (load_run(f"uci-digits/{name}") for name in ("plain", "tiny"))
    same = [stress_test._codes(run, "prior", 4) for run in (plain, tiny)]
    assert np.array_equal(*same) and same[0].shape == (100, 2)
    before = prose(app)
    button(app, "Draw again").click().run()
    assert app.query_params["seed"] == "5"
    assert prose(app) != before


def test_figures_are_for_sorting_and_to_be_taken_away(here):
    app = open_page(dataset="uci-digits", view="all")
    shown = app.dataframe[0].value
    assert list(shown["kind"]) == ["AE", "VAE"]
    assert set(measures.MEASURES) < set(shown.columns)
    runs = [load_run(f"uci-digits/{name}") for name in ("plain", "tiny")]
    rows = list(csv.DictReader(io.StringIO(as_csv(all_figures.rows(runs)).decode())))
    assert [row["run"] for row in rows] == ["uci-digits/plain", "uci-digits/tiny"]
    for run, row in zip(runs, rows, strict=True):
        assert float(row["frechet_prior"]) == run.metrics["gaps"]["frechet_prior"]
        low, high = run.metrics["gaps"]["intervals"]["frechet_prior"]
        assert [float(row[f"frechet_prior_{end}"]) for end in ("low", "high")] == [low, high]


def test_every_figure_of_the_library_is_named_and_no_other(pairs):
    gaps = load_run("uci-digits/tiny", pairs).metrics["gaps"]
    kept = set(gaps) - {"n", "seed", "recogniser", "intervals"}
    # Shown as an accuracy, kept as an error.
    assert set(measures.MEASURES) == kept - {"knn_error"} | {"knn_accuracy"}
    assert all(measure.meaning and measure.label for measure in measures.MEASURES.values())


# ---- pairs ----------------------------------------------------------------------------------


def test_the_usual_pair_is_of_the_same_networks(pairs):
    runs = [run for run in list_runs(pairs)[0] if run.dataset == "uci-digits"]
    runs = [run for run in runs if run.config.model.kind != "recogniser"]
    assert usual(runs).id == "uci-digits/plain uci-digits/tiny"
    by_name = {run.name: run for run in runs}
    assert partner(by_name["ten"], runs).name == "plain-ten"
    assert partner(by_name["one"], runs) is None
    found, problem = from_link({"dataset": "uci-digits", "right": "plain-ten"}, runs)
    assert (found.left.name, found.right.name, problem) == ("ten", "plain-ten", "")


# ---- what the figures say ---------------------------------------------------------------------


def test_dots_stand_where_the_figures_are(pairs):
    runs = [load_run(f"uci-digits/{name}", pairs) for name in ("plain", "tiny")]
    chart = stress_test.dots(Pair(*runs), "recognised_share", "Share", "light")
    for run, marks in zip(runs, chart.data, strict=True):
        expected = [
            100 * run.metrics["gaps"][f"recognised_share_{source}"]
            for source in reversed(url.SOURCES)
        ]
        assert list(marks.x) == pytest.approx(expected)
        low, high = run.metrics["gaps"]["intervals"]["recognised_share_prior"]
        assert marks.x[-1] + marks.error_x.array[-1] == pytest.approx(100 * high)
        assert marks.x[-1] - marks.error_x.arrayminus[-1] == pytest.approx(100 * low)
