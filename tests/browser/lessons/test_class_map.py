"""The map of a class in a real browser: empty, with thirty drawings, and with one removed."""

import shutil

import numpy as np
import pytest
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import reads, settle, steady
from tests.support.pages import ROOT
from ui.services.classroom import classroom
from ui.services.classroom.made import drawings, scores
from ui.services.classroom.made.scores import Score
from ui.services.classroom.people import members
from ui.services.classroom.people.limits import Rate
from ui.services.classroom.stores.sqlite_store import SqliteStore
from vae_core.runs.load import load_run

MAP = '[data-testid="class-map"]'
READY = f'{MAP}[data-ready="1"]'
PAD = '[data-testid="reconstruction"][data-ready="1"]'
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NAMES = ["<b>Ada</b>", "<script>x()</script>", "*Bob* `y` $z$", "W" * 24, "", "&amp;"]
GAME = "4711 mnist/ae-2d mnist/vae-2d"

# How many pictures overlap one another, or reach over the rim of the plane.
_FAULTS = """() => {
  const box = (node) => node.getBoundingClientRect();
  const plane = box(document.querySelector("[data-testid=class-map] canvas.lse-plane"));
  const all = [...document.querySelectorAll(".lse-map-drawing")].map(box);
  const overlap = all.filter((a, i) => all.some((b, j) => j < i &&
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
  const outside = all.filter((a) => a.left < plane.left || a.top < plane.top ||
    a.right > plane.right || a.bottom > plane.bottom);
  return [all.length, overlap.length, outside.length];
}"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A checkpoints folder with the map's run and the recogniser."""
    root = tmp_path_factory.mktemp("class map")
    for name in ("vae-2d", "recogniser"):
        shutil.copytree(ROOT / "checkpoints" / "mnist" / name, root / "mnist" / name)
    return root


@pytest.fixture(scope="module")
def app(root):
    with serve(root) as server:
        yield server.address


@pytest.fixture
def room(root, monkeypatch):
    monkeypatch.setattr(drawings, "_rate", Rate(burst=1_000, seconds=1e-6))
    return classroom.start(SqliteStore(root / ".classes.db"))


@pytest.fixture
def open_class(open_page, app, room):
    """The class's screen, as its teacher or as a student."""

    def open_(secret="", wait=READY, **context):
        query = f"?class={room[0].code}" + (f"&teacher={secret}" if secret else "")
        page = open_page(f"Lessons{query}", app, ".st-key-class-bar", fresh=True, **context)
        # The seat is kept by a script, which may run some frames after all is drawn.
        page.wait_for_function("document.cookie.includes('lse_')")
        settle(page)
        page.goto(f"{app}/Lessons?view=class")
        page.wait_for_selector(wait)
        settle(page)
        return page

    return open_


def draw(room, root, n):
    """`n` drawings of `n` students: blots of ink where codes of test images lie."""
    run = load_run("mnist/vae-2d", root)
    rng = np.random.default_rng(3)
    for i, index in enumerate(rng.choice(len(run.latents.label), n, replace=False)):
        student = members.join(room, f"key {i}", NAMES[i] if i < len(NAMES) else "").student
        image = np.zeros((28, 28), np.uint8)
        image[5 : 8 + i % 14, 10:18] = 255
        label = int(run.latents.label[index])
        drawings.add(room, student, image, run=run.id, z=run.latents.mu[index], digit=label)
        scores.report(room, student, GAME, Score(10 - i % 11, 10))


