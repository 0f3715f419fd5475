"""The KL weight page as a person meets it: the dial, the link, the sections, and no dial at all."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.browser import serve
from tests.browser.conftest import IDLE
from tests.support.address import asked

READY = '[data-testid="dial"][data-ready="1"]'


@pytest.fixture(scope="module")
def kl_server(conditioned, tmp_path_factory):
    root: Path = tmp_path_factory.mktemp("kl")
    shutil.copytree(conditioned.folder, root / "uci-digits" / "any-beta")
    with serve(root) as server:
        yield server.address


@pytest.fixture
def open_kl(open_page, kl_server):
    def open_(query: str = "?dataset=uci-digits", wait: str = READY, **context) -> Page:
        return open_page(f"KL_weight{query}", kl_server, wait, **context)

    return open_


def test_the_first_request_may_be_a_deep_link_and_it_is_obeyed(open_kl):
    page = open_kl("?dataset=uci-digits&beta=0.5&z=0.25,-1&section=schedules")
    dial = page.get_by_test_id("dial")
    expect(dial).to_have_attribute("data-beta", "0.5")
    expect(dial).to_have_attribute("data-z", "0.25,-1")
    page.wait_for_selector(IDLE)
    assert asked(page)["section"] == "schedules"
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_turning_the_dial_by_keyboard_moves_the_link_and_the_dot_on_the_curves(open_kl):
    page = open_kl("?dataset=uci-digits&section=curves")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    before = _dial_dot(page)
    page.get_by_test_id("dial").locator('input[type="range"]').first.press("End")
    page.wait_for_function("() => new URLSearchParams(location.search).get('beta') === '20'")
    page.wait_for_function(
        "(before) => { const dot = document.querySelector('.js-plotly-plot')?.data"
        ".find((trace) => trace.name === 'the dial'); return dot && dot.x[0] !== before; }",
        arg=before,
    )
    # The browser's Back turns it again.
    page.go_back()
    expect(page.get_by_test_id("dial")).to_have_attribute("data-beta", "1")


def test_sections_are_reached_by_keyboard_and_said_by_the_link(open_kl):
    page = open_kl()
    for name, section, mark in (
        ("Same pictures", "pictures", ".lse-kl-sheet"),
        ("Schedules", "schedules", '[data-testid="stAlert"]'),
        ("Planes", "planes", "svg.lse-kl-plane"),
    ):
        button = page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name))
        button.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "(name) => new URLSearchParams(location.search).get('section') === name", arg=section
        )
        expect(page.locator(mark).first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_page_fits_a_phone(open_kl):
    page = open_kl(viewport={"width": 390, "height": 844})
    page.wait_for_selector(IDLE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_where_the_weights_are_blocked_native_sliders_do_the_same(chromium, kl_server):
    with chromium.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.route("**/media/*.bin", lambda route: route.abort())
        page.goto(f"{kl_server}/KL_weight?dataset=uci-digits&beta=2&section=schedules")
        slider = page.get_by_role("slider", name="log₁₀ β")
        expect(slider).to_be_visible()
        slider.press("ArrowRight")
        page.wait_for_function("() => +new URLSearchParams(location.search).get('beta') > 2")
        expect(page.get_by_test_id("stException")).to_have_count(0)


def _dial_dot(page: Page) -> float:
    return page.evaluate(
        "() => document.querySelector('.js-plotly-plot').data"
        ".find((trace) => trace.name === 'the dial').x[0]"
    )
