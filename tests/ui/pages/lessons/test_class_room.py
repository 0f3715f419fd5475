"""A class on the Lessons page, as its teacher and its students meet it."""

import json
import re
from urllib.parse import urlencode

import pytest

from tests.support.classes import PAGE, html
from tests.support.pages import button, open_page, plain, sentences
from ui.pages.lessons.class_room import entry
from ui.pages.lessons.figures.of_pages import two_planes
from ui.pages.lessons.paper import qr_code
from ui.services.classroom import classroom, lead
from ui.services.classroom.classroom import open_class
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.made import answers
from ui.services.classroom.people import members, presence
from ui.services.classroom.people.limits import Rate
from ui.services.classroom.people.presence import People
from ui.services.classroom.stores.sqlite_store import SqliteStore

pytestmark = pytest.mark.usefixtures("store")
QUESTION, STEP = "invent/holes", {"lesson": "invent", "step": "5"}


@pytest.fixture
def question():
    """The id and choices of a step with a prediction."""
    from ui.pages.lessons.lesson.loader import lessons

    lesson = lessons()[0]["surprise"]
    number, step = next((i, s) for i, s in enumerate(lesson.steps, 1) if s.data.prediction)
    return f"surprise/{step.data.id}", step, {"lesson": "surprise", "step": str(number)}


def field(app, label):
    return next(f for f in app.text_input if f.label == label)


def text_of(app, name):
    """The text of the element with this data-testid; None where there is none."""
    found = re.search(rf'data-testid="{name}"[^>]*>([^<]*)', html(app))
    return found and found[1]


def counts(app):
    found = re.search(r'data-testid="class-answers" data-counts="([^"]*)"', html(app))
    return found and found[1]


def test_a_teacher_starts_a_class_and_sees_its_code(store, monkeypatch):
    monkeypatch.setattr(
        qr_code, "address", lambda query: f"https://here/Lessons?{urlencode(query)}"
    )
    app = open_page(PAGE)
    button(app, "Start a class").click().run()
    code = text_of(app, "class-code")
    room = open_class(code, store)
    assert room.is_on()
    assert dict(app.query_params) == {"view": "class"}
    assert text_of(app, "class-count") == "0"
    link = app.code[0].value
    assert f"class={code}&teacher=" in link
    assert room.is_teacher(link.rpartition("=")[2])
    presence.publish(room, People({"a": True, "b": False}, teachers=2))
    app.run()
    assert text_of(app, "class-count") == "2"
    assert "1 follow" in html(app)
    assert "open on 2 pages" in " ".join(c.value for c in app.caption)


def test_a_student_joins_by_the_link_and_gives_a_name(started):
    room, _secret = started
    app = open_page(PAGE, **{"class": room.code.lower()})
    assert room.code in html(app)
    assert dict(app.query_params) == {}, "the code leaves the address bar"
    assert [one.title for one in members.students(room).values()] == ["Number 1"]
    field(app, "Your name in this class, or none").set_value("<b>*Ada*</b> " + "x" * 10_000)
    button(app, "Keep").click().run()
    assert not app.exception
    assert "at most 24 letters" in sentences(app)
    (ada,) = members.students(room).values()
    assert ada.name == "<b>*Ada*</b> " + "x" * 11
    assert "<b>*Ada" not in html(app)
    # Another with the same name is told so.
    other = open_page(PAGE, **{"class": room.code})
    field(other, "Your name in this class, or none").set_value(ada.name)
    button(other, "Keep").click().run()
    assert "There is another" in sentences(other)
    button(other, "Leave the class").click().run()
    assert len(members.students(room)) == 1
    assert room.code not in html(other)


def test_a_code_is_typed_as_it_was_heard(started):
    room, _secret = started
    app = open_page(PAGE)
    field(app, "Code on the teacher’s screen").set_value(
        f" {room.code[:2]}-{room.code[2:].lower()} "
    )
    button(app, "Join").click().run()
    assert len(members.students(room)) == 1
    assert f'translate="no">{room.code}' in html(app)


@pytest.mark.parametrize("code", ["BAKITO", "nonsense", "<b>x</b>", "B" * 10_000])
def test_a_wrong_code_is_a_sentence_and_the_lessons_are_there(started, code):
    app = open_page(PAGE, **{"class": code})
    assert "There is no class with the code" in sentences(app)
    assert len(sentences(app)) < 200
    assert button(app, "Start a class")
    assert not members.students(started[0])


def test_a_class_that_is_over_or_full_is_a_sentence(started, tmp_path, monkeypatch):
    room, _secret = started
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    (tmp_path / "limits.toml").write_text("[classes]\nstudents = 1\n", encoding="utf-8")
    first = members.join(room, "a key").student
    presence.publish(room, People({first.id: True}))
    assert f"The class {room.code} is full" in sentences(open_page(PAGE, **{"class": room.code}))
    room.end()
    assert f"The class {room.code} has ended" in sentences(open_page(PAGE, **{"class": room.code}))


def test_codes_are_not_tried_without_end(started, monkeypatch):
    monkeypatch.setattr(entry, "_tries", Rate(burst=1, seconds=1_000))
    open_page(PAGE, **{"class": "BAKITO"})
    app = open_page(PAGE, **{"class": started[0].code})
    assert "Too many codes were tried" in sentences(app)
    assert not members.students(started[0])


def test_only_the_secret_makes_a_teacher_and_it_leaves_the_address_bar(started):
    room, secret = started
    wrong = open_page(PAGE, **{"class": room.code, "teacher": "x" * 32})
    assert "does not open the class" in sentences(wrong)
    assert not members.students(room)
    assert text_of(wrong, "class-code") is None
    for _again in range(2):  # on two machines
        app = open_page(PAGE, **{"class": room.code, "teacher": secret})
        assert text_of(app, "class-code") == room.code
        assert secret not in str(dict(app.query_params))
    assert not members.students(room)


