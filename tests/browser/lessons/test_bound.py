"""The bound of lesson 4 under a hand: mouse, finger and keys."""

import pytest

from tests.browser.conftest import settle, steady

BOUND = '[data-testid="bound"][data-ready="1"]'
FIGURES = f"""() => {{
  const data = document.querySelector('{BOUND}')?.dataset;
  return data ? [data.logpx, data.elbo, data.kl].map(Number) : null;
}}"""
AT_REST = f"() => document.querySelector('{BOUND}').bound.glide === null"
GUIDE = '[data-testid="lesson-guide"][data-ready="1"]'


@pytest.fixture
def open_step(open_page, shipped):
    """Opens a step of the lesson, with what the browser asks the server for from then on."""

    def open_(step: int, **context):
        page = open_page(
            f"Lessons?lesson=bound&step={step}", address=shipped, wait=BOUND, **context
        )
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        settle(page)
        page.wait_for_selector(GUIDE, state="attached")
        steady(page, lambda: len(asked))  # what the page itself still asks for
        asked.clear()
        return page, asked

    return open_


def drag(page, testid, dx, dy, steps=12, release=True):
    """Move a handle, and what the figures were at every step."""
    box = page.get_by_test_id(testid).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    seen = []
    for i in range(1, steps + 1):
        page.mouse.move(x + dx * i / steps, y + dy * i / steps)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.append(page.evaluate(FIGURES))
    if release:
        page.mouse.up()
    return seen


def adds_up(seen):
    return all(
        abs(elbo + kl - logpx) < 0.01 and logpx == seen[0][0] and kl >= 0
        for logpx, elbo, kl in seen
    )


def test_the_sum_stands_still_while_a_mouse_drags_and_nothing_is_asked(open_step):
    page, asked = open_step(7)
    seen = drag(page, "q-centre", 70, -40, release=False)
    assert adds_up(seen) and len({kl for *_, kl in seen}) > 5
    assert not asked
    page.mouse.up()
    for testid, by in (("q-sigma1", (-30, 0)), ("q-sigma2", (0, -25))):
        before = page.evaluate(FIGURES)
        seen = drag(page, testid, *by)
        assert adds_up([before, *seen]) and seen[-1][2] != before[2]
    # The buttons: the upright ellipse is no better than the tilted one, both better than this.
    gaps = {}
    for name in ("encoder", "upright", "tilted"):
        page.get_by_test_id(f"fit-{name}").click()
        page.wait_for_function(AT_REST)
        gaps[name] = page.evaluate(FIGURES)[2]
    assert gaps["tilted"] <= gaps["upright"] + 1e-3 <= gaps["encoder"] + 2e-3
    # Another image has another log p(x).
    before = page.evaluate(FIGURES)[0]
    page.locator('[data-testid="image"]').nth(3).click()
    page.wait_for_function(f"(x) => (({FIGURES})() ?? [x])[0] !== x", arg=before)


def test_a_finger_and_the_arrow_keys_do_the_same_on_a_phone(open_step):
    page, _asked = open_step(
        4, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    for testid in ("q-centre", "q-sigma1", "q-sigma2"):
        box = page.get_by_test_id(testid).bounding_box()
        assert min(box["width"], box["height"]) >= 44
    start = page.evaluate(FIGURES)
    touch = page.context.new_cdp_session(page)
    box = page.get_by_test_id("q-centre").bounding_box()
    x, y = box["x"] + 22, box["y"] + 22
    for kind, dx in (("touchStart", 0), ("touchMove", 15), ("touchMove", 30), ("touchEnd", 0)):
        points = [] if kind == "touchEnd" else [{"x": x + dx, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.evaluate("() => new Promise(requestAnimationFrame)")
    moved = page.evaluate(FIGURES)
    assert moved[2] != start[2] and adds_up([start, moved])
    page.get_by_test_id("q-sigma1").focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowLeft"):
        page.keyboard.press(key)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        now = page.evaluate(FIGURES)
        assert now[2] != moved[2] and adds_up([start, now])
        moved = now
    page.wait_for_timeout(500)
    assert "step=4" in page.url  # the keys were the handle's, not the lesson's
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_task_is_done_once_the_gap_is_small(open_step):
    page, _asked = open_step(6)
    page.get_by_test_id("fit-encoder").click()
    page.get_by_text("Task:").wait_for()
    page.get_by_test_id("fit-tilted").click()
    page.get_by_text("Done:").wait_for()
