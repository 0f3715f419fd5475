"""The dial of the KL weight as a hand meets it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import reads
from tests.browser.kl_weight.conftest import READY

# Keys are pressed in a row however slow the machine: what waits for 250 ms of rest waits for 3 s.
_LONG_REST = """() => {
  const { setTimeout } = window;
  window.setTimeout = (work, ms, ...given) => setTimeout(work, ms === 250 ? 3000 : ms, ...given);
}"""


def test_dragging_moves_everything_and_sends_nothing(dial):
    frames = []
    dial.page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append(1)))
    dial.page.reload()
    dial.page.wait_for_selector(READY)
    dial.finish()
    seen = {"beta": set(), "picture": set(), "plane": set()}
    box, mouse = dial.slider.bounding_box(), dial.page.mouse
    mouse.move(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2)
    mouse.down()
    frames.clear()
    for share in (0.2, 0.4, 0.7, 0.9):
        mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=4)
        seen["beta"].add(dial.beta)
        seen["picture"].add(dial.painted("dial-picture").tobytes())
        seen["plane"].add(dial.plane.evaluate("(c) => c.toDataURL()"))
    assert {name: len(values) for name, values in seen.items()} == dict.fromkeys(seen, 4)
    dial.page.wait_for_timeout(400)
    assert not frames
    mouse.up()
    dial.expect_heard(1, f"'beta': {dial.beta:g}")


def test_the_cursor_drags_at_any_beta(dial):
    dial.type("8")
    dial.expect_heard(1, "'beta': 8")
    box, mouse = dial.plane.bounding_box(), dial.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"], steps=5)
    assert dial.z == pytest.approx([3.0, 2.0], abs=0.05)
    mouse.up()
    dial.expect_heard(2, r"'z': \[2\.9|'z': \[3")
    expect(dial.page.get_by_test_id("dial-place")).to_contain_text("β 8.0")
    assert dial.beta == 8


@pytest.mark.timed
def test_keyboard_alone(dial):
    dial.page.evaluate(_LONG_REST)
    dial.slider.focus()
    for key, low, high in [
        ("ArrowRight", 1.05, 1.07),
        ("ArrowLeft", 0.99, 1.01),
        ("Shift+ArrowRight", 1.3, 1.4),
        ("PageUp", 13, 14),
        ("PageDown", 1.3, 1.4),
        ("Home", 0.01, 0.01),
        ("ArrowLeft", 0.01, 0.01),
        ("End", 20, 20),
    ]:
        dial.page.keyboard.press(key)
        assert low <= dial.beta <= high, key
    dial.expect_heard(1, "'beta': 20")  # keys pressed in a row are told once
    expect(dial.slider).to_have_attribute("aria-valuetext", "β 20")
    dial.plane.focus()
    dial.page.keyboard.press("ArrowUp")
    dial.page.keyboard.press("Shift+ArrowRight")
    assert dial.z == pytest.approx([0.75, -0.2])
    dial.page.keyboard.press("0")
    reads(dial.page, lambda: dial.z, [0, 0])
    for _ in range(25):
        dial.page.keyboard.press("Shift+ArrowRight")
    assert dial.z == pytest.approx([5, 0])  # the edge


def test_beta_can_be_typed(dial):
    dial.type("0,35")
    assert dial.beta == 0.35
    expect(dial.field).to_have_value("0.35")
    dial.expect_heard(1, "'beta': 0.35")
    for text, sentence in [
        ("", "β is a number from 0.01 to 20"),
        ("lots", "β is a number"),
        ("NaN", "β is a number"),
        ("-1", "not for -1"),
        ("0", "not for 0"),
        ("21", "trained for β from 0.01 to 20, not for 21"),
    ]:
        dial.type(text)
        expect(dial.root.locator(".lse-problem")).to_contain_text(sentence)
        expect(dial.field).to_have_attribute("aria-invalid", "true")
        assert dial.beta == 0.35
    dial.field.press("Escape")
    expect(dial.field).to_have_value("0.35")
    expect(dial.root.locator(".lse-problem")).to_have_text("")
    dial.type("2")
    assert dial.beta == 2


def test_a_step_turns_the_dial_there(dial):
    near = dial.root.locator('[data-testid="step"][data-near="true"]')
    expect(near).to_have_attribute("data-beta", "1")
    dial.type("1.5")
    expect(near).to_have_count(0)
    dial.expect_heard(1, "'beta': 1.5")  # or Python would hear only of the second
    dial.page.get_by_test_id("step").nth(3).click()
    expect(dial.root).to_have_attribute("data-beta", "4")
    expect(near).to_have_attribute("data-beta", "4")
    dial.expect_heard(2, "'beta': 4")


def test_it_turns_at_once_for_who_asked_for_less_motion(open_dial):
    dial = open_dial(reduced_motion="reduce")
    dial.root.evaluate(
        "(root) => { window.betas = []; new MutationObserver(() => betas.push(root.dataset.beta))"
        ".observe(root, { attributeFilter: ['data-beta'] }); }"
    )
    dial.page.get_by_test_id("step").nth(0).click()
    expect(dial.root).to_have_attribute("data-beta", "0.03")
    assert dial.page.evaluate("betas") == ["0.03"]


def test_python_moves_it_only_with_a_new_revision(dial):
    dial.page.get_by_role("button", name="to 5").click()
    expect(dial.root).to_have_attribute("data-beta", "5")
    dial.type("0.5")
    dial.expect_heard(1, "'beta': 0.5")  # the page ran again, and still says 5
    assert dial.beta == 0.5


def test_it_comes_back_as_the_page_says(dial):
    dial.page.get_by_text("elsewhere").click()
    expect(dial.page.get_by_text("Nothing here.")).to_be_visible()
    expect(dial.root).to_have_count(0)
    dial.page.get_by_text("elsewhere").click()
    dial.page.wait_for_selector(READY)
    assert dial.beta == 1
