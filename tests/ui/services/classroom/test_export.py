"""What a class has made as tables."""

import csv
import io

import numpy as np
import pytest

from ui.services.classroom.made import answers, drawings, export, scores, trainings
from ui.services.classroom.made.scores import Score
from ui.services.classroom.made.trainings import Training
from ui.services.classroom.people import members
from vae_core.files.csv_table import as_csv

SEVEN = np.arange(784, dtype=np.uint8).reshape(28, 28)
FORMULA = "=HYPERLINK(1)"


def table(rows):
    return list(csv.DictReader(io.StringIO(as_csv(rows).decode())))


@pytest.fixture
def bob(room):
    return members.join(room, "key of Bob", FORMULA).student


def test_answers_have_the_words_of_the_choice_and_the_number_of_the_student(room, ada, bob):
    answers.give(room, "invent/holes", bob, 2)
    answers.give(room, "invent/holes", ada, 9 % 5)
    answers.give(room, "gone/step", ada, 1)
    rows = table(export.answer_rows(room, {"invent/holes": ("Whose?", ["AE", "VAE"])}))
    assert [(row["step"], row["student"], row["answer"]) for row in rows] == [
        ("gone/step", "1", ""),
        ("invent/holes", "1", ""),
        ("invent/holes", "2", "VAE"),
    ]
    assert rows[2]["name"] == f"'{FORMULA}", "no spreadsheet calculates a name"


def test_drawings_have_their_codes_and_say_which_were_removed(room, ada, no_waiting):
    drawings.add(room, ada, SEVEN, run="mnist/vae-2d", z=[0.5, -1.25], digit=7)
    drawings.add(room, ada, SEVEN, run="mnist/vae-2d", z=[0, 0])
    drawings.hide(room, 2)
    one, two = table(export.drawing_rows(room))
    assert (one["z1"], one["z2"], one["read_as"], one["removed"]) == ("0.5", "-1.25", "7", "no")
    assert (two["read_as"], two["removed"]) == ("", "yes")


def test_who_has_left_has_no_name_in_scores_and_trainings(room, ada, bob):
    scores.report(room, ada, "7", Score(8, 10))
    scores.report(room, bob, "7", Score(9, 10))
    trainings.share(room, bob, Training("mnist/x", 4.0, 2, 5.5, 140.0))
    members.leave(room, bob)
    assert [(row["student"], row["right"]) for row in table(export.score_rows(room))] == [
        ("", "9"),
        ("1", "8"),
    ]
    (trained,) = table(export.training_rows(room))
    assert (trained["name"], trained["beta"], trained["rate"]) == ("", "4.0", "5.5")


def test_a_drawing_shown_to_all_is_on_the_map(room, ada, no_waiting):
    drawings.add(room, ada, SEVEN, run="mnist/vae-2d", z=[0, 0])
    assert drawings.shown_to_all(room) is None
    drawings.show_to_all(room, 1)
    assert drawings.shown_to_all(room).number == 1
    drawings.hide(room, 1)
    assert drawings.shown_to_all(room) is None
    drawings.hide(room, 1, hidden=False)
    drawings.clear(room)
    assert drawings.shown_to_all(room) is None and drawings.drawings(room) == []
