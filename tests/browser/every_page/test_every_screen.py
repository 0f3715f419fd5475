"""Every page on a phone, a projector and at 200 %, in both themes, in forced colours and on paper.

A page is opened once with fingers and once with a mouse; its window changes under it. `audit.js` is
what is looked for on a page.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import IDLE

AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
PAGES = {
    "Explore": "?dataset=mnist&run=vae-dense-20",
    "AE vs VAE": "AE_vs_VAE?dataset=mnist",
    "KL weight": "KL_weight?section=curves",
    "Reconstruct": "Reconstruct",
    "Train": "Train?dataset=uci-digits",
    "Gallery": "Gallery",
    "Latent tools": "Latent_tools?tool=arithmetic",
    "Lessons": "Lessons",
}
UPRIGHT, LYING = {"width": 390, "height": 844}, {"width": 844, "height": 390}
PROJECTOR, ZOOMED = {"width": 1920, "height": 1080}, {"width": 720, "height": 450}
# In view together on a phone, whichever way it is held.
TOGETHER = {
    "Explore": ("latent-plane", "decoded-image", "axis-across"),
    "AE vs VAE": ("plane-left", "plane-right", "walk-slider"),
    "KL weight": ("dial-plane", "dial-picture"),
    "Reconstruct": ("pad", "decoded-image"),
}


@pytest.fixture
def open_screen(contexts, shipped):
    pages, errors = [], []

    def open_(name: str, **context) -> Page:
        page = contexts.new_page(**context)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{shipped}/{PAGES[name]}")
        for part in TOGETHER.get(name, ()):  # nothing says that a live part is still to come
            page.wait_for_selector(f'[data-testid="{part}"]', state="attached")
        settled(page)
        return page

    yield open_
    for page in pages:
        contexts.close(page)
    assert not errors


def settled(page: Page) -> None:
    """Wait until nothing is drawn or computed any more."""
    page.wait_for_selector(IDLE)
    page.wait_for_function(
        """() => !document.querySelector(
          "[data-testid=stSkeleton], [data-testid=stSpinner], .lse[data-ready='0']"
        )"""
    )
    page.wait_for_timeout(300)


def resized(page: Page, size: dict) -> None:
    page.set_viewport_size(size)
    page.wait_for_timeout(500)


def audit(page: Page, *kinds: str, least: float = 0) -> dict[str, list[str]]:
    """What is found of the named kinds, without the kinds of which nothing is.

    A busy machine lays a page out some frames after its data came: what is found goes on being
    looked at for half a minute, and counts if it stays.
    """
    for _ in range(100):
        found = page.evaluate(AUDIT, least)
        faults = {kind: found[kind] for kind in kinds if found[kind]}
        if not faults:
            break
        page.wait_for_timeout(300)
    return faults


def wait_until_together(page: Page, name: str) -> None:
    """Wait until all parts of `TOGETHER` fit the window below its header."""
    parts = [f'[data-testid="{part}"]' for part in TOGETHER.get(name, ())]
    page.wait_for_function(
        """(parts) => {
          const found = parts.map((part) => document.querySelector(part));
          if (!found.every(Boolean)) return false;
          const boxes = found.map((part) => part.getBoundingClientRect());
          const top = Math.min(...boxes.map((b) => b.top));
          return boxes.every((b) => b.height && b.bottom - top <= innerHeight - 44);
        }""",
        arg=parts,
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_phone(open_screen, name):
    page = open_screen(name, viewport=UPRIGHT, has_touch=True, is_mobile=True)
    assert not audit(page, "beyond", "cut", "small", "names")
    if name == "Train":
        expect(page.locator(".lse-network-table")).to_be_visible()
        expect(page.locator(".lse-network")).to_be_hidden()
    wait_until_together(page, name)
    # A page is chosen: the menu closes, and marks it.
    page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_test_id("stSidebar")
    link = menu.locator("a", has_text=name).first
    expect(link).to_have_attribute("aria-current", "page")
    expect(menu.locator("[aria-current]")).to_have_count(1)
    link.click()
    expect(menu).to_have_attribute("data-collapsed", "true")
    settled(page)
    resized(page, LYING)
    assert not audit(page, "beyond", "small")
    wait_until_together(page, name)
    if name == "Explore":  # The line for newcomers stands beside the button of the menu.
        button = page.get_by_test_id("stExpandSidebarButton").bounding_box()
        line = page.locator(".st-key-newcomer .lse-greeting").bounding_box()
        assert line["x"] >= button["x"] + button["width"]


@pytest.mark.parametrize("name", [name for name in PAGES if name != "Lessons"])
def test_other_eyes(open_screen, name):
    page = open_screen(name, viewport={"width": 1440, "height": 900}, color_scheme="dark")
    explanation = page.locator("summary", has_text="How it works")
    explanation.click()
    page.wait_for_selector(".st-key-lse-explanation-how h4, .st-key-lse-explanation-how p")
    settled(page)
    # It stands beside the page, over nothing of it.
    panel = page.locator(".st-key-lse-explanation-how [data-testid=stExpanderDetails]")
    content = page.get_by_test_id("stMainBlockContainer").bounding_box()
    assert panel.bounding_box()["x"] >= content["x"] + content["width"] - 1
    assert not audit(page, "beyond", "cut", "pale", "names", "formulas")
    expect(page.locator(".lse-network-table")).to_be_hidden()
    if name == "Explore":  # what is open can still be read
        page.get_by_role("button", name="Take it home").click()
        page.wait_for_selector("[data-testid=stPopoverBody]")
        assert not audit(page, "pale")
        page.keyboard.press("Escape")
    explanation.click()
    page.emulate_media(color_scheme="light")
    settled(page)
    assert not audit(page, "pale")
    resized(page, PROJECTOR)
    assert not audit(page, "beyond", "tiny", least=17.9)
    resized(page, ZOOMED)
    assert not audit(page, "beyond", "cut")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator("h1").first).to_be_visible()


def test_two_rows_of_names_and_a_term_at_the_end_of_a_line(open_screen):
    page = open_screen("Explore", viewport=PROJECTOR)
    page.goto(f"{page.url.partition('?')[0]}?dataset=fashion-mnist")
    settled(page)
    assert not audit(page, "beyond", "tiny", least=17.9)
    page = open_screen("Lessons", viewport=PROJECTOR)
    assert not audit(page, "beyond", "tiny", least=17.9)  # the drawings on the cards, too
    page = open_screen("KL weight", viewport=UPRIGHT, has_touch=True, is_mobile=True)
    page.goto(page.url.partition("?")[0])
    settled(page)
    assert not audit(page, "beyond", "cut", "small")


def test_a_finger_scrolls_from_the_rim_of_a_plane_and_sees_that_the_legend_goes_on(open_screen):
    page = open_screen("Explore", viewport=UPRIGHT, has_touch=True, is_mobile=True)
    expect(page.get_by_test_id("legend")).to_have_attribute("data-more", "right")
    box = page.get_by_test_id("latent-plane").bounding_box()
    touched = "([x, y]) => getComputedStyle(document.elementFromPoint(x, y)).touchAction"
    middle = box["y"] + box["height"] / 2
    for x, action in ((8, "pan-y"), (box["width"] / 2, "none"), (box["width"] - 8, "pan-y")):
        assert page.evaluate(touched, [box["x"] + x, middle]) == action


def test_forced_colours_leave_what_is_drawn(open_screen):
    """Backgrounds and shadows are gone: what was drawn with them keeps a colour of its own."""
    adjusted = "(e) => getComputedStyle(e).forcedColorAdjust"
    look = {"viewport": {"width": 1440, "height": 900}, "forced_colors": "active"}
    explore = open_screen("Explore", **look)
    for part in (".lse-dot", ".lse-bar-fill", ".lse-range"):
        assert explore.locator(part).first.evaluate(adjusted) == "none", part
    pad = open_screen("Reconstruct", **look)
    assert pad.locator(".lse-pen-dot").first.evaluate(adjusted) == "none"
    line = "(e) => getComputedStyle(e).outlineStyle"
    assert pad.get_by_test_id("pad").evaluate(line) == "solid"
    dial = open_screen("KL weight", **look)
    assert dial.locator(".lse-dial-range").evaluate(adjusted) == "none"
    gallery = open_screen("Gallery", **look)
    assert gallery.locator(".lse-shot").first.evaluate(adjusted) == "none"


def test_focus_looks_different_from_the_current_page_and_explains(open_screen):
    page = open_screen("Explore", viewport={"width": 1440, "height": 900})
    links = page.get_by_test_id("stSidebar").get_by_test_id("stPageLink-NavLink")
    look = "(e) => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth]; }"
    here, other = links.nth(0), links.nth(1)
    page.keyboard.press("Tab")
    other.focus()
    assert other.evaluate(look) == ["solid", "2px"]
    assert here.evaluate(look) != ["solid", "2px"]
    name = page.locator(".lse-figures .lse-explained").first
    meaning = name.get_by_role("tooltip")
    assert meaning.evaluate("(e) => getComputedStyle(e).opacity") == "0"
    name.focus()
    assert meaning.evaluate("(e) => getComputedStyle(e).opacity") == "1"
