"""The way between two images as a person uses it: slider, keys, strips, play, without scripts."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from vae_core.latent.sampling import interpolate, slerp
from vae_core.runs.load import load_run

READY = '[data-testid="walk"][data-ready="1"]'
QUERY = "Latent_tools?dataset=uci-digits&run=tiny&tool=between&images=3,400"


@pytest.fixture
def page(open_page):
    return open_page(QUERY, wait=READY)


def picture(page, path: int) -> np.ndarray:
    """What is painted, as 784 levels of red."""
    return np.array(
        page.get_by_test_id(f"walk-picture-{path}").evaluate(
            "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
            ".filter((_, i) => i % 4 === 0)"
        )
    )


def test_the_pictures_are_those_of_the_model(page, tiny_runs):
    import torch

    page.get_by_test_id("walk-slider").fill("10")
    expect(page.get_by_test_id("walk-place")).to_have_text("t = 0.25")
    run = load_run("uci-digits/tiny", tiny_runs)
    mu, model = run.latents.mu, run.model()
    for path, way in enumerate((interpolate, slerp)):
        z = torch.from_numpy(way(mu[3], mu[400], np.array([0.25])))
        with torch.no_grad():
            ink = torch.sigmoid(model.decode(z)).flatten().numpy()
        # From the light theme's paper, 251, to its ink, 23.
        np.testing.assert_allclose(picture(page, path), 251 - 228 * ink, atol=2)


def test_slider_keys_strip_and_play_rerun_nothing(page):
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append(1)))
    page.reload()
    page.wait_for_selector(READY)
    page.wait_for_timeout(500)
    walk, slider = page.get_by_test_id("walk"), page.get_by_test_id("walk-slider")
    frames.clear()
    expect(walk).to_have_attribute("data-t", "0.5")
    slider.press("ArrowRight")
    expect(walk).to_have_attribute("data-t", "0.525")
    slider.press("End")
    expect(walk).to_have_attribute("data-t", "1")
    box = page.locator(".lse-walk-strip").first.bounding_box()
    page.mouse.click(box["x"] + 2.5 * box["width"] / 11, box["y"] + 5)
    expect(walk).to_have_attribute("data-t", "0.2")
    slider.press(" ")
    expect(walk).to_have_attribute("data-t", re.compile(r"^0\.[3-9]"))
    page.get_by_test_id("walk-play").click()
    expect(page.get_by_test_id("walk-play")).to_have_attribute("aria-label", re.compile("Play"))
    assert not frames


def test_overshoot_adds_five_pictures_to_each_strip(page):
    strips = page.locator(".lse-walk-strip")
    expect(strips.first.locator("canvas")).to_have_count(11)
    page.get_by_text("On to 1.5").click()
    expect(strips.first.locator("canvas")).to_have_count(16)
    page.get_by_test_id("walk-slider").press("End")
    expect(page.get_by_test_id("walk-place")).to_have_text("t = 1.50")
    expect(page.get_by_text("beyond B")).to_be_visible()


def test_a_phone_shows_everything_without_scrolling_sideways(open_page):
    page = open_page(QUERY, wait=READY, **PHONE)
    page.get_by_text("On to 1.5").click()
    expect(page.locator(".lse-walk-strip").first.locator("canvas")).to_have_count(16)
    page.wait_for_timeout(300)
    widths = page.get_by_test_id("walk").evaluate("(e) => [e.scrollWidth, e.clientWidth]")
    assert widths[0] <= widths[1]


def test_without_the_script_the_strips_are_shown_as_pictures(open_page):
    # The component's own files are behind /media/; nothing else on this page is.
    page = open_page("Latent_tools?dataset=uci-digits&run=tiny", wait=".lse-ink")
    page.route("**/media/**", lambda route: route.abort())
    page.get_by_role("radio", name="Between two images").click()
    expect(page.get_by_text("could not start here")).to_be_visible()
    expect(page.locator(".lse-ink")).to_have_count(2)
