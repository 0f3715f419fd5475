"""What a class makes, on its page: map, drawings, scoreboard, trainings, files."""

import base64
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support.classes import PAGE, html
from tests.support.pages import button, open_page, plain, sentences
from ui.pages.lessons.class_room.made import class_map, drawing, landing, scoreboard
from ui.pages.lessons.class_room.made.opened import card
from ui.services.classroom.made import answers, drawings, scores, trainings
from ui.services.classroom.made.drawings import Drawing
from ui.services.classroom.made.scores import Score
from ui.services.classroom.made.trainings import Training
from ui.services.classroom.people import members
from ui.services.classroom.people.limits import Rate

MARKUP = "<img src=x onerror=1>"
SEVEN = np.zeros((28, 28), np.uint8)
SEVEN[6:8, 8:20] = SEVEN[8:22, 16:19] = 255


@pytest.fixture
def ada(started, monkeypatch):
    monkeypatch.setattr(drawings, "_rate", Rate(burst=100, seconds=1e-6))
    return members.join(started[0], "key of Ada", MARKUP).student


@pytest.fixture
def mount(monkeypatch):
    """What the map was mounted with, and which drawing is open on it."""
    mounted = SimpleNamespace(scene=None, chosen=0)

    def mount(scene, *, key):
        mounted.scene = scene
        return SimpleNamespace(chosen=mounted.chosen, fallback=False)

    monkeypatch.setattr(class_map, "class_map", mount)
    return mounted


@pytest.fixture
def teacher(started):
    room, secret = started

    def open_teacher():
        app = open_page(PAGE, **{"class": room.code, "teacher": secret})
        button(app, "Class screen").click().run()
        assert not app.exception
        return app

    return open_teacher


@pytest.fixture
def student(started, monkeypatch):
    """A student at the class's screen, whose browser says that this was drawn."""
    monkeypatch.setattr(
        drawing, "reconstruction", lambda scene, **rest: SimpleNamespace(fallback=False)
    )

    def open_student(drawn=None):
        app = open_page(PAGE, **{"class": started[0].code})
        button(app, "Draw a digit").click().run()
        if drawn is not None:
            app.session_state[drawing._DRAWN] = drawn
            app.run()
        assert not app.exception
        return app

    return open_student


def sent(pixels):
    return {"x": base64.b64encode(pixels.tobytes()).decode(), "empty": False}


def put(room, ada, z=(0.5, -1.0), **rest):
    return drawings.add(room, ada, SEVEN, run=landing.RUN, z=z, **rest)


def test_the_map_holds_every_drawing_until_it_is_removed(started, ada, mount, teacher):
    room, _secret = started
    app = teacher()
    assert (mount.scene.count, mount.scene.run) == (0, landing.RUN)
    assert "Press a drawing" not in " ".join(c.value for c in app.caption)
    put(room, ada, digit=7)
    put(room, ada, z=(2.0, 1.0), digit=1)
    drawings.add(room, ada, SEVEN, run="mnist/another", z=(0, 0))
    app.run()
    assert [(one.number, list(one.z), one.digit) for one in mount.scene.drawings] == [
        (1, [0.5, -1.0], 7),
        (2, [2.0, 1.0], 1),
    ]
    assert base64.b64decode(mount.scene.drawings[0].image) == SEVEN.tobytes()
    mount.chosen = 1
    app.run()
    assert "<h3>Drawing 1</h3>" in html(app)
    assert "A recogniser reads a 7 in it." in html(app)
    assert MARKUP not in html(app) and "onerror" not in html(app), "drawings are numbers"
    button(app, "Remove").click().run()
    assert mount.scene.count == 1
    assert "<h3>Drawing 1</h3>" not in html(app)
    button(app, "Put back what was removed (1)").click().run()
    assert mount.scene.count == 2
    button(app, "Clear it").click().run()
    assert not app.exception
    assert mount.scene.count == 0


def test_a_drawing_is_shown_to_all_until_it_is_not(started, ada, mount, teacher, student):
    put(started[0], ada, digit=7)
    mount.chosen = 1
    app, other = teacher(), student()
    assert "Your teacher shows this drawing" not in html(other)
    button(app, "Show to all").click().run()
    other.run()
    assert "Your teacher shows this drawing" in html(other)
    assert 'data-number="1"' in html(other)
    assert not [b for b in other.button if b.label == "Remove"]
    button(app, "Show to all no more").click().run()
    other.run()
    assert "Your teacher shows this drawing" not in html(other)
    button(app, "Show to all").click().run()
    button(app, "Remove").click().run()
    other.run()
    assert "Your teacher shows this drawing" not in html(other)


def test_a_student_sends_what_was_drawn_once_and_hears_where_it_landed(started, student):
    room, _secret = started
    app = student()
    assert button(app, "Send to the map").disabled
    app = student(sent(SEVEN))
    button(app, "Send to the map").click().run()
    (one,) = drawings.drawings(room)
    assert one.pixels == SEVEN.tobytes() and one.run == landing.RUN
    run = landing.map_run()
    assert one.z == pytest.approx(landing.encode(run, SEVEN / 255.0), abs=1e-6)
    assert one.digit == landing.read(SEVEN / 255.0)
    among = landing.among(run, one.z)
    assert f"It lands among the {among.label}s: {among.votes} of its 60" in html(app)
    assert button(app, "Sent").disabled, "the same drawing again is none"


