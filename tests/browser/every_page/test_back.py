"""The browser's Back: one press shows the former state, and one press leaves a page."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from benchmarks.browser import READY, serve
from tests.browser.conftest import IDLE

TINY = "dataset=uci-digits&run=tiny"
PAGES = ("AE vs VAE", "KL weight", "Reconstruct", "Train", "Gallery", "Latent tools")


@pytest.fixture(scope="module")
def back_server(tiny_runs, conditioned, tmp_path_factory):
    root: Path = tmp_path_factory.mktemp("back")
    shutil.copytree(tiny_runs, root, dirs_exist_ok=True)
    shutil.copytree(conditioned.folder, root / "uci-digits" / "any-beta")
    with serve(root) as server:
        yield server.address


@pytest.fixture
def open_at(open_page, back_server):
    def open_(query: str, wait: str = IDLE) -> Page:
        page = open_page(query, back_server, wait)
        settled(page)
        return page

    return open_


def settled(page: Page) -> str:
    """The query of the address, once nothing changes it any more."""
    query = None
    while query != (query := urlsplit(page.url).query):
        page.wait_for_timeout(700)
        page.wait_for_selector(IDLE)
    return query


def params(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def length(page: Page) -> int:
    return page.evaluate("history.length")


def press(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()


def test_one_back_leaves_a_page(open_at):
    page = open_at(f"?{TINY}", READY)
    explore, before = settled(page), length(page)
    for label in PAGES:
        page.get_by_test_id("stSidebar").get_by_role("link", name=label).click()
        page.wait_for_url(lambda url, label=label: label.replace(" ", "_") in url)
        settled(page)
        assert length(page) == before + 1, label  # what Back left ahead is gone
        page.go_back()
        page.wait_for_selector(READY)
        assert urlsplit(page.url).path == "/", label
        assert settled(page) == explore, label


def test_on_reconstruct_back_shows_the_way_and_the_image_before(open_at):
    page = open_at(f"Reconstruct?{TINY}&way=test&image=61")
    first, before = settled(page), length(page)
    page.get_by_role("button", name="Another").first.click()
    page.wait_for_url(lambda url: urlsplit(url).query != first)
    second = settled(page)
    press(page, "Upload")
    page.wait_for_url(lambda url: "way=upload" in url)
    settled(page)
    assert length(page) == before + 2
    for query in (second, first):
        page.go_back()
        page.wait_for_url(lambda url, query=query: urlsplit(url).query == query)
        number = page.get_by_role("spinbutton", name="Number")
        expect(number).to_have_value(params(query)["image"])
        assert settled(page) == query
    page.go_forward()
    assert settled(page) == second


def test_on_kl_weight_one_back_undoes_one_change(open_at):
    page = open_at("KL_weight?dataset=uci-digits", '[data-testid="dial"][data-ready="1"]')
    queries, dial = [settled(page)], page.get_by_test_id("dial")
    before = length(page)

    def changed(act) -> None:
        act()
        page.wait_for_url(lambda url: urlsplit(url).query != queries[-1])
        queries.append(settled(page))

    changed(lambda: dial.locator('input[type="range"]').first.press("End"))
    changed(lambda: press(page, "Curves"))
    changed(lambda: dial.locator('input[type="range"]').first.press("Home"))
    changed(lambda: press(page, "Schedules"))
    assert length(page) == before + 4
    for query in reversed(queries[:-1]):
        page.go_back()
        expect(dial).to_have_attribute("data-beta", params(query)["beta"])
        assert settled(page) == query


def test_in_the_gallery_back_leads_from_two_runs_to_all_systems(open_at):
    page = open_at("Gallery")
    assert settled(page) == ""
    page.get_by_role("link", name="Compare any two").click()
    page.wait_for_url(lambda url: "a=" in url)
    settled(page)
    page.go_back()
    page.wait_for_url(lambda url: urlsplit(url).query == "")
    assert settled(page) == ""


def test_on_train_back_leads_from_a_view_to_the_form(open_at):
    page = open_at("Train?dataset=uci-digits&preset=vae-2d&seed=5")
    form = settled(page)
    press(page, "Runs")
    page.wait_for_url(lambda url: "view=runs" in url)
    settled(page)
    page.go_back()
    page.wait_for_url(lambda url: urlsplit(url).query == form)
    assert settled(page) == form
