"""Lessons as a class and a student meet them: by keys, by swipes, on a projector, on a phone."""

import json
import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, reads, settle
from ui.pages.lessons.lesson.loader import lessons

LAST = len(lessons()[0]["invent"].steps)  # shows two planes
STEP = '[data-testid="lesson"][data-step="{}"]'


@pytest.fixture
def open_lesson(open_page, shipped):
    def open_(query: str = "?lesson=invent&step=1", wait: str = STEP.format(1), **context) -> Page:
        page = open_page(f"Lessons{query}", shipped, wait, **context)
        settle(page)
        page.wait_for_selector('[data-testid="lesson-guide"][data-ready="1"]', state="attached")
        return page

    return open_


def at(page: Page, step: int) -> None:
    """Wait for a step, and until its frame is there alone."""
    page.wait_for_selector(STEP.format(step))
    settle(page)
    expect(page.get_by_test_id("lesson")).to_have_count(1)


def kept(page: Page) -> dict:
    return json.loads(page.evaluate("localStorage.getItem('lse-lessons')"))


def test_keys_step_and_a_figure_keeps_its_own(open_lesson):
    """A presenter's remote and the arrows step; what was done is there again in a new session."""
    page = open_lesson()
    frame = page.get_by_test_id("lesson")
    n_steps = int(frame.get_attribute("data-steps"))
    assert frame.get_attribute("data-lesson") == "invent"
    page.keyboard.press("PageDown")
    at(page, 2)
    page.keyboard.press("ArrowRight")
    at(page, 3)
    page.keyboard.press("PageUp")
    at(page, 2)
    page.keyboard.press("ArrowLeft")
    at(page, 1)
    # The last step shows two planes: their arrow keys move the cursor, the remote still steps.
    page.goto(page.url.replace("step=1", f"step={n_steps}"))
    page.wait_for_selector('[data-testid="two-planes"][data-ready="1"]')
    settle(page)
    planes = page.get_by_test_id("two-planes")
    before = planes.get_attribute("data-z")
    page.get_by_test_id("plane-right").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(z) => document.querySelector('[data-testid=two-planes]').dataset.z !== z", arg=before
    )
    expect(frame).to_have_attribute("data-step", str(n_steps))
    page.keyboard.press("PageUp")
    at(page, n_steps - 1)
    done = kept(page)["done"]["invent"]
    assert len(done) == 2
    page.goto(page.url.split("?")[0])
    expect(page.locator('[class*="st-key-lesson-card-now-invent"]')).to_be_visible()
    expect(page.locator(".st-key-lesson-card-now-invent .lse-dot-done")).to_have_count(2)
    page.get_by_role("button", name="Start over").click()
    expect(page.locator(".lse-dot-done")).to_have_count(0)
    settle(page)
    reads(page, lambda: kept(page)["done"], {})


def test_next_counts_where_a_figure_speaks_at_the_same_moment(open_lesson):
    """A finger that lets go of a figure, and a step on, in one turn of the browser's event loop."""
    page = open_lesson(f"?lesson=invent&step={LAST}", STEP.format(LAST))
    page.wait_for_selector('[data-testid="two-planes"][data-ready="1"]')
    settle(page)
    page.evaluate(
        """() => {
          const plane = document.querySelector("[data-testid=plane-right]"),
            { left, top, width, height } = plane.getBoundingClientRect(),
            at = { clientX: left + 0.3 * width, clientY: top + 0.4 * height, button: 0 };
          for (const type of ["pointerdown", "pointermove", "pointerup"])
            plane.dispatchEvent(
              new PointerEvent(type, { ...at, pointerId: 1, isPrimary: true, bubbles: true }),
            );
          document.querySelector(".st-key-lesson-back button").click();
        }"""
    )
    at(page, LAST - 1)


