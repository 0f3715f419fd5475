"""Every figure of Plotly can be kept: as PNG and SVG, and its data as CSV."""

import re

import plotly.graph_objects as go

from tests.support.pages import ROOT, open_page
from ui.widgets.charts.figure import figure_rows


def test_no_page_draws_a_chart_without_the_buttons():
    callers = [
        path.name
        for path in (ROOT / "ui").rglob("*.py")
        if re.search(r"\.plotly_chart\(", path.read_text(encoding="utf-8"))
    ]
    assert callers == ["figure.py"]


def test_the_rows_are_the_points_of_the_lines_under_the_names_of_the_axes():
    figure = go.Figure()
    figure.add_scatter(x=[1, 2, None], y=[3.0, None, 5.0], name="train")
    figure.add_scatter(x=[1], y=[4.0])
    figure.update_layout(title="KL, nats", xaxis={"title": "epoch"})
    assert figure_rows(figure) == [
        {"series": "train", "epoch": 1, "KL, nats": 3.0},
        {"series": "", "epoch": 1, "KL, nats": 4.0},
    ]
    assert figure_rows(go.Figure(go.Scatter(x=[1], y=[2]))) == [{"series": "", "x": 1, "y": 2}]


def test_a_page_of_charts_offers_the_data_of_each(spoilable):
    app = open_page("pages/5_Gallery.py", run="uci-digits/tiny")
    labels = [button.label for button in app.get("download_button")]
    assert labels.count("CSV") == 3  # reconstruction, KL and their sum
