"""Runs of one's own as a person meets them: renamed, compared by a link, deleted; on a phone."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from benchmarks.browser import serve
from tests.browser.conftest import IDLE, PHONE, has_no_width_to_scroll, settle
from tests.support.address import asked
from tests.support.runs.fits import with_training
from vae_core.runs.load import load_run
from vae_core.runs.notes.metadata import metadata, update_metadata
from vae_core.training.train import train

ROW = ".st-key-lse-run-uci-digits-tiny"


@pytest.fixture(scope="module")
def own_server(tiny_runs, tiny, tmp_path_factory):
    """(server, folder) of runs, three of which a visitor trained."""
    root = tmp_path_factory.mktemp("own")
    shutil.copytree(tiny_runs, root, dirs_exist_ok=True)
    squared = with_training(tiny, likelihood="mse")
    train(squared, "squared", root=root, film="none", iwae_samples=0)
    for name in ("tiny", "plain", "squared"):
        update_metadata(load_run(f"uci-digits/{name}", root), by=("somebody",))
    with serve(root) as server:
        yield server.address, root


@pytest.fixture
def open_train(open_page, own_server):
    def open_(query: str, **context) -> Page:
        page = open_page(f"Train?{query}", own_server[0], ".lse-title", **context)
        page.wait_for_selector(IDLE)
        return page

    return open_


def test_a_run_is_renamed_by_keyboard_and_no_markup_of_the_title_is_taken(open_train, own_server):
    page = open_train("view=runs")
    page.locator(ROW).get_by_role("button", name="Rename, notes").press("Enter")
    title = page.locator(ROW).get_by_role("textbox", name="Title")
    title.fill("<b>Ours</b> & *yours*")
    page.keyboard.press("Tab")
    page.locator(ROW).get_by_role("textbox", name="Notes").fill("One\nTwo")
    page.locator(ROW).get_by_role("button", name="Keep").press("Enter")
    expect(page.locator(f"{ROW} h3")).to_have_text("<b>Ours</b> & *yours*")
    expect(page.locator(f"{ROW} .lse-run-notes")).to_have_text("One\nTwo")
    assert metadata(load_run("uci-digits/tiny", own_server[1])).notes == "One\nTwo"
    page.locator(ROW).get_by_role("link", name="Explore").click()
    chosen = page.get_by_test_id("stSidebar").get_by_role("combobox").last
    expect(chosen).to_have_value("<b>Ours</b> & *yours*")


def test_too_long_a_title_is_refused_and_stays_as_it_was_typed(open_train):
    page = open_train("view=runs")
    row = page.locator(".st-key-lse-run-uci-digits-plain")
    row.get_by_role("button", name="Rename, notes").click()
    row.get_by_role("textbox", name="Title").fill("x" * 61)
    row.get_by_role("button", name="Keep").click()
    expect(row.get_by_text("A title has at most 60 characters")).to_be_visible()
    expect(row.get_by_role("textbox", name="Title")).to_have_value("x" * 61)
    row.get_by_role("button", name="Cancel").click()
    expect(row.get_by_role("textbox", name="Title")).to_have_count(0)


def test_a_comparison_by_a_link_and_what_is_chosen_is_in_the_link(open_train):
    page = open_train("view=compare&runs=uci-digits/tiny,uci-digits/squared")
    expect(page.locator(".js-plotly-plot")).to_have_count(5)
    expect(page.locator(".lse-compare-key li")).to_have_count(2)
    assert asked(page)["runs"] == "uci-digits/tiny,uci-digits/squared"
    page.get_by_role("combobox", name="Point out").click()
    page.get_by_role("option").nth(1).click()
    pointed = page.locator(".lse-compare-key [aria-current]")
    expect(pointed).to_contain_text("squared")
    page.get_by_test_id("stMultiSelect").get_by_role("combobox").fill("plain")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('runs')?.endsWith(',uci-digits/plain')"
    )
    expect(page.locator(".lse-compare-key li")).to_have_count(3)
    # Still pointed out, and one Back away from where it was.
    expect(pointed).to_contain_text("squared")
    page.go_back()
    expect(page.locator(".lse-compare-key li")).to_have_count(2)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_link_in_the_list_leads_to_the_comparison(open_train):
    page = open_train("view=runs")
    page.locator(".st-key-lse-run-uci-digits-plain").get_by_role("link", name="Compare").click()
    expect(page.locator(".lse-compare-key li")).to_have_count(1)
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('runs') === 'uci-digits/plain'"
    )


@pytest.mark.parametrize("view", ["runs", "compare"])
def test_a_phone_scrolls_up_and_down_only(open_train, view):
    page = open_train(f"view={view}", **PHONE)
    settle(page)
    has_no_width_to_scroll(page)


def test_delete_asks_again(open_train, own_server):
    page = open_train("view=runs")
    folder = own_server[1] / "uci-digits" / "squared"
    row = page.locator(".st-key-lse-run-uci-digits-squared")
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(row).to_have_count(0)
    assert not folder.exists()
