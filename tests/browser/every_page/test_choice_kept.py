"""The data set and the run that were chosen go along to the other pages."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from benchmarks.browser import READY, serve
from tests.browser.conftest import IDLE, settle
from tests.support.pages import as_mnist


@pytest.fixture(scope="module")
def two_sets(tiny_runs, tmp_path_factory):
    """A server with runs of uci-digits, and of MNIST, which is the first in each list."""
    root: Path = tmp_path_factory.mktemp("two sets")
    shutil.copytree(tiny_runs, root, dirs_exist_ok=True)
    for name in ("plain", "tiny"):
        as_mnist(root / "uci-digits" / name, root / "mnist" / name)
    with serve(root) as server:
        yield server.address


def go_to(page: Page, label: str) -> dict[str, list[str]]:
    """Follow a link of the sidebar. Returns the query of the address then."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=label).click()
    page.wait_for_url(lambda url: label.replace(" ", "_") in url and "dataset=" in url)
    settle(page)
    return parse_qs(urlsplit(page.url).query)


def chosen(page: Page):
    return page.get_by_test_id("stSidebar").get_by_role("combobox")


def test_what_a_link_asked_for_is_kept_on_the_next_page(open_page, two_sets):
    page = open_page("?dataset=uci-digits&run=tiny", two_sets, READY)
    for label in ("AE vs VAE", "KL weight", "Reconstruct", "Latent tools"):
        page.wait_for_selector(IDLE)
        query = go_to(page, label)
        assert query["dataset"] == ["uci-digits"], label
        assert query.get("run", ["tiny"]) == ["tiny"], label
        expect(chosen(page).first).to_have_value("UCI digits")


def test_the_run_of_a_data_set_chosen_by_hand_is_kept(open_page, two_sets):
    page = open_page("?dataset=mnist&run=tiny", two_sets, READY)
    chosen(page).first.click()
    page.get_by_role("option", name="UCI digits").click()
    page.wait_for_url(lambda url: "dataset=uci-digits&run=tiny" in url)
    settle(page)
    query = go_to(page, "Latent tools")
    assert (query["dataset"], query["run"]) == (["uci-digits"], ["tiny"])
