"""The AE vs VAE page as a person uses it: a deep link, a drag, other images, keys, a phone."""

import numpy as np
import pytest
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import PHONE, has_no_width_to_scroll, settle
from tests.support.address import asked
from vae_core.runs.load import load_run

LIVE = '[data-testid="two-planes"][data-ready="1"]'
PAIR = "AE_vs_VAE?dataset=uci-digits&left=plain&right=tiny"
ENDS = "&ends=3,14"


@pytest.fixture
def open_pair(open_page, server):
    def open_(query: str = ENDS, wait: str = LIVE, **context):
        return open_page(PAIR + query, server, wait, **context)

    return open_


def planes(page):
    return page.get_by_test_id("two-planes")


def is_written(page):
    """Waits until the address has what is shown, which comes below the planes."""
    page.wait_for_url("**&z=**")


def test_the_first_request_of_a_fresh_server_may_be_a_deep_link(open_page, tiny_runs):
    with serve(tiny_runs) as server:
        page = open_page(f"{PAIR}{ENDS}&z=0.5,-0.25~0.125,1&layer=none", server.address, LIVE)
        expect(planes(page)).to_have_attribute("data-layer", "none")
        z = [planes(page).get_attribute(f"data-z-{side}") for side in ("left", "right")]
        assert [[float(v) for v in one.split(",")] for one in z] == [[0.5, -0.25], [0.125, 1]]
        assert asked(page)["ends"] == "3,14"


def test_a_release_is_in_the_link_with_the_image_at_both(open_pair, tiny_runs):
    page = open_pair()
    is_written(page)
    before = asked(page)["z"]
    box = page.get_by_test_id("plane-left").bounding_box()
    page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + 0.6 * box["height"])
    page.wait_for_function("(z) => !location.search.includes(encodeURIComponent(z))", arg=before)
    left, right = ([float(v) for v in z.split(",")] for z in asked(page)["z"].split("~"))
    # Linked by the image: on the right stands the code of the image that is nearest on the left.
    plain, tiny = (
        load_run(f"uci-digits/{name}", tiny_runs).latents.mu for name in ("plain", "tiny")
    )
    image = np.linalg.norm(plain - left, axis=1).argmin()
    assert np.allclose(tiny[image], right, atol=1e-3)


def test_other_images_and_back(open_pair):
    page = open_pair()
    is_written(page)
    page.get_by_role("button", name="Random pair").click()
    page.wait_for_function("() => !location.search.includes('ends=3%2C14')")
    page.evaluate("history.back()")
    page.wait_for_function("() => location.search.includes('ends=3%2C14')")
    page.wait_for_timeout(500)
    assert asked(page)["ends"] == "3,14"


def test_maps_that_a_run_lacks_come_by_themselves(open_pair):
    """The tiny runs have none; they are measured once the planes stand."""
    page = open_pair()
    density = planes(page).get_by_text("Density", exact=True)
    density.click()
    expect(planes(page)).to_have_attribute("data-layer", "density")
    page.wait_for_url("**layer=density**")
    expect(page.locator(".lse-two-layer").first).not_to_contain_text("not measured")


def test_the_way_on_the_data_is_looked_for_when_it_is_chosen(open_pair):
    page = open_pair()
    planes(page).get_by_text("On the data", exact=True).click()
    page.wait_for_url("**path=data**")
    page.wait_for_function(
        """() => document.querySelector('[data-testid="two-planes"]').explorer
          .data.on_data.every((way) => way[0] === 3 && way.at(-1) === 14)"""
    )


def test_sections_are_reached_by_keys_alone(open_pair):
    page = open_pair()
    first = page.get_by_role("radio", name="What the figures say")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Draw again")).to_be_visible()
    page.wait_for_url("**view=stress**")
    expect(page.locator(".lse-gaps-grid .lse-ink")).to_have_count(2)


def test_without_the_weights_the_same_pictures_stand(open_page, chromium, server):
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/media/*.bin", lambda route: route.abort())
    page.goto(f"{server}/{PAIR}{ENDS}")
    expect(page.get_by_text("The sliders below do the same")).to_be_visible()
    expect(page.locator(".lse-gaps-still .lse-ink")).to_have_count(2)
    expect(page.locator(".lse-gaps-row .lse-ink")).to_have_count(26)
    context.close()


@pytest.mark.parametrize("view", ["says", "stress", "all"])
def test_a_phone_scrolls_up_and_down_only(open_pair, view):
    page = open_pair(f"{ENDS}&view={view}", **PHONE)
    settle(page)
    has_no_width_to_scroll(page)


def test_the_button_stands_in_the_row_of_the_heading(open_pair):
    """Beside it, and over none of it, however far the page is scrolled."""
    page = open_pair()
    settle(page)  # there must be enough below it to scroll to
    button = page.get_by_role("button", name="Random pair").bounding_box()
    how = page.locator("summary", has_text="How it works").bounding_box()
    assert abs(button["y"] - how["y"]) < 12
    assert 0 <= how["x"] - button["x"] - button["width"] < 40
    page.get_by_test_id("stMain").evaluate("(main) => main.scrollTo(0, 150)")
    moved = page.get_by_role("button", name="Random pair").bounding_box()
    assert button["y"] - moved["y"] == pytest.approx(150, abs=1)
