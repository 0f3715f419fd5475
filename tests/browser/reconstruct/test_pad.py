"""The drawing pad as a hand meets it, and what Python hears of it."""

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.reconstruct.conftest import READY, SEVEN
from vae_core.images.prepare import prepare_ink


def islands(ink: np.ndarray) -> int:
    from scipy.ndimage import label

    return label(ink > 0.5)[1]


def test_a_fast_stroke_has_no_gaps_and_may_end_outside(open_pad):
    pad = open_pad()
    pad.draw([(0.1, 0.1), (0.9, 0.2), (0.15, 0.5), (0.9, 0.85), (1.4, 0.9)], steps=1, release=False)
    pad.page.mouse.up()
    ink = pad.ink()
    assert islands(ink) == 1
    assert ink[int(0.15 * 280), 140] == 1  # on the straight line of the first move
    assert ink[:, -1].max() == 1  # up to the edge
    before = ink.sum()
    pad.page.mouse.move(*pad.at(0.5, 0.05))  # the stroke has ended
    pad.page.mouse.move(*pad.at(0.1, 0.95))
    assert pad.ink().sum() == before
    pad.expect_heard(1)


def test_a_dot_is_a_dot(open_pad):
    pad = open_pad()
    pad.draw([(0.5, 0.5)])
    ink = pad.ink()
    assert abs(ink.sum() - np.pi * 11**2) < 8  # the medium pen is 22 wide
    assert islands(ink) == 1


def test_the_stroke_is_the_same_on_a_phone(open_pad):
    large, small = open_pad(), open_pad(**PHONE)
    for pad in (large, small):
        pad.draw(SEVEN, steps=3)
    assert np.abs(large.ink() - small.ink()).mean() < 0.003


def test_a_finger_draws_and_the_page_stays(open_pad):
    pad = open_pad(**PHONE)
    session = pad.page.context.new_cdp_session(pad.page)

    def touch(kind, *place):
        points = [dict(zip("xy", pad.at(*place), strict=True))] if place else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.5, 0.2)
    for y in (0.4, 0.6, 0.85):
        touch("touchMove", 0.5, y)
    touch("touchEnd")
    ink = pad.ink()
    assert islands(ink) == 1
    assert ink[int(0.25 * 280), 140] == ink[int(0.8 * 280), 140] == 1
    assert pad.page.evaluate("scrollY") == 0
    pad.expect_heard(1)


def test_undo_clear_and_eraser(open_pad):
    pad = open_pad()
    undo, clear = (pad.page.get_by_test_id(f"pad-{name}") for name in ("undo", "clear"))
    expect(undo).to_be_disabled()
    pad.draw([(0.2, 0.5), (0.8, 0.5)])
    pad.expect_heard(1)  # or Python would hear only of the last of those that follow
    line = pad.ink()
    pad.page.get_by_test_id("pad-eraser").click()
    pad.draw([(0.5, 0.2), (0.5, 0.8)])
    assert islands(pad.ink()) == 2
    pad.expect_heard(2)
    undo.click()
    pad.expect_heard(3)
    np.testing.assert_array_equal(pad.ink(), line)
    pad.page.get_by_test_id("pad-thick").click()  # a pen again
    pad.draw([(0.2, 0.2), (0.8, 0.2)])
    assert pad.ink().sum() > 2.2 * line.sum()
    pad.expect_heard(4)
    clear.click()
    assert pad.ink().sum() == 0
    pad.expect_heard(5, True)
    pad.page.keyboard.press("Control+z")
    assert pad.ink().sum() > 2.2 * line.sum()
    pad.expect_heard(6)


def test_the_tools_are_in_reach_of_the_keyboard(open_pad):
    pad = open_pad()
    pad.draw(SEVEN)
    names = []
    pad.page.get_by_test_id("pad-undo").focus()
    for _ in range(6):
        names.append(pad.page.evaluate("document.activeElement.dataset.testid"))
        pad.page.keyboard.press("Tab")
    assert names == [f"pad-{n}" for n in ("undo", "clear", "eraser", "thin", "medium", "thick")]
    pad.page.get_by_test_id("pad-eraser").press("Enter")
    expect(pad.page.get_by_test_id("pad-eraser")).to_have_attribute("aria-pressed", "true")
    pad.page.get_by_test_id("pad-clear").press(" ")
    assert pad.ink().sum() == 0
    assert "keyboard" in pad.canvas.get_attribute("aria-label")


def test_nothing_is_sent_while_drawing_and_the_drawing_at_its_end(open_pad):
    pad = open_pad()
    frames = []
    pad.page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append(1)))
    pad.page.reload()
    pad.page.wait_for_selector(READY)
    pad.page.wait_for_timeout(500)
    frames.clear()
    pad.draw(SEVEN, steps=20, release=False)
    expect(pad.root).to_have_attribute("data-z", re.compile(r"\d"))  # encoded all the same
    pad.page.wait_for_timeout(300)
    assert not frames
    pad.page.mouse.up()
    pad.expect_heard(1)
    assert frames
    expected = prepare_ink(pad.ink(), "uci-digits").x.ravel() * 255
    assert np.abs(pad.x.astype(int) - expected).max() <= 2


def test_a_switch_changes_what_python_hears(open_pad):
    pad = open_pad()
    pad.draw([(0.1, 0.1), (0.3, 0.1), (0.1, 0.5)])
    pad.expect_heard(1)
    expect(pad.page.get_by_test_id("step-fit")).to_have_attribute("data-off", "false")
    pad.page.get_by_text("fit off").click()
    expect(pad.page.get_by_test_id("step-fit")).to_have_attribute("data-off", "true")
    pad.expect_heard(2)
    expected = 255 * prepare_ink(pad.ink(), "uci-digits", fit=False).x.ravel()
    assert np.abs(pad.x - expected).max() <= 2


def test_the_drawing_outlasts_a_visit_elsewhere(open_pad):
    pad = open_pad()
    pad.draw(SEVEN)
    ink, z = pad.ink(), pad.root.get_attribute("data-z")
    pad.expect_heard(1)
    pad.page.get_by_text("elsewhere").click()
    expect(pad.page.get_by_text("Nothing here.")).to_be_visible()
    pad.page.get_by_text("elsewhere").click()
    pad.page.wait_for_selector(READY)
    np.testing.assert_array_equal(pad.ink(), ink)
    expect(pad.root).to_have_attribute("data-z", z)
