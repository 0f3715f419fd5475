"""The hole hunt through AppTest: guessing, revealing, the score, the seed in the link."""

import html
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.support.pages import plain, sentences
from ui.pages.ae_vs_vae.hole_hunt import names, plane, summary
from ui.pages.ae_vs_vae.hole_hunt.game import Game
from ui.services.classroom import classroom
from ui.services.classroom.made import scores
from ui.services.classroom.made.scores import Score
from ui.services.classroom.people import members
from ui.services.classroom.people.seat import Seat
from ui.services.classroom.stores.sqlite_store import SqliteStore
from ui.text.numbers import number
from ui.widgets.frame import in_class
from vae_core.evaluation.plane.hole_hunt import SEEDS, HuntPoint, Survey, draw_points, survey
from vae_core.runs.load import load_run
from vae_core.training.train import train


@pytest.fixture(scope="module")
def three(trained, recogniser, tiny_ae, tmp_path_factory) -> Path:
    """A VAE, the autoencoder of its layers, and a recogniser."""
    root = tmp_path_factory.mktemp("hunt")
    for run in (trained, recogniser):
        shutil.copytree(run.folder, root / run.id)
    train(tiny_ae, "plain", root=root, film="none", iwae_samples=0)
    return root


@pytest.fixture
def runs(three, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(three))
    return tuple(load_run(f"uci-digits/{name}") for name in ("plain", "tiny", "recogniser"))


def page():
    import streamlit as st

    from ui.pages.ae_vs_vae.hole_hunt import hole_hunt
    from vae_core.runs.load import load_run

    ae, vae, recogniser = (
        load_run(f"uci-digits/{name}") for name in ("plain", "tiny", "recogniser")
    )
    st.button("Something else")
    seen = None if "blind" in st.query_params else recogniser
    hole_hunt(*((vae, ae) if "swapped" in st.query_params else (ae, vae)), seen)


def opened(**query) -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_function(page, default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """All text, without tags and style."""
    raw = " ".join(e.value for e in app.get("html") if "<style>" not in e.value)
    words = " ".join(e.value for e in app.markdown if "<svg" not in e.value)
    return html.unescape(re.sub(r"<[^>]+>", " ", raw + plain(words)))


def asked(runs, seed) -> tuple[HuntPoint, ...]:
    *pair, recogniser = runs
    return draw_points(seed, *(survey(run, recogniser) for run in pair))


@pytest.mark.slow
def test_a_seed_in_the_link_gives_its_ten_places(runs):
    app = opened(hunt="4711")
    assert app.query_params["hunt"] == "4711"
    for i, place in enumerate(asked(runs, 4711)):
        assert f"Place {i + 1} of 10" in shown(app)
        where = ", ".join(number(value) for value in place.z)
        assert f"{names.planes(runs[:2])[place.side]} z = ({where})" in " ".join(shown(app).split())
        press(app, "Digit")
        said = "Right." if place.recognised else "Wrong."
        assert said in shown(app)
        assert names.sure(place.certainty) in shown(app)
        press(app, "How did it go?" if i == 9 else "Next place")
    right = sum(place.recognised for place in asked(runs, 4711))
    assert f"You were right {right} times out of 10" in shown(app)


def test_nothing_is_revealed_before_the_guess(runs):
    app = opened(hunt="1")
    assert "Nothing is decoded until you guess." in shown(app)
    assert "Reads as" not in shown(app)
    press(app, "Garbage")
    assert "Reads as" in shown(app)
    assert [b.label for b in app.button] == ["Something else", "Next place"]


def test_both_scores_run_along(runs):
    app = opened(hunt="4711")
    first = asked(runs, 4711)[0]
    press(app, "Digit" if first.recognised else "Garbage")
    scores = re.findall(r"\b(?:AE|VAE) +(\d of \d|–)", " ".join(shown(app).split()))
    assert sorted(scores) == ["1 of 1", "–"]
    assert scores[first.side] == "1 of 1"


def test_another_widget_loses_nothing(runs):
    app = opened(hunt="4711")
    press(press(press(app, "Garbage"), "Next place"), "Digit")
    before = shown(app)
    press(app, "Something else")
    assert shown(app) == before
    assert app.query_params["hunt"] == "4711"


def test_playing_again_draws_a_new_seed_and_writes_it(runs):
    app = opened(hunt="4711")
    for i in range(10):
        press(app, "Digit")
        press(app, "How did it go?" if i == 9 else "Next place")
    press(app, "Play again with a new seed")
    assert app.query_params["hunt"] != "4711"
    assert "Place 1 of 10" in shown(app)


def test_a_link_of_another_game_begins_that_one(runs):
    app = press(opened(hunt="4711"), "Digit")
    app.query_params["hunt"] = "12"
    app.run()
    assert "Place 1 of 10" in shown(app) and "Reads as" not in shown(app)
    assert app.query_params["hunt"] == "12"


def test_without_a_seed_one_is_drawn_and_told(runs):
    app = opened()
    assert int(app.query_params["hunt"]) in SEEDS
    assert not sentences(app)


@pytest.mark.parametrize("bad", ["", "-1", "1000000", "1.5", "x", "９", "9" * 50, "<b>`"])
def test_a_bad_seed_is_said_and_another_drawn(runs, bad):
    app = opened(hunt=bad)
    assert "which is not a whole number from 0 to 999,999. Ten others were drawn." in sentences(app)
    assert int(app.query_params["hunt"]) in SEEDS
    press(app, "Something else")
    assert "which is not a whole number" in sentences(app)


def test_without_a_recogniser_the_game_is_greyed(runs):
    app = opened(blind="1")
    answers = [button for button in app.button if button.label in ("Digit", "Garbage")]
    assert [button.disabled for button in answers] == [True, True]
    assert "python -m vae_core recogniser uci-digits" in app.caption[0].value


def test_the_other_pair_has_a_game_of_its_own(runs):
    app = press(opened(hunt="4711"), "Digit")
    app.query_params["swapped"] = "1"
    app.run()
    assert "Reads as" not in shown(app)
    del app.query_params["swapped"]
    app.run()
    assert "Reads as" in shown(app)


def test_a_damaged_run_is_a_sentence(three, tmp_path, monkeypatch):
    shutil.copytree(three, tmp_path / "runs")
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path / "runs"))
    path = tmp_path / "runs/uci-digits/plain/weights.safetensors"
    path.write_bytes(b"\0" * path.stat().st_size)
    assert "The run uci-digits/plain is damaged" in sentences(opened())


