"""What can be taken home of the figures of lessons: what is shown, and no answer before it."""

import csv
import io
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.support.pages import open_page
from tests.ui.pages.lessons.figures.test_page_figures import shown
from ui.pages.lessons.lesson.loader import lessons
from ui.widgets.pictures import strokes
from ui.widgets.pictures.line_drawing import LineDrawing

PAGE = "pages/7_Lessons.py"


def figure_of(lesson, number):
    found = lessons()[0][lesson]
    data = found.steps[number - 1].data
    return data.figure, {**data.state, "projector": False, "chosen": 0}


# How many figures before the answer and after it.
@pytest.mark.parametrize(
    ("lesson", "step", "before", "after"),
    [
        ("few-numbers", 3, 1, 1),
        ("blur", 1, 1, 1),
        ("blur", 2, 0, 1),
        ("forces", 5, 1, 1),
        ("forces", 6, 1, 1),
        ("forces", 7, 0, 1),
        ("invent", 4, 2, 2),
        ("one-image", 1, 0, 1),
        ("one-image", 5, 1, 1),
    ],
)
def test_a_figure_can_be_taken_home(lesson, step, before, after):
    name, state = figure_of(lesson, step)
    hidden, _app = shown(name, state, revealed=False)
    assert len(hidden.kept) == before
    result, _app = shown(name, state)
    assert len(result.kept) == after
    for kept in result.kept:
        assert ElementTree.fromstring(strokes.svg(kept.draw())).tag.endswith("svg")
        rows = list(csv.DictReader(io.StringIO(kept.data().decode())))
        assert len(rows) > 5 and all(float(value) == float(value) for value in _numbers(rows))


def _numbers(rows):
    return [row[name] for row in rows for name in row if name.startswith("z")]


def test_the_curve_of_the_answer_is_not_in_the_file_before_it():
    name, state = figure_of("few-numbers", 3)
    hidden, _app = shown(name, state, revealed=False)
    result, _app = shown(name, state)
    assert [line[0] for line in hidden.kept[0].draw().lines] == ["PCA"]
    assert [line[0] for line in result.kept[0].draw().lines] == ["PCA", "AE", "VAE"]


def test_a_step_offers_its_files_but_not_on_the_projector():
    files = lambda app: [b.proto.label for b in app.get("download_button")]  # noqa: E731
    assert files(open_page(PAGE, lesson="few-numbers", step="3")) == ["PNG", "SVG", "CSV"]
    assert files(open_page(PAGE, lesson="few-numbers", step="3", view="projector")) == []


def test_a_chart_of_lines_has_its_points_where_its_axes_say():
    x, y = np.array([1.0, 10.0, 100.0]), np.array([3.0, 2.0, 0.0])
    drawing = LineDrawing("t", "D", "error", [("one", x, y)], is_log=True)
    (line,) = [s for s in drawing.strokes() if isinstance(s, strokes.Line) and len(s.points) == 3]
    (left, _), (middle, _), (right, bottom) = line.points
    assert middle == pytest.approx((left + right) / 2)
    at = {s.text: s.at for s in drawing.strokes() if isinstance(s, strokes.Text)}
    assert at["10"][0] == pytest.approx(middle) and at["0"][1] == pytest.approx(bottom + 5)
    assert drawing.rows()[1] == {"series": "one", "D": 10.0, "error": 2.0}
    assert strokes.png(drawing).startswith(b"\x89PNG")