@pytest.mark.slow
def test_thirty_drawings_land_on_the_open_map_and_one_is_removed(open_class, room, root):
    room, secret = room
    page = open_class(secret)
    the_map, pictures = page.locator(MAP), page.locator(".lse-map-drawing")
    expect(the_map).to_have_attribute("data-count", "0")
    expect(page.get_by_text("No drawing yet")).to_be_visible()
    draw(room, root, 30)
    expect(the_map).to_have_attribute("data-count", "30")  # nobody has touched anything
    expect(page.get_by_text("No drawing yet")).to_be_hidden()
    reads(page, lambda: page.evaluate(_FAULTS), [30, 0, 0])  # the pictures glide
    expect(the_map.locator("b, script")).to_have_count(0)

    # By keys alone: one stop, arrows from drawing to drawing, and Enter opens.
    pictures.first.focus()
    first, whole = steady(page, pictures.first.bounding_box), the_map.bounding_box()
    is_above = first["y"] < whole["y"] + whole["height"] / 2
    page.keyboard.press("ArrowDown" if is_above else "ArrowUp")
    number = page.evaluate("() => document.activeElement.dataset.number")
    assert number not in (None, "1")
    label = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert label.startswith(f"Drawing {number}, read as") and "of its 60 neighbours" in label
    assert "Ada" not in label
    page.keyboard.press("Enter")
    opened = page.get_by_test_id("class-opened")
    expect(opened).to_have_attribute("data-number", number)

    # The strangest is the one whose error is the largest of all.
    expect(the_map).to_have_attribute("data-chosen", number)
    page.get_by_role("button", name="Strangest").click()
    expect(the_map).not_to_have_attribute("data-chosen", number)
    strangest = the_map.get_attribute("data-chosen")
    expect(opened).to_have_attribute("data-number", strangest)
    page.get_by_role("radio", name="Decoded back").click()
    expect(the_map).to_have_attribute("data-shows", "back")

    # Only the digits that are read as a 1.
    page.locator('[data-testid="class-map"] [data-class="1"]').click()
    ones = sum(one.digit == 1 for one in drawings.drawings(room))
    expect(pictures).to_have_count(ones)
    page.get_by_role("button", name="Show all").click()
    expect(pictures).to_have_count(30)
    pictures.nth(4).click()
    expect(opened).to_have_attribute("data-number", "5")
    page.get_by_role("button", name="Remove").click()
    expect(the_map).to_have_attribute("data-count", "29")
    expect(page.locator('.lse-map-drawing[data-number="5"]')).to_have_count(0)

    page.get_by_text("Hole hunt", exact=True).click()
    board = page.get_by_test_id("class-scores")
    expect(board).to_have_attribute("data-count", "30")
    for name in NAMES[:4]:
        expect(board.get_by_text(name, exact=True)).to_be_visible()
    expect(board.locator("script")).to_have_count(0)


@pytest.mark.slow
def test_a_student_draws_and_the_map_fits_a_phone(open_class, room):
    room, secret = room
    student = open_class(wait='[data-testid="reconstruction"][data-empty]', **PHONE)
    student.get_by_role("button", name="All lessons").click()
    student.wait_for_selector(".st-key-heading")
    settle(student)
    student.get_by_role("button", name="Draw a digit").click()
    student.wait_for_selector(PAD)
    settle(student)  # the button that sends comes after the pad, and stands above it
    pad = student.get_by_test_id("pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    x, y, side = box["x"], box["y"], box["width"]
    student.mouse.move(x + 0.5 * side, y + 0.2 * side)
    student.mouse.down()
    student.mouse.move(x + 0.45 * side, y + 0.8 * side, steps=8)
    student.mouse.up()
    send = student.get_by_role("button", name="Send to the map")
    expect(send).to_be_enabled()
    send.click()
    expect(student.get_by_test_id("class-sent")).to_have_attribute("data-number", "1")

    teacher = open_class(secret, **PHONE)
    expect(teacher.locator(MAP)).to_have_attribute("data-count", "1")
    reads(teacher, lambda: teacher.evaluate(_FAULTS), [1, 0, 0])
    assert teacher.evaluate("document.documentElement.scrollWidth") <= 390
    teacher.locator(".lse-map-drawing").tap()
    teacher.get_by_role("button", name="Show to all").click()
    expect(student.get_by_text("Your teacher shows this drawing")).to_be_visible()