def test_the_focus_stays_where_the_work_is(open_lesson):
    """A choice, the answer and a new step keep the focus in the lesson; Escape closes a panel."""
    low = {"width": 1280, "height": 600}
    page = open_lesson("?lesson=few-numbers&step=2", STEP.format(2), viewport=low)
    page.locator('[data-testid="stSlider"] input').focus()
    page.keyboard.press("PageDown")
    at(page, 3)
    page.keyboard.press("PageUp")
    at(page, 2)
    choices = page.locator(".st-key-lesson-choices")
    choices.get_by_role("button").nth(1).focus()
    page.keyboard.press("Space")
    chosen = choices.locator('[class*="st-key-lesson-choice-own-2"] button')
    expect(chosen).to_be_focused()
    page.get_by_role("button", name="Show the answer").focus()
    page.keyboard.press("Enter")
    expect(choices.locator('[class*="true-"] button')).to_be_focused()
    page.wait_for_function(  # the answer comes out from under the foot
        """() => {
          const [guess, foot] = ["guess", "foot"].map((name) =>
            document.querySelector(`.st-key-lesson-${name}`).getBoundingClientRect());
          return guess.bottom <= foot.top;
        }"""
    )
    page.locator("summary", has_text="Why").focus()
    page.keyboard.press("Enter")
    panel = page.locator(".st-key-lse-explanation-how details")
    expect(panel).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(panel).not_to_have_attribute("open", "")
    expect(panel.locator("summary")).to_be_focused()
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    at(page, 3)
    expect(page.locator("h1.lse-title")).to_be_focused()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    page.keyboard.press("Tab")
    expect(panel.locator("summary")).to_be_focused()
    # A slider that has steps of its own on Page Up leaves it to the remote.
    page.goto(page.url.replace("few-numbers", "forces").replace("step=3", "step=6"))
    page.wait_for_selector('[data-testid="dial"][data-ready="1"]')
    at(page, 6)
    page.locator(".lse-dial-range").focus()
    page.keyboard.press("PageUp")
    at(page, 5)


def test_a_figure_is_kept_by_keyboard_alone(open_lesson):
    page = open_lesson("?lesson=few-numbers&step=3", STEP.format(3))
    button = page.get_by_role("button", name="Keep the figure")
    button.focus()
    page.keyboard.press("Enter")
    svg = page.get_by_test_id("stPopoverBody").get_by_role("button", name="SVG")
    expect(svg).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        if svg.evaluate("e => e === document.activeElement"):
            break
    assert svg.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "few-numbers-errors.svg"
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    expect(button).to_be_focused()


def test_a_phone_swipes_and_has_question_figure_and_guess_on_one_screen(open_lesson):
    page = open_lesson(f"?lesson=invent&step={LAST}", STEP.format(LAST), **PHONE)
    page.wait_for_selector('[data-testid="two-planes"][data-ready="1"]')
    settle(page)
    for part in (".lse-title", '[data-testid="plane-right"]', ".st-key-lesson-choices"):
        box = page.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 844 - 60, part
    foot = page.locator(".st-key-lesson-foot").bounding_box()
    assert foot["y"] + foot["height"] == pytest.approx(844, abs=1)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    swipe(page, ".lse-title", 160)
    at(page, LAST - 1)
    swipe(page, ".lse-title", -160)
    at(page, LAST)
    swipe(page, '[data-testid="plane-right"]', 100)
    settle(page)
    expect(page.get_by_test_id("lesson")).to_have_attribute("data-step", str(LAST))
    # A slider is dragged, and takes its own swipe.
    page.goto(page.url.replace("invent", "few-numbers").replace(f"step={LAST}", "step=2"))
    at(page, 2)
    swipe(page, '.st-key-lesson-figure [data-testid="stSlider"] input', 90)
    settle(page)
    expect(page.get_by_test_id("lesson")).to_have_attribute("data-step", "2")


