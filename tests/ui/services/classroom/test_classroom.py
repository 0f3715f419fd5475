"""A class from its start to its end: codes, the teacher's right, students and their names."""

import time

import pytest

from ui.services.classroom import classroom, lead, state
from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom, open_class, start
from ui.services.classroom.code import new_code, parsed_code
from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.made import answers
from ui.services.classroom.people import members, names, presence
from ui.services.classroom.people.limits import Rate
from ui.services.classroom.people.presence import People


@pytest.fixture
def limits(tmp_path, monkeypatch):
    """A function that sets the table [classes] of the settings."""
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))

    def set_(**values: int) -> None:
        lines = [f"{name} = {value}" for name, value in values.items()]
        text = "\n".join(["[classes]", *lines])
        (tmp_path / "limits.toml").write_text(text, encoding="utf-8")

    return set_


def pass_time(room: Classroom, seconds: float) -> None:
    """Let the teacher's time in the store run out as far as so many seconds would."""
    assert seconds >= classroom.WITHOUT_TEACHER
    room.store.expire(room.key("alive"), 1e-3)
    while room.is_on():
        pass


def test_codes_are_easy_to_say_and_hard_to_guess():
    codes = {new_code() for _ in range(300)}
    assert len(codes) > 290
    for code in codes:
        assert len(code) == 6 and code.isascii() and code.isupper()
        assert all(letter in "AEIOU" for letter in code[1::2])
        assert parsed_code(code) == code
    assert parsed_code(" ba-ki to ") == "BAKITO"


@pytest.mark.parametrize("text", ["", "BAKIT", "BAKITOO", "BAKIT0", "ABKITO", "<b>", "x" * 10_000])
def test_a_wrong_code_gets_a_sentence(store, text):
    with pytest.raises(ClassroomError, match="There is no class with the code") as error:
        open_class(text, store)
    assert len(str(error.value)) < 200
    start(store)
    with pytest.raises(ClassroomError, match="There is no class with the code"):
        open_class(text, store)


def test_a_class_is_found_by_its_code_and_only_its_secret_makes_a_teacher(make_store):
    room, secret = start(make_store())
    other, other_secret = start(make_store())
    found = open_class(room.code.lower(), make_store())
    assert found.is_on()
    assert found.is_teacher(secret)
    for no in ("", room.code, other_secret, secret[:-1], secret + "x", "\ud800"):
        assert not found.is_teacher(no)
    assert secret.encode() not in b"".join(found.fields("about").values())
    # The same link on another machine is the same right.
    assert open_class(room.code, make_store()).is_teacher(secret)
    other.end()
    assert found.is_on()


def test_an_ended_class_takes_nobody_and_keeps_its_code(room, ada):
    room.end()
    again = open_class(room.code, room.store)
    assert not again.is_on()
    with pytest.raises(ClassroomError, match=f"The class {room.code} has ended"):
        members.join(again, "somebody")
    with pytest.raises(ClassroomError, match="has ended"):
        members.join(again, "key of Ada")
    assert list(members.students(again)) == [ada.id]  # for an hour, for the teacher to take
    again.teacher_is_here()
    assert not again.is_on()


def test_a_class_ends_twelve_hours_after_its_teacher_left(room, ada):
    room.teacher_is_here()
    assert room.is_on()
    pass_time(room, classroom.WITHOUT_TEACHER)
    with pytest.raises(ClassroomError, match="has ended"):
        members.join(open_class(room.code, room.store), "somebody")
    room.teacher_is_here()
    assert not room.is_on()


def test_what_a_class_has_made_is_gone_an_hour_after_its_end(room, ada, monkeypatch):
    monkeypatch.setattr(classroom, "KEPT", 1e-3)
    room.end()
    deadline = time.monotonic() + 120  # each part has an end of its own, a few milliseconds apart
    while (left := [part for part in classroom.PARTS if room.fields(part)]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.001)
    assert not left


def test_a_server_takes_so_many_classes(store, limits):
    limits(at_once=2)
    room, _secret = start(store)
    start(store)
    with pytest.raises(ClassroomError, match="2 classes are on"):
        start(store)
    room.end()
    start(store)


def test_a_student_comes_back_by_the_key_of_the_browser(room, make_store):
    first = members.join(room, "a key", "Ada").student
    assert (first.number, first.name) == (1, "Ada")
    restarted = Classroom(room.code, make_store())
    assert members.come_back(restarted, "a key") == first
    assert members.join(restarted, "a key", "another name").student == first
    assert members.come_back(restarted, first.id) is None
    assert members.come_back(restarted, "no key") is None
    members.leave(restarted, first)
    assert members.come_back(room, "a key") is None


def test_names_are_each_there_once(room):
    joined = [members.join(room, f"key {i}", name) for i, name in enumerate(["Ada", "ADA", "Ａda"])]
    assert [one.student.name for one in joined] == ["Ada", "ADA 2", "Ａda 3"]
    assert joined[0].note == ""
    assert joined[1].note == "There is another ADA here: you are ADA 2."
    long = "x" * names.LONGEST
    assert members.join(room, "a", long).student.name == long
    assert members.join(room, "b", long).student.name == "x" * (names.LONGEST - 2) + " 2"
    members.leave(room, joined[0].student)
    assert members.join(room, "c", "ada").student.name == "ada"


