"""What a class makes: answers, drawings, scores and trainings."""

import numpy as np
import pytest

from ui.services.classroom.classroom import Classroom
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.made import answers, drawings, scores, trainings
from ui.services.classroom.made.scores import Score
from ui.services.classroom.made.trainings import Training
from ui.services.classroom.people import members

STEP = "invent/holes"
SEVEN = np.arange(784, dtype=np.uint8).reshape(28, 28)


def test_answers_are_counted_until_the_teacher_closes(room, ada):
    bob = members.join(room, "key of Bob").student
    assert answers.counts(room, STEP, 3) == [0, 0, 0]
    assert answers.own(room, STEP, ada, 1) == 0
    answers.give(room, STEP, ada, 2)
    answers.give(room, STEP, bob, 2)
    answers.give(room, "invent/other step", bob, 1)
    assert answers.counts(room, STEP, 3) == [0, 2, 0]
    answers.give(room, STEP, ada, 3)
    assert answers.counts(room, STEP, 3) == [0, 1, 1]
    assert answers.own(room, STEP, ada, 1) == 3
    answers.close(room, STEP)
    with pytest.raises(ClassroomError, match="has closed this question"):
        answers.give(room, STEP, ada, 1)
    assert not answers.question(room, STEP).shown
    answers.show(room, STEP)
    assert answers.question(room, STEP).shown
    with pytest.raises(ClassroomError, match="has closed this question"):
        answers.give(room, STEP, ada, 1)
    assert answers.counts(room, STEP, 3) == [0, 1, 1]


def test_a_question_asked_again_keeps_both_rounds(room, ada):
    answers.give(room, STEP, ada, 1)
    answers.show(room, STEP)
    answers.ask_again(room, STEP)
    assert answers.counts(room, STEP, 2) == [0, 0]
    answers.give(room, STEP, ada, 2)
    assert answers.counts(room, STEP, 2) == [0, 1]
    assert answers.counts(room, STEP, 2, round=1) == [1, 0]
    given = {(one.round, one.student, one.choice) for one in answers.everything(room)}
    assert given == {(1, ada.id, 1), (2, ada.id, 2)}


@pytest.mark.parametrize("choice", [0, -1, 6, 10**30])
def test_an_answer_is_one_of_the_choices(room, ada, choice):
    with pytest.raises(ClassroomError, match="no such choice"):
        answers.give(room, STEP, ada, choice)
    assert answers.everything(room) == []


def test_a_drawing_is_kept_with_its_place(room, ada, make_store, no_waiting):
    one = drawings.add(room, ada, SEVEN, run="mnist/vae-2d", z=[0.5, -1], digit=7)
    two = drawings.add(room, ada, np.zeros((1, 28, 28)), run="mnist/vae-2d", z=np.array([0, 0]))
    assert (one.number, two.number, two.digit) == (1, 2, -1)
    assert drawings.drawings(Classroom(room.code, make_store())) == [one, two]
    assert (one.image == SEVEN).all()
    assert (one.student, one.z) == (ada.id, (0.5, -1.0))
    half = drawings.add(room, ada, np.full((28, 28), 0.5), run="r", z=[0])
    assert set(half.pixels) == {128}


def test_the_teacher_hides_puts_back_and_clears(room, ada, no_waiting):
    for _ in range(3):
        drawings.add(room, ada, SEVEN, run="r", z=[0, 0])
    drawings.hide(room, 2)
    drawings.hide(room, 99)
    assert [one.number for one in drawings.drawings(room)] == [1, 3]
    assert [one.number for one in drawings.drawings(room, with_hidden=True)] == [1, 2, 3]
    drawings.hide(room, 2, hidden=False)
    assert len(drawings.drawings(room)) == 3
    drawings.clear(room)
    assert drawings.drawings(room, with_hidden=True) == []
    assert drawings.add(room, ada, SEVEN, run="r", z=[0, 0]).number == 4


