"""A lesson's figure leaves the room to what comes below it after it was laid out."""

import pytest

from tests.browser.conftest import settle

# By figure: a step that has it, and the part of it whose height the page decides.
FIGURES = {
    "toy": ("invent&step=1", '[data-testid="toy-plane-ae"]'),
    "two-planes": ("invent&step=5", '[data-testid="plane-left"]'),
    "one-step": ("one-image&step=1", ".lse-one-canvas"),
    "clouds": ("forces&step=1", '[data-testid="clouds-plane"]'),
}
# As where a lesson's guess comes late: the style says how much room it takes.
_GUESS = """(part) => {
  part.closest(".st-key-lesson-figure").style.setProperty("--lse-below", "400px");
  part.closest(".st-key-lesson-body").append(
    Object.assign(document.createElement("p"), { textContent: "A guess" }));
}"""


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_gives_room_to_what_comes_below_it_later(open_page, shipped, name):
    query, part = FIGURES[name]
    page = open_page(f"Lessons?lesson={query}", shipped, f'[data-testid="{name}"][data-ready="1"]')
    settle(page)
    plane = page.locator(part)
    before = plane.bounding_box()["height"]
    plane.evaluate(_GUESS)
    shorter = "([part, before]) => part.getBoundingClientRect().height < before - 20"
    page.wait_for_function(shorter, arg=[plane.element_handle(), before])
