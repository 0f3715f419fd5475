"""A figure is kept as a picture, as a drawing and as its data."""

import csv
import io

from PIL import Image
from playwright.sync_api import expect

_CHART = '[class*="st-key-lse-figure-curve-KL-of"]'


def test_a_chart_is_kept_as_png_svg_and_csv(open_page):
    query = "Gallery?run=uci-digits/tiny"
    page = open_page(query, wait=_CHART)
    chart = page.locator(_CHART)
    expect(chart.locator(".modebar-btn")).to_have_count(1)
    expect(chart.locator(".modebar")).to_be_hidden()
    kept = {}
    for name in ("SVG", "PNG", "CSV"):
        with page.expect_download() as download:
            chart.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == f"uci-digits-tiny-kl.{name.lower()}"
        kept[name] = download.value.path().read_bytes()
    drawing = kept["SVG"].decode()
    assert drawing.startswith("<svg")
    assert "epoch" in drawing
    shown = chart.locator(".js-plotly-plot").bounding_box()
    picture = Image.open(io.BytesIO(kept["PNG"]))
    assert picture.format == "PNG"
    assert abs(picture.width - 3 * shown["width"]) <= 3
    rows = list(csv.DictReader(io.StringIO(kept["CSV"].decode())))
    assert {row["series"] for row in rows} == {"training", "validation"}
    assert {row["epoch"] for row in rows} == {"1", "2"}