def test_a_projector_shows_large_type_and_nothing_else(open_lesson):
    page = open_lesson(
        f"?lesson=invent&step={LAST}&view=projector",
        STEP.format(LAST),
        viewport={"width": 1920, "height": 1080},
    )
    page.wait_for_selector('[data-testid="two-planes"][data-ready="1"]')
    settle(page)
    expect(page.get_by_test_id("lesson")).to_have_attribute("data-projector", "1")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    small = page.evaluate(
        """() => [...document.querySelectorAll('.st-key-lesson *')]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .filter((e) => e.checkVisibility() && !e.closest('style, svg, sub, sup, .lse-hidden'))
          .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 24)
          .map((e) => `${e.className} ${e.textContent.slice(0, 30)}`)"""
    )
    assert not [text for text in small if "material" not in text], small
    # What is written on a canvas has its least size from here.
    least = "(root) => getComputedStyle(root).getPropertyValue('--lse-least')"
    assert page.get_by_test_id("two-planes").evaluate(least) == "24px"
    foot = page.locator(".st-key-lesson-foot").bounding_box()["y"]
    for part in (".st-key-lesson-show", ".st-key-lesson-choices"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= foot, part
    task, back = (
        page.locator(f'[class*="st-key-lesson-{name}"]').first.bounding_box()
        for name in ("task-", "back")
    )  # the task is in the foot, which no answer covers
    assert foot <= task["y"] and task["y"] + task["height"] <= 1080
    assert back["x"] + back["width"] <= task["x"]
    page.keyboard.press("PageUp")
    at(page, LAST - 1)
    expect(page.get_by_test_id("lesson")).to_have_attribute("data-projector", "1")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    # On another page nothing is left of the frame.
    page.get_by_test_id("stSidebar").get_by_role("link", name="Latent tools").click()
    page.wait_for_url("**/Latent_tools*")
    settle(page)
    expect(page.get_by_test_id("lesson")).to_have_count(0)


def test_a_newcomer_is_greeted_once_and_terms_are_explained(open_page, shipped):
    page = open_page("", shipped, '[data-testid="greeting"][data-shown="1"]')
    settle(page)
    link = page.get_by_test_id("greeting").get_by_role("link")
    link.click()
    page.wait_for_selector(STEP.format(1))
    page.goto(f"{shipped}/")
    page.wait_for_selector('[data-testid="greeting"][data-ready="1"]', state="attached")
    expect(page.get_by_test_id("greeting")).to_be_hidden()
    # The same page has terms in its explanation: by pointer, by focus, and Escape.
    page.locator("summary", has_text="How it works").click()
    term = page.locator('.st-key-lse-explanation-how a[href^="#term-"]').first
    term.hover()
    bubble = page.locator("#lse-term")
    expect(bubble).to_be_visible()
    expect(term).to_have_attribute("aria-describedby", "lse-term")
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    page.mouse.move(2, 2)
    term.focus()
    expect(bubble).to_be_visible()
    before = page.url
    term.click()
    assert page.url == before


@pytest.mark.parametrize("name", lessons()[0])
def test_a_worksheet_is_one_sheet(open_page, shipped, name):
    page = open_page(f"Lessons?lesson={name}&view=sheet", shipped, ".lse-sheet")
    settle(page)
    expect(page.locator(".lse-sheet-code svg")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def swipe(page: Page, selector: str, dx: float) -> None:
    """One finger goes `dx` pixels to the side, in a tenth of a second by the time that its events
    bear: on a slow machine they come later, and it would be too slow for a swipe."""
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + box["width"] / 2 - dx / 2, box["y"] + box["height"] / 2
    session, began = page.context.new_cdp_session(page), time.time()
    way = (("touchStart", 0.0), ("touchMove", 0.5), ("touchMove", 1.0), ("touchEnd", 1.0))
    for kind, part in way:
        points = [] if kind == "touchEnd" else [{"x": x + part * dx, "y": y}]
        event = {"type": kind, "touchPoints": points, "timestamp": began + 0.1 * part}
        session.send("Input.dispatchTouchEvent", event)
