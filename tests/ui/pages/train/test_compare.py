"""Comparing runs: curves, key and table, and what is said of what does not compare."""

import csv
import io
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import as_mnist, page_html, plain, sentences
from tests.support.runs.fits import with_training
from tests.support.runs.shipped import ROOT
from ui.pages.train import compare
from ui.pages.train.compare import charts, choice, curves, figures_table
from ui.pages.train.compare.curves import LOOKS, Line
from ui.styles.inks import inks
from vae_core.files.csv_table import as_csv
from vae_core.runs.load import load_run
from vae_core.runs.notes.metadata import update_metadata
from vae_core.runs.recording.history import Epoch
from vae_core.training.train import train


def epochs(n: int, height: float = 100.0) -> list[Epoch]:
    return [
        Epoch(i, 10 * i, 2.0 * i, 1.0, height / i, 1.0 * i, 0.9 * height / i, 2.0 * i)
        for i in range(1, n + 1)
    ]


def lines(n: int, length: int = 4) -> list[Line]:
    return [Line(index, f"Run {index}", epochs(length, 100.0 + index)) for index in range(n)]


def drawn(figure) -> list[tuple]:
    return [(trace.line.color, trace.line.dash) for trace in figure.data]


def test_eight_runs_are_told_apart_without_a_hue():
    figure = curves.chart("Loss", "nats", "loss", lines(8), "light")
    assert len(set(drawn(figure))) == 8 == len(LOOKS)
    ink = inks("light")
    assert {colour for colour, _dash in drawn(figure)} == {ink["ink"], ink["grey"]}
    assert [a.text for a in figure.layout.annotations] == list("ABCDEFGH")
    assert {colour for colour, _ in drawn(curves.chart("", "", "kl", lines(8), "dark"))} == {
        inks("dark")["ink"],
        inks("dark")["grey"],
    }


def test_the_one_that_is_pointed_out_lies_on_top_in_accent():
    figure = curves.chart("Loss", "nats", "loss", lines(3), "light", marked=1)
    accent = inks("light")["accent"]
    assert [trace.name for trace in figure.data] == ["A", "C", "B"]
    assert [colour == accent for colour, _dash in drawn(figure)] == [False, False, True]
    letters = {a.text: a.font.color for a in figure.layout.annotations}
    assert [letter for letter, colour in letters.items() if colour == accent] == ["B"]


@pytest.mark.parametrize(
    ("along", "last", "title"),
    [("epoch", 4, "epoch"), ("steps", 40, "steps of the optimiser"), ("seconds", 8.0, "seconds")],
)
def test_what_the_curves_run_over(along, last, title):
    figure = curves.chart("Loss", "nats", "loss", lines(1), "light", along=along)
    assert figure.data[0].x[-1] == last
    assert figure.layout.xaxis.title.text.startswith(title)


def test_a_long_training_is_in_minutes_and_gives_its_first_epochs_room():
    figure = curves.chart("Loss", "nats", "loss", lines(2, 200), "light", along="seconds")
    assert figure.layout.xaxis.title.text == "minutes of training"
    assert figure.data[0].x[-1] == pytest.approx(400 / 60)
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.tickvals == pytest.approx((0.05, 0.1, 0.2, 0.5, 1, 2, 5))
    # On a logarithmic axis Plotly wants the exponent of where a letter stands.
    assert 10 ** figure.layout.annotations[0].x == pytest.approx(400 / 60)


def test_training_and_held_back_images():
    one = lines(1)
    held = curves.chart("R", "nats", "recon", one, "light")
    training = curves.chart("R", "nats", "recon", one, "light", images="training")
    both = curves.chart("R", "nats", "recon", one, "light", images="both")
    assert held.data[0].y[0] == pytest.approx(90.0) and training.data[0].y[0] == 100.0
    assert [trace.y[0] for trace in both.data] == [training.data[0].y[0], held.data[0].y[0]]
    assert both.data[0].line.width < both.data[1].line.width
    assert len(both.layout.annotations) == 1


def test_letters_of_lines_that_end_together_stand_apart():
    same = [Line(index, "x", epochs(4)) for index in range(3)]
    places = sorted(
        a.y for a in curves.chart("R", "nats", "recon", same, "light").layout.annotations
    )
    assert places[1] - places[0] == pytest.approx(places[2] - places[1]) != 0


def test_letters_of_lines_that_end_side_by_side_stand_apart_too():
    near = [Line(0, "x", epochs(20)), Line(1, "x", epochs(19)), Line(2, "x", epochs(9))]
    figure = curves.chart("R", "nats", "recon", near, "light")
    places = {a.text: a.y for a in figure.layout.annotations}
    assert places["B"] - places["A"] == pytest.approx(0.07 * (90.0 - 4.5))
    assert places["C"] == near[2].epochs[-1].val_recon


def test_what_somebody_typed_is_no_part_of_a_chart():
    """Plotly would take markup in it for its own."""
    chart = curves.chart("R", "nats", "recon", [Line(0, "<b>typed", epochs(2))], "light")
    assert "typed" not in chart.to_json()


def test_the_key_draws_the_same_dashes():
    swatches = [curves.swatch(index) for index in range(8)]
    assert len(set(swatches)) == 8
    assert "currentColor 0px 9px,transparent 9px 13px" in swatches[1]
    assert curves.swatch(1, marked=True).startswith('<i class="lse-swatch lse-swatch-accent"')