def test_a_student_takes_another_name(room):
    bob = members.join(room, "b", "Bob").student
    one = members.join(room, "a").student
    one = members.rename(room, one, "bob").student
    assert (one.name, one.number) == ("bob 2", 2)
    one = members.rename(room, one, "Bob 2").student
    assert one.name == "Bob 2"
    one = members.rename(room, one, "").student
    assert members.students(room) == {bob.id: bob, one.id: one}
    assert members.rename(room, bob, "Bob 2").note == ""


def test_without_a_name_a_student_is_a_number(room):
    members.join(room, "one", "Ada")
    joined = members.join(room, "two", "   ")
    assert (joined.student.name, joined.student.title, joined.note) == ("", "Number 2", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x" * 10_000, "x" * 24),
        ("  Ada \n\t Lovelace ", "Ada Lovelace"),
        ("A\u202eda\x00\x1b[31m", "Ada[31m"),
        ("\u200b\u2060\ufeff", ""),
        ("e" + "\u0301" * 500, "é" + "\u0301" * 2),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert"),
        ("😀 Ada", "😀 Ada"),
        ("\ud800Ada", "Ada"),
    ],
)
def test_a_name_is_one_short_line(room, text, name):
    assert names.cleaned(text) == name
    joined = members.join(room, "key", text)
    assert joined.student.name == name
    assert len(joined.note) < 120
    if len(text) > 500 and name:
        assert f"at most 24 letters: you are {name}." in joined.note
    if not name:
        assert "nothing to show" in joined.note
    assert members.students(room)[joined.student.id] == joined.student


def test_a_full_class_says_so_and_who_has_gone_makes_room(room, limits):
    limits(students=2)
    first, second = (members.join(room, key).student for key in ("a", "b"))
    presence.publish(room, People({first.id: True, second.id: True}))
    with pytest.raises(ClassroomError, match=f"The class {room.code} is full: 2 are in it"):
        members.join(room, "c")
    assert members.join(room, "a").student == first
    presence.publish(room, People({first.id: True}))
    third = members.join(room, "c").student
    assert list(members.students(room)) == [first.id, third.id]


def test_who_is_here_is_counted_over_all_processes(room, monkeypatch):
    assert presence.people(room) == People()
    presence.publish(room, People({"a": True, "b": False}, 1), "one process")
    presence.publish(room, People({"c": True}, 1), "another")
    assert presence.people(room) == People({"a": True, "b": False, "c": True}, 2)
    assert presence.people(room).followers == 2
    presence.publish(room, People({"a": False}), "one process")
    assert presence.people(room) == People({"a": False, "c": True}, 1)
    monkeypatch.setattr(presence, "GONE", 1e-3)
    presence.publish(room, People({"c": True}), "another")  # and then it is killed
    while "c" in presence.people(room).students:
        pass
    assert presence.people(room) == People({"a": False})


def test_every_change_raises_its_own_version(room, ada):
    def changed(act):
        before = state.versions([room])[0]
        act()
        after = state.versions([room])[0]
        return {one for one in Change if after.get(one, 0) > before.get(one, 0)}

    assert changed(lambda: members.join(room, "another")) == {Change.PEOPLE}
    assert changed(lambda: lead.show(room, query={"lesson": "bound"}, follow=True)) == {
        Change.PLACE,
        Change.PAGE,
    }
    assert changed(lambda: lead.show(room, follow=True)) == set()
    assert changed(lambda: lead.show(room, cursor=[1.0, 2.0])) == {Change.CURSOR}
    shown = lead.lead(room)
    assert (shown.revision, shown.query, shown.cursor) == (2, {"lesson": "bound"}, [1.0, 2.0])
    assert changed(room.end) == {Change.PAGE}
    assert state.versions([]) == []


def test_the_state_of_a_class_is_what_its_parts_say(room, ada):
    lead.show(room, query={"lesson": "bound"}, follow=True)
    answers.close(room, "bound/first")
    now = state.state(room)
    assert now.is_on and now.shows == lead.lead(room)
    assert answers.read_question(now.lead, "bound/first") == answers.question(room, "bound/first")
    assert answers.read_question(now.lead, "bound/second") == answers.Question()
    assert now.versions == state.versions([room])[0]
    room.end()
    assert not state.state(room).is_on


def test_a_rate_lets_through_a_few_and_then_one_by_one(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("ui.services.classroom.people.limits.time.monotonic", lambda: clock[0])
    rate = Rate(burst=3, seconds=2.0)
    assert [rate.take("a") for _ in range(50)] == [True] * 3 + [False] * 47
    assert rate.take("b")
    clock[0] += 2.0
    assert [rate.take("a"), rate.take("a")] == [True, False]
    clock[0] += 1000.0
    assert [rate.take("a") for _ in range(5)] == [True] * 3 + [False] * 2
