"""Whose random codes miss less often in the toy: measured over seeds, and never stale."""

from tests.support.pages import button, open_page, page_html
from ui.pages.lessons.figures.toy import still_picture
from ui.pages.lessons.figures.toy.seeds import Shares, rows, seed_study, sources_hash, truth


def test_the_study_is_of_the_toy_as_it_is():
    study = seed_study()
    assert study.format == 1
    assert study.sources == sources_hash(), "run `node benchmarks/live/toy_seeds.js`"
    assert study.seeds >= 10
    for shares in study.results:
        assert len(shares.ae) == len(shares.vae) == study.seeds
        assert all(0 <= share <= 1 for share in shares.ae + shares.vae)


def test_only_two_thirds_of_the_pairs_make_one_of_them_better():
    less, more = [0.1] * 6, [0.2] * 6
    assert truth([Shares("spiral", 12, less, more)]) == 1
    assert truth([Shares("spiral", 12, more, less)]) == 2
    assert truth([Shares("spiral", 12, less, less)]) == 3
    assert truth([Shares("a", 12, less, more), Shares("b", 12, more, less)]) == 3


def test_a_row_has_the_middle_the_ends_and_who_missed_less():
    (row,) = rows([Shares("spiral", 12, [0.1, 0.3, 0.2, 0.2], [0.05, 0.4, 0.3, 0.2])])
    assert row.values == ("20 % (10 to 30)", "25 % (5 to 40)", "2", "1", "1")


def test_the_table_comes_with_the_answer_and_not_before():
    app = open_page("pages/7_Lessons.py", lesson="invent", step="3")
    assert "VAE less" not in page_html(app)
    next(b for b in app.button if b.key == "choice 1 of invent seeds").click().run()
    button(app, "Show the answer").click().run()
    assert "VAE less" in page_html(app)
    for shares in seed_study().results:
        assert f"{shares.count} points" in page_html(app)


def test_a_browser_that_cannot_learn_gets_a_picture():
    one, two = still_picture(("ae",)), still_picture(("ae", "vae"))
    assert two.shape == (one.shape[0], 2 * one.shape[1], 3)
    assert one.std() > 10  # something is drawn
    assert (two[:, : one.shape[1]] == one).all()
