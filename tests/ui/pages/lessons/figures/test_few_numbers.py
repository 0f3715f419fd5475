"""The figures of lesson 1: what was measured gives the answers, and waits for them."""

import pytest

from tests.support.pages import button, open_page, page_html
from ui.pages.lessons.figures.few_numbers import pictures, study
from ui.pages.lessons.figures.few_numbers.chart import chart_html
from vae_core.studies.few_numbers import DIMS

PAGE = "pages/7_Lessons.py"


def test_answers_follow_from_the_file():
    rows = [study.row("ae", dim) for dim in (2, 3, 20, 32)]
    assert rows[study.best_ae() - 1].error == min(row.error for row in rows)
    readers = [study.row(*reader).labels["10"] for reader in study.READERS]
    assert readers[study.best_reader() - 1] == max(readers)
    assert [study.times(ratio) for ratio in (1.5, 3.0, 6.0)] == [1, 2, 3]
    with pytest.raises(KeyError):
        study.row("ae", 10)


def test_where_no_run_has_so_many_numbers_the_figure_says_so():
    image = pictures.others(0)["A drawn house"]
    rebuilds = [pictures.rebuilt(method, 10, image) for method in study.METHODS]
    assert [one.picture is None for one in rebuilds] == [False, True, False]
    shown = pictures.row_html(image, rebuilds, big=False, hides=False)
    assert shown.count("no such model is shipped") == 1
    assert shown.count("squared error") == 2
    assert "squared error" not in pictures.row_html(image, rebuilds, big=False, hides=True)


def test_the_chart_has_a_point_for_each_row():
    chart = chart_html(study.METHODS)
    n_rows = sum(len(study.rows_of(method)) for method in study.METHODS)
    assert chart.count("<title>") == n_rows
    assert f"PCA, D = {DIMS[0]}" in chart


def test_moving_to_both_ends_is_the_task():
    app = open_page(PAGE, lesson="few-numbers", step="1")
    shown = " ".join(e.value for e in [*app.get("html"), *app.caption])
    assert "VAE, 2 numbers" in shown
    assert "squared error" not in shown.lower(), "the next steps ask for the errors"
    text = lambda: " ".join(m.value for m in app.markdown)  # noqa: E731
    app.select_slider[0].set_value(20).run()
    assert "**Done:**" not in text()
    app.select_slider[0].set_value(DIMS[-1]).run()
    assert "**Done:**" in text()


def test_the_table_waits_for_the_guess():
    app = open_page(PAGE, lesson="few-numbers", step="5")
    assert "<td>40</td>" not in page_html(app) and "<td>?</td>" in page_html(app)
    app.button("choice 1 of few-numbers file-format").click().run()
    button(app, "Show the answer").click().run()
    assert "<td>40</td>" in page_html(app) and "<td>?</td>" not in page_html(app)