def test_the_teacher_ends_the_class_for_everybody(started, monkeypatch):
    room, secret = started
    student = open_page(PAGE, **{"class": room.code})
    teacher = open_page(PAGE, **{"class": room.code, "teacher": secret})
    button(teacher, "Class screen").click().run()
    button(teacher, "End it now").click().run()
    assert f"The class {room.code} has ended" in html(teacher)
    for _again in range(2):  # the run that finds it out may be cut off: it is said for a while
        student.run()
        assert f"The class {room.code} has ended" in sentences(student)
        assert room.code not in html(student)
    monkeypatch.setattr(entry, "_SAID", 0.0)
    student.run()
    assert room.code not in sentences(student)


def test_students_go_where_the_teacher_is_until_they_leave(started):
    room, secret = started
    student = open_page(PAGE, **{"class": room.code})
    teacher = open_page(PAGE, **STEP, **{"class": room.code, "teacher": secret})
    student.run()
    assert dict(student.query_params) == {}, "nobody is taken along before the teacher says so"
    teacher.toggle[0].set_value(True).run()
    assert lead.lead(room).query == STEP
    student.run()
    assert dict(student.query_params) == STEP
    assert "your screen follows your teacher" in html(student)
    button(teacher, "Next").click().run()
    student.run()
    assert student.query_params["step"] == "6"
    button(student, "Back").click().run()
    assert student.query_params["step"] == "5", "who goes elsewhere is on their own"
    button(teacher, "Back").click().run()
    button(teacher, "Back").click().run()
    student.run()
    assert student.query_params["step"] == "5"
    button(student, "Back to my teacher").click().run()
    assert student.query_params["step"] == "4"
    button(student, "Go on my own").click().run()
    button(teacher, "Next").click().run()
    student.run()
    assert student.query_params["step"] == "4"


def test_a_prediction_is_answered_together(started, question):
    room, secret = started
    name, step, where = question
    teacher = open_page(PAGE, **where, **{"class": room.code, "teacher": secret})
    assert counts(teacher) == ",".join("0" for _ in step.choices)
    teacher.toggle[0].set_value(True).run()
    student = open_page(PAGE, **{"class": room.code})
    assert dict(student.query_params) == where
    assert counts(student) is None, "students see what others chose only with the answer"
    assert not [b for b in student.button if b.label == "Show the answer"]
    button(student, step.choices[1]).click().run()
    assert answers.counts(room, name, len(step.choices))[1] == 1
    teacher.run()
    assert counts(teacher).split(",")[1] == "1"
    button(teacher, "Close").click().run()
    student.run()
    assert "has closed this question" in plain(" ".join(c.value for c in student.caption))
    button(student, step.choices[0]).click().run()
    assert "has closed this question" in sentences(student)
    assert answers.counts(room, name, len(step.choices))[1] == 1
    button(teacher, "Show the answer").click().run()
    student.run()
    assert counts(student) == counts(teacher)
    assert [b for b in student.button if "you said" in b.label]
    assert "Number 1" not in re.sub(r"<p class=.*?</p>", "", html(teacher))
    button(teacher, "Talk, then ask again").click().run()
    student.run()
    assert counts(teacher) == ",".join("0" for _ in step.choices)
    button(student, step.choices[0]).click().run()
    teacher.run()
    assert counts(teacher).split(",")[0] == "1"
    # The class screen shows the question that was asked last.
    button(teacher, "Class screen").click().run()
    assert counts(teacher).split(",")[0] == "1"


def test_a_cursor_goes_along(started, monkeypatch):
    room, secret = started
    revs = []
    draw = two_planes.two_planes
    monkeypatch.setattr(
        two_planes,
        "two_planes",
        lambda scene, **rest: revs.append(scene.rev) or draw(scene, **rest),
    )
    teacher = open_page(PAGE, **STEP, **{"class": room.code, "teacher": secret})
    teacher.toggle[0].set_value(True).run()
    shown = lead.lead(room)
    assert shown.query == STEP and shown.cursor
    student = open_page(PAGE, **{"class": room.code})
    moved = [[3, 4], [[0.5, 0.5], [-1.0, 1.0]]]
    lead.show(room, cursor=moved)
    student.run()
    at = student.session_state["lesson-invent-holes at"]
    assert json.loads(json.dumps(at)) == moved
    student.run()
    assert revs[-1] == revs[-2] > revs[0], "only a new rev moves the component's own cursor"


def test_a_store_that_cannot_be_reached_is_a_sentence(monkeypatch, tmp_path):
    (tmp_path / "broken.db").write_bytes(b"no database" * 1_000)
    monkeypatch.setattr(classroom, "chosen_store", lambda: SqliteStore(tmp_path / "broken.db"))
    app = open_page(PAGE)
    button(app, "Start a class").click().run()
    assert "cannot be kept" in sentences(app)
    assert button(app, "Start a class")


def test_a_store_that_goes_away_for_a_while_takes_nobodys_seat(started, store, monkeypatch):
    room, _secret = started
    app = open_page(PAGE, **{"class": room.code})

    def fail(keys):
        raise ClassroomError("The classes cannot be reached in Redis: it is away.")

    with monkeypatch.context() as away:
        away.setattr(store, "fields_of", fail)
        app.run()
        assert not app.exception
        assert "it is away" in sentences(app)
        assert button(app, "Start a class")
    app.run()
    assert f'translate="no">{room.code}' in html(app)
    assert len(members.students(room)) == 1