def test_the_same_button_twice_is_one_guess():
    played = Game(0, (HuntPoint(0, (0, 0), 1, 0.95, "hole"), HuntPoint(1, (0, 0), 1, 0.5, "thin")))
    played.answer(0, True)
    played.answer(0, False)
    assert played.answers == [True] and played.round == 0 and not played.over
    played.go_on(0)
    played.go_on(0)
    assert played.round == 1
    played.answer(1, False)
    assert not played.over
    played.go_on(1)
    assert played.over


def _survey(holes, dotted):
    """A hundred places of each kind, of which so many are recognised."""
    certainty = np.concatenate([np.arange(100) < n for n in (holes, dotted)]).astype(float)
    dots = np.repeat(["hole", "supported"], 100)
    return Survey(np.zeros((200, 2)), np.zeros(200), certainty, dots)


@pytest.mark.parametrize(
    ("holes", "dotted", "said"),
    [
        (97, 98, "says next to nothing"),
        (60, 98, "in a hole less is recognised (60 %) than among the dots (98 %)"),
        (98, 60, "in a hole *more* is recognised (98 %) than among the dots (60 %)"),
    ],
)
def test_the_lesson_follows_from_the_figures(runs, holes, dotted, said):
    lessons = summary.lessons(runs[:2], (_survey(holes, dotted), _survey(50, 50)))
    assert lessons[0].startswith("**Autoencoder:**") and said in lessons[0]
    assert lessons[1].startswith("**Variational autoencoder:**")


def test_a_plane_without_holes_says_so(runs):
    whole = _survey(1, 1)
    whole = replace(whole, support=np.resize(["thin"], 200))
    assert "no hole" in summary.lessons(runs[:2], (whole, whole))[0]


def test_a_certainty_is_never_rounded_up():
    assert [names.sure(c) for c in (0.8999, 0.9, 0.999, 1.0)] == ["89 %", "90 %", "99 %", "100 %"]


def test_every_code_in_view_is_a_dot_of_its_class(runs):
    drawn = plane.plane_html(runs[1])
    for c in range(10):
        assert drawn.count(f'stroke:{plane.hue(c)}"') >= 1
    assert 0.8 * 500 < drawn.count("h0") <= 500
    assert re.search(r"left:-|left:1\d\d", drawn) is None


def test_the_mark_is_where_z_is(runs):
    at = re.search(r"left:([\d.]+)%;top:([\d.]+)%", plane.mark_html(runs[1], (0.0, 0.0)))
    assert [float(v) for v in at.groups()] == [50.0, 50.0]
    right_and_up = plane.mark_html(runs[1], (2.0, 2.0))
    across, down = map(float, re.search(r"left:([\d.]+)%;top:([\d.]+)%", right_and_up).groups())
    assert across > 50 > down


def test_a_game_that_is_over_is_a_score_of_the_students_class(runs, tmp_path, monkeypatch):
    room, _secret = classroom.start(SqliteStore(tmp_path / "classes.db"))
    ada = members.join(room, "key of Ada").student
    monkeypatch.setattr(in_class.seat, "seat", lambda: Seat(room, ada))
    app = opened(hunt="4711")
    for _place in range(10):
        assert not scores.scores(room)
        app = press(app, "Garbage")
        app = press(app, "How did it go?" if _place == 9 else "Next place")
    points = asked(runs, 4711)
    (scored,) = scores.scores(room)
    assert scored.student == ada.id
    assert scored.game == "4711 uci-digits/plain uci-digits/tiny"
    assert scored.score == Score(sum(not point.recognised for point in points), 10)
    assert "on the scoreboard of your class" in " ".join(c.value for c in app.caption)
    room.end()
    app = press(app, "Something else")
    assert "has ended" in app.info[0].value