@pytest.mark.parametrize(
    "drawn",
    [
        {"x": "%%%", "empty": False},
        {"x": base64.b64encode(b"short").decode(), "empty": False},
        {"x": {}, "empty": False},
        {},
        [1, 2],
    ],
)
def test_what_is_no_drawing_cannot_be_sent(student, drawn):
    assert button(student(drawn), "Send to the map").disabled


def test_too_many_drawings_are_a_sentence(started, student, tmp_path, monkeypatch):
    room, _secret = started
    monkeypatch.setattr(drawings, "_rate", Rate(burst=1, seconds=1_000))
    app = student(sent(SEVEN))
    button(app, "Send to the map").click().run()
    app.session_state[drawing._DRAWN] = sent(SEVEN[::-1])
    app.run()
    button(app, "Send to the map").click().run()
    assert "wait two seconds" in sentences(app)
    assert len(drawings.drawings(room)) == 1
    monkeypatch.setattr(drawings, "_rate", Rate(burst=100, seconds=1e-6))
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    (tmp_path / "limits.toml").write_text("[classes]\ndrawings = 1\n", encoding="utf-8")
    button(app, "Send to the map").click().run()
    assert "You have sent 1 drawings, as many as one student can." in sentences(app)
    assert len(drawings.drawings(room)) == 1


def test_an_upload_is_sent_as_the_model_sees_it(started, student):
    import io

    from PIL import Image

    app = student()
    app.segmented_control[0].set_value("upload").run()
    assert button(app, "Send to the map").disabled
    app.get("file_uploader")[0].set_value(("no.png", b"no picture", "image/png"))
    app.run()
    assert app.error and button(app, "Send to the map").disabled
    file = io.BytesIO()
    Image.fromarray(255 - SEVEN).resize((280, 280)).save(file, "PNG")
    app.get("file_uploader")[0].set_value(("seven.png", file.getvalue(), "image/png"))
    app.run()
    button(app, "Send to the map").click().run()
    (one,) = drawings.drawings(started[0])
    assert one.image.shape == (28, 28) and one.image.max() > 200 and one.image[0].max() < 50


def test_names_on_the_scoreboard_are_text_and_equal_scores_share_a_rank(started, ada):
    room, _secret = started
    others = [members.join(room, f"key {i}").student for i in range(14)]
    for one, right in ((ada, 9), (others[0], 9), (others[1], 4)):
        scores.report(room, one, "7 mnist/ae-2d mnist/vae-2d", Score(right, 10))
    members.leave(room, others[1])
    board = str(scoreboard.board_html(room))
    assert "&lt;img src=x onerror=1&gt;" in board and "<img" not in board
    assert board.count("<td>1</td>") == 2 and board.count("<td>3</td>") == 1
    assert "somebody who has left" in board
    for one in others[2:]:
        scores.report(room, one, "7 mnist/ae-2d mnist/vae-2d", Score(1, 10))
    assert "And 3 more." in scoreboard.board_html(room)
    assert 'data-count="15"' in scoreboard.board_html(room)


def test_the_board_shows_scores_or_trainings_in_place_of_the_map(started, ada, mount, teacher):
    room, _secret = started
    app = teacher()
    app.segmented_control[0].set_value("hunt").run()
    assert "No score yet." in html(app)
    app.segmented_control[0].set_value("trainings").run()
    assert "No training yet." in html(app)
    for beta, run in ((1.0, "mnist/a"), (4.0, "mnist/b"), (1.0, "fashion-mnist/c")):
        trainings.share(room, ada, Training(run, beta, 2, 6.0 - beta, 140 + beta))
    app.run()
    assert not app.exception
    assert 'data-testid="class-trainings" data-count="2"' in html(app)
    figure = app.get("plotly_chart")[0]
    assert "β 4" in figure.proto.spec or "\\u03b2 4" in figure.proto.spec


def test_all_that_was_made_is_one_page_and_stays_after_the_end(started, ada, mount, teacher):
    room, _secret = started
    put(room, ada, z=(0.5, 2.2), digit=1)
    answers.give(room, "invent/holes", ada, 1)
    scores.report(room, ada, "7 mnist/ae-2d mnist/vae-2d", Score(8, 10))
    trainings.share(room, ada, Training("mnist/a", 4.0, 2, 4.5, 150.25))
    app = teacher()
    button(app, "End it now").click().run()
    button(app, "All of it on one page").click().run()
    page = html(app)
    assert f"Class {room.code}</p><p>Students: 1" in page
    assert "1 → 1</figcaption>" in page
    assert "8 of 10" in page and "150.25" in page and "whose cloud" in plain(page)
    assert "<img src=x" not in page
    button(app, "Back to the class").click().run()
    assert f"The class {room.code} has ended" in html(app)


def test_a_card_says_how_far_what_came_back_is_from_the_drawing():
    run = landing.map_run()
    one = Drawing(3, "id", SEVEN.tobytes(), landing.RUN, (0.5, -1.0))
    from ui.services.caches import resources

    back = resources.decode(run, one.z)
    assert f"<b>{np.mean((SEVEN / 255.0 - back) ** 2):.4f}</b>" in card(one)
    assert "recogniser" not in card(one), "nothing has read it"
