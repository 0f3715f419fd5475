"""Explore by links and the browser's Back."""

import pytest
from playwright.sync_api import expect

from benchmarks.browser import READY, serve
from tests.browser.conftest import Plane

# The address says that z is here.
LINKED = "(z) => new URLSearchParams(location.search).get('z') === z"


def test_a_move_is_one_step_in_the_history_and_back_goes_back(page, plane):
    def move_to(x, y):
        page.mouse.click(*plane.at(x, y))
        page.wait_for_function(LINKED, arg=",".join(f"{v:g}" for v in plane.z))
        return plane.z

    def history(step, z):
        page.evaluate("(step) => history.go(step)", step)
        expect(plane.root).to_have_attribute("data-z", ",".join(f"{v:g}" for v in z))

    start, length = plane.z, page.evaluate("history.length")
    first, second = move_to(0.3, 0.4), move_to(0.6, 0.7)
    assert page.evaluate("history.length") == length + 2
    assert "axes" not in page.url
    history(-1, first)
    history(-1, start)
    history(1, first)
    # Where Back came from can be gone to once more, and is news to Python.
    history(-1, start)
    assert move_to(0.3, 0.4) == first
    page.reload()
    page.wait_for_selector(READY)
    assert plane.z == pytest.approx(first, abs=1e-3)
    assert first != second != start


def test_back_returns_to_the_run_before(page, plane):
    length, z = page.evaluate("history.length"), plane.z
    page.get_by_test_id("stSidebar").get_by_role("combobox").nth(1).click()
    page.get_by_role("option").filter(has_text="plain").click()
    expect(plane.root).to_have_attribute("data-run", "uci-digits/plain")
    page.wait_for_function("() => location.search.includes('run=plain&z=')")
    assert page.evaluate("history.length") == length + 1
    page.go_back()
    expect(plane.root).to_have_attribute("data-run", "uci-digits/tiny")
    expect(plane.root).to_have_attribute("data-ready", "1")
    assert plane.z == z


def test_back_moves_the_native_sliders_too(open_page):
    page = open_page(wait='[data-testid="stApp"]', blocked="**/media/*.bin")
    slider = page.get_by_test_id("stSlider").first.get_by_role("slider")
    slider.wait_for()
    before, address = slider.get_attribute("aria-valuetext"), page.url
    slider.press("ArrowRight")
    page.wait_for_url(lambda url: url != address)
    after = slider.get_attribute("aria-valuetext")
    page.go_back()
    expect(slider).to_have_attribute("aria-valuetext", before)
    assert after != before


def test_a_link_opens_the_same_view_on_a_fresh_server(open_page, tiny_runs):
    with serve(tiny_runs) as server:
        page = open_page("?dataset=uci-digits&run=tiny&z=0.3,-0.25", server.address)
        plane = Plane(page)
        expect(plane.root).to_have_attribute("data-run", "uci-digits/tiny")
        assert plane.z == (0.3, -0.25)


def test_another_run_can_be_chosen_and_the_first_comes_back_without_fetching(page, plane):
    fetched = []
    page.on("request", lambda r: fetched.append(r.url) if r.url.endswith(".bin") else None)
    for name in ("plain", "tiny"):
        fetched.clear()
        page.get_by_test_id("stSidebar").get_by_role("combobox").nth(1).click()
        page.get_by_role("option").filter(has_text=name).click()
        expect(plane.root).to_have_attribute("data-run", f"uci-digits/{name}")
        expect(plane.root).to_have_attribute("data-ready", "1")
        assert bool(fetched) == (name == "plain")


def test_a_session_keeps_its_files_while_another_leaves(open_page):
    first, second = open_page(fresh=True), open_page(fresh=True)
    second.context.close()
    first.reload()
    first.wait_for_selector(READY)
