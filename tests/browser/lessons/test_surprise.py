"""The figures on surprise under a mouse, a finger and keys; their numbers against Python's."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, settle, steady

READY = '[data-testid="surprise"][data-ready="1"]'
REVEALED = '[data-testid="surprise"][data-revealed="true"]'
# The browser keeps that the answer was shown.
_KEPT = """() => localStorage.getItem("lse-lessons")?.includes('"shown":true')"""
P = np.array([4, 2, 1, 1]) / 8


class Figure:
    """A step of the lesson as a person meets it."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("surprise")

    def data(self, name: str) -> str:
        self.rest()
        return self.root.get_attribute(f"data-{name}")

    def rest(self) -> None:
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def reveal(self, choice: int = 0) -> None:
        self.page.locator('[class*="st-key-lesson-choice-"] button').nth(choice).click()
        self.page.get_by_role("button", name="Show the answer").click()
        self.page.wait_for_selector(REVEALED)

    def drag(self, handle: str, dx: float, dy: float, after=lambda: None) -> None:
        """Drag a handle; `after` runs before it is let go."""
        at = self.page.get_by_test_id(handle)
        at.scroll_into_view_if_needed()
        box = at.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for part in np.linspace(0, 1, 12)[1:]:
            self.page.mouse.move(x + part * dx, y + part * dy)
        after()
        self.page.mouse.up()

    def is_task_done(self) -> None:
        expect(self.page.locator(".st-key-lesson-task-done")).to_be_visible()


@pytest.fixture
def open_step(open_page):
    def open_(step: int, **context) -> Figure:
        return Figure(open_page(f"Lessons?lesson=surprise&step={step}", wait=READY, **context))

    return open_


def test_wrong_beliefs_are_guessed_first_and_then_cost_what_python_says(open_step):
    figure = open_step(3)
    lengths = figure.page.get_by_test_id("lengths").locator("svg")
    figure.rest()
    assert "Cross-entropy H(p, q): ?" in lengths.get_attribute("aria-label")
    figure.reveal(choice=1)
    figure.rest()
    assert "Cross-entropy H(p, q): 2.63" in lengths.get_attribute("aria-label")
    assert "you said 2.00" in lengths.text_content()

    sent = []

    def note(frame):
        sent.append(frame)

    figure.page.on("websocket", lambda socket: socket.on("framesent", note))
    figure.page.wait_for_function(_KEPT)
    figure.page.reload()
    figure.page.wait_for_selector(READY)
    figure.page.wait_for_selector(REVEALED)  # the server has heard of what is kept
    settle(figure.page)
    del sent[:]
    held = []
    figure.drag("belief-A", 0, -40, after=lambda: held.append(len(sent)))
    assert held == [0], "nothing is asked of the server while a handle is dragged"
    q = np.array([int(v) for v in figure.data("beliefs").split(",")]) / 8
    assert q[0] > 1 / 8 and q.sum() == 1
    with np.errstate(divide="ignore"):
        assert float(figure.data("cross")) == pytest.approx(-(P * np.log2(q)).sum(), abs=1e-4)
        assert float(figure.data("kl")) == pytest.approx((P * np.log2(P / q)).sum(), abs=1e-4)


def test_keys_move_beliefs_and_not_the_lesson(open_step):
    figure = open_step(2)
    handle = figure.page.get_by_test_id("belief-A")
    handle.focus()
    for _press in range(2):
        handle.press("ArrowRight")
    assert (figure.data("beliefs"), figure.data("kl")) == ("4,2,1,1", "0.0000")
    figure.is_task_done()
    assert "step=2" in figure.page.url
    handle.press("Home")
    assert figure.data("beliefs").startswith("0,")
    handle.press("End")
    assert (figure.data("beliefs"), figure.data("cross")) == ("8,0,0,0", "Infinity")


def test_a_finger_plays_the_guessing_game_once_it_has_guessed(open_step):
    figure = open_step(1, **PHONE)
    page = figure.page
    ask = page.get_by_test_id("ask")
    page.get_by_test_id("box-A").tap(force=True)
    expect(page.get_by_test_id("answer")).to_have_text("Guess below first; then play.")
    expect(page.get_by_test_id("box-A")).to_have_attribute("aria-disabled", "true")
    page.locator('[class*="st-key-lesson-choice-"] button').first.tap()
    expect(page.get_by_test_id("box-A")).to_have_attribute("aria-disabled", "false")
    for game in range(1, 6):
        if game > 1:
            ask.tap()  # hide it again
        page.get_by_test_id("box-A").tap()
        page.get_by_test_id("box-B").tap()
        expect(ask).to_have_text("Is it A or B?")
        ask.tap()
        figure.rest()
        left = page.locator('.lse-sp-game-box[data-state="open"]')
        expect(left).to_have_count(2)
        left.first.tap()
        ask.tap()
        expect(page.locator('.lse-sp-game-box[data-state="found"]')).to_have_count(1)
        assert (figure.data("games"), figure.data("asked")) == (str(game), "2")
    figure.is_task_done()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_finger_on_a_handle_drags_it_and_not_the_page(open_step):
    figure = open_step(4, **PHONE)
    page = figure.page
    settle(page)
    box = page.get_by_test_id("q-centre").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert min(box["width"], box["height"]) >= 43.9
    width = page.get_by_test_id("bells").bounding_box()["width"]
    before = float(figure.data("mu"))
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": y})
    for part in np.linspace(0, 1, 9)[1:]:
        send("touchMove", {"x": x - 60 * part, "y": y + 30 * part})
    send("touchEnd")
    moved = float(figure.data("mu")) - before
    assert moved == pytest.approx(-60 / (width - 8) * 13, abs=0.1)
    assert page.get_by_test_id("q-centre").bounding_box()["x"] == pytest.approx(
        box["x"] - 60, abs=2
    )
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_bells_are_dragged_swapped_and_fitted(open_step):
    figure = open_step(4)
    figure.reveal()
    forward, backward = float(figure.data("forward")), float(figure.data("backward"))
    figure.page.get_by_test_id("swap").click()
    assert float(figure.data("forward")) == pytest.approx(backward, abs=1e-4)
    assert float(figure.data("backward")) == pytest.approx(forward, abs=1e-4)
    figure.drag("q-sigma", -60, 0)
    figure.drag("p-centre", 30, 0)
    assert float(figure.data("sigma")) >= 0.25

    humps = open_step(5)
    expect(humps.page.get_by_test_id("fit_backward")).to_be_hidden()
    humps.reveal()
    humps.page.get_by_test_id("fit_backward").click()
    humps.page.wait_for_function(
        "() => Number(document.querySelector('[data-testid=surprise]').dataset.mu) < -1.9"
    )
    least = float(steady(humps.page, lambda: humps.data("backward")))
    handle = humps.page.get_by_test_id("q-centre")
    handle.press("ArrowRight")
    assert least < float(humps.data("backward")) < least + 0.02
    humps.is_task_done()


def test_a_pixel_that_is_black_costs_nothing_and_grey_does(open_step):
    figure = open_step(6)
    figure.reveal()
    assert figure.data("cross") == figure.data("entropy") == "0.6730"
    for name in ("x", "p"):
        slider = figure.page.get_by_test_id(f"slider-{name}")
        slider.focus()
        slider.press("End")
    assert float(figure.data("cross")) == 0
    figure.is_task_done()
    figure.page.get_by_test_id("slider-p").press("Home")
    assert figure.data("cross") == "Infinity"
