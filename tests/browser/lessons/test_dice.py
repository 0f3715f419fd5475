"""The dice and one step of learning by hand: throws, the wall, the strips, a step on mu."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

DICE = '[data-testid="dice"][data-ready="1"]'
ONE_STEP = '[data-testid="one-step"][data-ready="1"]'


def numbers(locator) -> list[float]:
    """The numbers written in an element, with the true minus sign."""
    text = locator.inner_text().replace("−", "-").replace("nats", "")
    return [float(part) for part in text.split(",")]


def is_inside(locator, width: float) -> bool:
    box = locator.bounding_box()
    return box["x"] >= 0 and box["x"] + box["width"] <= width + 1


def test_throws_move_every_station_and_drawn_directly_the_gradient_ends_at_the_wall(
    open_page, shipped
):
    page = open_page("Lessons?lesson=dice&step=5", address=shipped, wait=DICE)
    root, said = page.get_by_test_id("dice"), page.get_by_test_id
    before = {name: numbers(said(f"dice-{name}")) for name in ("mu", "eps", "z", "loss", "to-z")}
    said("throw").focus()
    page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-throw", "2")
    after = {name: numbers(said(f"dice-{name}")) for name in before}
    assert after["mu"] == before["mu"]
    assert all(after[name] != before[name] for name in ("eps", "z", "loss", "to-z"))
    parts = numbers(said("dice-recon"))[0] + numbers(said("dice-kl"))[0]
    assert after["loss"][0] == pytest.approx(parts, abs=0.11)
    assert numbers(said("dice-to-mu")) == after["to-z"]
    expect(said("wall")).to_have_count(0)

    page.locator('[data-testid="dice"] [data-mode="direct"]').click()
    expect(said("wall")).to_have_count(1)
    expect(said("dice-to-mu")).to_have_text("–")
    assert numbers(said("dice-to-z")) == after["to-z"]
    spreads = [
        float(said(f"sd-{name}").inner_text().replace(",", ""))
        for name in ("reparameterised", "score", "baseline")
    ]
    assert spreads[0] < spreads[2] < spreads[1]


def test_on_a_phone_a_task_is_done_by_five_throws_and_the_slider_by_keys(open_page, shipped):
    page = open_page("Lessons?lesson=dice&step=1", address=shipped, wait=DICE, **PHONE)
    for _ in range(5):
        page.get_by_test_id("throw").tap()
    expect(page.get_by_text("Done:")).to_be_visible()
    assert is_inside(page.get_by_test_id("dice-loss"), 390)

    page.goto(f"{shipped}/Lessons?lesson=dice&step=4")
    slider = page.get_by_test_id("logvar")
    slider.focus()
    while (value := numbers(page.get_by_test_id("pull-logvar"))[0]) < -0.05:
        page.keyboard.press("Shift+ArrowRight" if value < -0.6 else "ArrowRight")
    expect(page.get_by_text("Done:")).to_be_visible()
    sigma = numbers(page.get_by_test_id("pull-sigma"))[0]
    assert numbers(page.get_by_test_id("pull-onLogvar"))[0] == pytest.approx(
        (sigma**2 - 1) / 2, abs=0.02
    )


def test_before_the_answer_the_loss_is_hidden_and_steps_then_lower_it(open_page, shipped):
    page = open_page("Lessons?lesson=one-image&step=2", address=shipped, wait=ONE_STEP)
    loss, step = page.get_by_test_id("one-loss"), page.get_by_test_id("take-step")
    expect(loss).to_have_text("?")
    expect(step).to_be_disabled()
    page.get_by_role("button", name="towards the other 1s").click()
    page.get_by_role("button", name="Show the answer").click()
    expect(step).to_be_enabled()
    lost = [numbers(loss)[0]]
    for _ in range(3):
        step.click()
        lost.append(numbers(loss)[0])
    assert lost == sorted(lost, reverse=True) and lost[-1] < lost[0]
    expect(page.get_by_text("Done:")).to_be_visible()
    page.get_by_test_id("visitor").first.click()
    expect(page.get_by_test_id("one-step")).to_have_attribute("data-step", "0")