def test_pixels_in_colour_are_called_so_in_the_table_and_its_csv():
    runs = [load_run(name, ROOT) for name in ("mnist/vae-2d", "shapes/vae-2d")]
    assert [run.metrics["evaluation"]["pixels"] for run in runs] == ["grey", "grey"]
    assert figures_table.columns(runs)["pixels"] == ["grey", "colour"]
    assert [row["pixels"] for row in figures_table.rows(runs)] == ["grey", "colour"]


# ---- the page --------------------------------------------------------------------


@pytest.fixture(scope="module")
def every_kind(tiny, tiny_ae, tmp_path_factory):
    """A VAE, a plain autoencoder, a VAE of squared errors, and the first again as of MNIST."""
    root = tmp_path_factory.mktemp("compared")
    squared = with_training(tiny, likelihood="mse")
    for name, config in (("tiny", tiny), ("plain", tiny_ae), ("squared", squared)):
        train(config, name, root=root, film="none", iwae_samples=0)
    as_mnist(root / "uci-digits" / "tiny", root / "mnist" / "tiny")
    return root


@pytest.fixture
def runs(every_kind, checkpoints):
    shutil.copytree(every_kind, checkpoints)
    return checkpoints


def open_page(**query: str) -> AppTest:
    return pages.open_page("pages/4_Train.py", view="compare", **query)


def test_any_runs_by_a_link(runs):
    update_metadata(load_run("uci-digits/tiny"), title="<b>Ours</b> & yours")
    app = open_page(runs="uci-digits/tiny,uci-digits/plain")
    assert app.multiselect[0].value == ["uci-digits/tiny", "uci-digits/plain"]
    assert len(app.get("plotly_chart")) == 3
    page = page_html(app)
    assert "<b>A</b> &lt;b&gt;Ours&lt;/b&gt; &amp; yours · UCI digits" in page
    assert "<b>Ours</b>" not in page
    assert not sentences(app)
    assert "A plain autoencoder has no KL" in plain(" ".join(c.value for c in app.caption))


def test_what_is_not_here_is_said(runs):
    app = open_page(runs="uci-digits/tiny,nothing/`x`")
    assert "which is not here" in sentences(app)
    assert app.multiselect[0].value == ["uci-digits/tiny"]


def test_without_a_link_the_newest_are_compared_and_none_is_fine(runs):
    app = open_page()
    assert 1 <= len(app.multiselect[0].value) <= 3
    app.multiselect[0].set_value([]).run()
    assert not app.exception
    assert "Choose one or more runs" in sentences(app)
    assert not app.get("plotly_chart")


def test_a_choice_is_in_the_link(runs):
    app = open_page()
    app.multiselect[0].set_value(["mnist/tiny", "uci-digits/squared"]).run()
    assert not app.exception
    said = app.query_params["runs"]
    assert said in ("mnist/tiny,uci-digits/squared", ["mnist/tiny,uci-digits/squared"])


def test_nothing_to_compare_is_said(checkpoints):
    assert "no run is here" in sentences(open_page())


def test_runs_of_two_datasets_and_of_two_losses(runs):
    app = open_page(runs="uci-digits/tiny,mnist/tiny")
    assert "learned different data sets (UCI digits, MNIST)" in sentences(app)
    app = open_page(runs="uci-digits/tiny,uci-digits/squared")
    assert "charts of their own" in plain(" ".join(c.value for c in app.caption))
    assert len(app.get("plotly_chart")) == 5
    assert len(open_page(runs="uci-digits/plain").get("plotly_chart")) == 1


def test_the_table_has_every_figure_with_its_unit_and_meaning(runs):
    chosen = [load_run(f"uci-digits/{name}") for name in ("tiny", "plain")]
    update_metadata(chosen[0], notes="Noted")
    columns = figures_table.columns(chosen)
    assert columns["line"] == ["A", "B"]
    assert columns["notes"] == ["Noted", ""]
    assert columns["beta"] == [1.0, None] and columns["neg_elbo"][1] is None
    measured = chosen[0].metrics["evaluation"]
    assert columns["neg_elbo"][0] == measured["neg_elbo"]
    assert columns["pixel_mse"][0] == 1000 * measured["pixel_mse"]
    assert columns["parameters"][0] == sum(chosen[0].metrics["parameters"].values())
    config = figures_table.config()
    assert set(config) == set(columns)
    assert all(column["help"] and column["label"] for column in config.values())
    (table,) = open_page(runs="uci-digits/tiny,uci-digits/plain").dataframe
    assert list(table.value.columns) == list(columns)


def test_both_files_can_be_read_again(runs):
    chosen = [load_run(f"uci-digits/{name}") for name in ("tiny", "plain")]
    read = csv.DictReader(io.StringIO(as_csv(figures_table.rows(chosen)).decode()))
    assert [row["run"] for row in read] == ["uci-digits/tiny", "uci-digits/plain"]
    drawn_lines = compare._lines(chosen)
    rows = list(csv.DictReader(io.StringIO(as_csv(charts.curve_rows(drawn_lines)).decode())))
    assert len(rows) == 4
    history = chosen[0].metrics["history"]
    assert [float(row["val_recon"]) for row in rows[:2]] == [r["val_recon"] for r in history]


def test_two_of_one_title_are_told_apart(runs):
    for name in ("tiny", "plain"):
        update_metadata(load_run(f"uci-digits/{name}"), title="Same")
    chosen = [load_run(f"uci-digits/{name}") for name in ("tiny", "plain", "squared")]
    assert choice.names(chosen) == {
        "uci-digits/tiny": "Same · UCI digits (tiny)",
        "uci-digits/plain": "Same · UCI digits (plain)",
        "uci-digits/squared": "squared · UCI digits",
    }