def test_fifty_drawings_a_second_from_one_student_are_three(room, ada):
    bob = members.join(room, "key of Bob").student
    refused = 0
    for _ in range(50):
        try:
            drawings.add(room, ada, SEVEN, run="r", z=[0, 0])
        except ClassroomError as error:
            assert "One drawing at a time" in str(error)
            refused += 1
    assert refused >= 46  # and three at once, one more if this took two seconds
    drawings.add(room, bob, SEVEN, run="r", z=[0, 0])
    assert len(drawings.drawings(room)) == 51 - refused


def test_a_student_sends_so_many_drawings(room, ada, no_waiting, tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    (tmp_path / "limits.toml").write_text("[classes]\ndrawings = 2\n", encoding="utf-8")
    for _ in range(2):
        drawings.add(room, ada, SEVEN, run="r", z=[0, 0])
    with pytest.raises(ClassroomError, match="sent 2 drawings, as many as one"):
        drawings.add(room, ada, SEVEN, run="r", z=[0, 0])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"image": np.zeros((28, 27))}, "28 × 28 pixels"),
        ({"image": np.full((28, 28), np.nan)}, "28 × 28 pixels"),
        ({"image": np.array(["x"] * 784)}, "28 × 28 pixels"),
        ({"z": []}, "no place"),
        ({"z": [float("nan"), 0]}, "no place"),
        ({"z": [0] * 1000}, "no place"),
        ({"run": "r" * 10_000}, "cannot be put"),
        ({"digit": 10}, "cannot be put"),
    ],
)
def test_what_is_no_drawing_is_refused(room, ada, change, sentence):
    good = {"image": SEVEN, "run": "r", "z": [0, 0]}
    with pytest.raises(ClassroomError, match=sentence):
        drawings.add(room, ada, **(good | change))
    assert drawings.drawings(room) == []


def test_the_board_has_the_best_of_each(room, ada):
    bob = members.join(room, "key of Bob", "Bob").student
    scores.report(room, ada, "seed 1", Score(5, 10))
    scores.report(room, ada, "seed 1", Score(3, 10))
    scores.report(room, bob, "seed 1", Score(8, 10))
    scores.report(room, bob, "seed 2", Score(1, 10))
    board = [(one.student, one.score.right) for one in scores.scores(room, "seed 1")]
    assert board == [(bob.id, 8), (ada.id, 5)]
    assert len(scores.scores(room)) == 3
    for wrong in (Score(11, 10), Score(-1, 10), Score(1, 10**9)):
        with pytest.raises(ClassroomError, match="no score"):
            scores.report(room, ada, "seed 1", wrong)


def test_trainings_stand_side_by_side(room, ada):
    bob = members.join(room, "key of Bob", "Bob").student
    first = Training("mnist/one", 4.0, 2, 5.0, 160.0)
    trainings.share(room, ada, first)
    trainings.share(room, bob, Training("mnist/two", 0.5, 10, 20.0, 80.0))
    trainings.share(room, ada, first)
    assert [(one.student, one.training.beta) for one in trainings.trainings(room)] == [
        (ada.id, 4.0),
        (bob.id, 0.5),
    ]
    with pytest.raises(ClassroomError, match="no figures"):
        trainings.share(room, ada, Training("mnist/x", 1.0, 2, float("inf"), 80.0))
    for i in range(19):
        trainings.share(room, ada, Training(f"mnist/{i}", 1.0, 2, 1.0, 1.0))
    with pytest.raises(ClassroomError, match="shared 20 trainings"):
        trainings.share(room, ada, Training("mnist/more", 1.0, 2, 1.0, 1.0))


@pytest.mark.parametrize(
    "act",
    [
        lambda room, one: answers.give(room, STEP, one, 1),
        lambda room, one: answers.show(room, STEP),
        lambda room, one: drawings.add(room, one, SEVEN, run="r", z=[0]),
        lambda room, one: scores.report(room, one, "g", Score(1, 1)),
        lambda room, one: trainings.share(room, one, Training("r", 1.0, 2, 1.0, 1.0)),
    ],
)
def test_a_class_that_is_over_takes_nothing(room, ada, act):
    room.end()
    with pytest.raises(ClassroomError, match=f"The class {room.code} has ended"):
        act(room, ada)
