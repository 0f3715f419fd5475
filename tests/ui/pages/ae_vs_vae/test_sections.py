"""The sections of AE vs VAE: hunt, pictures, figures."""

import csv
import io

import numpy as np
import pytest

from tests.support.pages import button, sentences
from tests.ui.pages.ae_vs_vae.conftest import open_page, prose
from ui.pages.ae_vs_vae import stress_test, url
from ui.pages.ae_vs_vae.figures import all_figures, measures
from ui.pages.ae_vs_vae.pair import Pair, from_link, partner, usual
from vae_core.files.csv_table import as_csv
from vae_core.runs.load import list_runs, load_run


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


def test_the_usual_pair_is_of_the_same_networks(pairs):
    runs = [run for run in list_runs(pairs)[0] if run.dataset == "uci-digits"]
    runs = [run for run in runs if run.config.model.kind != "recogniser"]
    assert usual(runs).id == "uci-digits/plain uci-digits/tiny"
    by_name = {run.name: run for run in runs}
    assert partner(by_name["ten"], runs).name == "plain-ten"
    assert partner(by_name["one"], runs) is None
    found, problem = from_link({"dataset": "uci-digits", "right": "plain-ten"}, runs)
    assert (found.left.name, found.right.name, problem) == ("ten", "plain-ten", "")


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
