"""The Gallery as a person uses it: by a link, one card closely, on to Explore, on a phone."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from benchmarks.browser import READY, serve
from tests.browser.conftest import PHONE, has_no_width_to_scroll, reads, settle
from tests.support.address import asked
from vae_core.models.presets import make_config
from vae_core.models.published import SYSTEMS
from vae_core.training.train import train

CARDS = ".st-key-lse-cards .lse-card"
PAIR = "?a=uci-digits/tiny&b=uci-digits/plain"


@pytest.fixture(scope="module")
def gallery_root(tiny_runs, tmp_path_factory):
    """The tiny runs, and one that passes for the system `vae-dense-2`."""
    root = tmp_path_factory.mktemp("gallery")
    shutil.copytree(tiny_runs, root, dirs_exist_ok=True)
    run = train(make_config("vae-dense-2", "uci-digits", epochs=1), root=root)
    own = root / "mnist" / "vae-dense-2"
    shutil.copytree(run.folder, own)
    config = own / "config.json"
    config.write_text(
        config.read_text(encoding="utf-8").replace('"uci-digits"', '"mnist"'), encoding="utf-8"
    )
    return root


@pytest.fixture(scope="module")
def gallery_server(gallery_root):
    with serve(gallery_root) as server:
        yield server.address


@pytest.fixture
def open_gallery(open_page, gallery_server):
    def open_(query: str = "", wait: str = ".lse-title", **context):
        return open_page(f"Gallery{query}", gallery_server, wait, **context)

    return open_


def test_the_first_request_of_a_fresh_server_may_be_a_deep_link(open_page, gallery_root):
    with serve(gallery_root) as server:
        page = open_page("Gallery?system=vae-dense-2", server.address, ".lse-network")
        expect(page.get_by_role("heading", name="VAE, 2-D latent, 5 epochs")).to_be_visible()
        assert asked(page) == {"system": "vae-dense-2"}


def _a_badge_stands_right_above_the_links_of_its_card(page):
    """However few lines its card has, so that those of a row are at one height."""
    settle(page)
    badge = page.locator(".st-key-lse-card-vae-dense-2 .lse-mark").bounding_box()
    links = page.locator(".st-key-lse-links-vae-dense-2").bounding_box()
    assert 0 <= links["y"] - badge["y"] - badge["height"] <= 16


def test_a_card_for_every_system_one_closely_and_back(open_gallery):
    page = open_gallery(wait=".st-key-lse-card-vae-dense-20")
    expect(page.locator(CARDS)).to_have_count(len(SYSTEMS))
    expect(page.locator(".st-key-lse-card-vae-dense-2 .lse-shot")).to_have_attribute("role", "img")
    _a_badge_stands_right_above_the_links_of_its_card(page)
    page.locator(".st-key-lse-card-vae-dense-2").get_by_role("link", name="Look closer").click()
    drawing = page.locator("svg.lse-network")
    expect(drawing).to_be_visible()
    expect(drawing).to_have_attribute("aria-label", re.compile("from left to right"))
    expect(page.locator(".lse-figure .lse-ink")).to_have_count(3)
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    page.wait_for_url("**/Gallery?system=vae-dense-2")
    # The page is told to go up when all of it is there.
    reads(page, lambda: page.get_by_test_id("stMain").evaluate("(main) => main.scrollTop"), 0)
    page.evaluate("history.back()")
    expect(page.locator(CARDS)).to_have_count(len(SYSTEMS))


def test_open_in_explore_arrives_at_the_run(open_gallery):
    page = open_gallery(wait=".st-key-lse-card-vae-dense-2")
    page.locator(".st-key-lse-card-vae-dense-2").get_by_text("Open in Explore").click()
    plane = page.get_by_test_id("latent-explorer")
    expect(plane).to_have_attribute("data-run", "mnist/vae-dense-2")
    # And again, for another run, though the session has chosen one by now.
    page.get_by_test_id("stSidebar").get_by_role("link", name="Gallery").click()
    page.locator(".st-key-lse-other-uci-digits-plain").get_by_text("Open in Explore").click()
    expect(plane).to_have_attribute("data-run", "uci-digits/plain")
    page.wait_for_selector(READY)
    assert asked(page)["run"] == "plain"
    # A choice in the sidebar is not undone by the link one came by.
    page.get_by_test_id("stSidebar").get_by_role("combobox").last.click()
    page.get_by_role("option", name="tiny").click()
    expect(plane).to_have_attribute("data-run", "uci-digits/tiny")
    page.wait_for_timeout(500)
    expect(plane).to_have_attribute("data-run", "uci-digits/tiny")


def test_two_side_by_side(open_gallery):
    page = open_gallery(PAIR, wait=".lse-pair")
    expect(page.locator(".lse-pair")).to_have_count(3)
    expect(page.locator(".lse-pair .lse-ink")).to_have_count(36)
    first = page.locator(".lse-pair .lse-ink").first.get_attribute("style")
    page.get_by_role("button", name="Another dozen").click()
    expect(page.locator(".lse-pair .lse-ink").first).not_to_have_attribute("style", first)


def _all_rows_of_a_pair_scroll_together(page):
    page.locator(".lse-pairs").evaluate("(box) => { box.scrollLeft = 200; }")
    lefts = page.locator(".lse-pair-row > :last-child").evaluate_all(
        "(cells) => cells.map((cell) => cell.getBoundingClientRect().left)"
    )
    assert len(lefts) == 3 and max(lefts) - min(lefts) < 1 and lefts[0] < 600
    assert page.locator(".lse-pair h3").first.bounding_box()["x"] >= 0


@pytest.mark.parametrize("query", ["", "?system=vae-dense-2", "?system=ae-conv", PAIR])
def test_a_phone_scrolls_up_and_down_only(open_gallery, query):
    page = open_gallery(query, wait=".lse-card, .lse-network-table, .lse-pair", **PHONE)
    settle(page)
    has_no_width_to_scroll(page)
    if query == PAIR:
        _all_rows_of_a_pair_scroll_together(page)


def test_keys_alone_lead_to_a_system(open_gallery):
    page = open_gallery(wait=".st-key-lse-card-vae-dense-2")
    page.locator(".st-key-lse-card-ae-dense-3").get_by_role("link", name="Look closer").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lse-title")).to_have_text("AE, 3-D latent")
    expect(page.get_by_text("This system is not trained on this machine yet")).to_be_visible()


def test_one_back_leaves_a_pair_that_was_linked_to(open_gallery):
    page = open_gallery(wait=CARDS)
    page.goto(f"{page.url}{PAIR}")
    expect(page.locator(".lse-pair")).to_have_count(3)
    page.wait_for_timeout(500)
    page.go_back()
    expect(page.locator(CARDS)).to_have_count(len(SYSTEMS))


def test_back_goes_through_the_tools_one_by_one(open_page, gallery_server):
    page = open_page("Latent_tools?dataset=uci-digits&run=tiny", gallery_server, ".lse-ink")
    page.wait_for_url("**tool=samples**")
    page.get_by_text("Arithmetic", exact=True).click()
    means = page.locator(".lse-equation figcaption")
    expect(means.first).to_have_text("Mean of 8")
    page.wait_for_url("**classes=8**")
    page.get_by_role("button", name="9 − 4 + 1").click()
    expect(means.first).to_have_text("Mean of 9")
    page.wait_for_url("**classes=9*")
    page.evaluate("history.back()")
    expect(means.first).to_have_text("Mean of 8")
    settle(page)
    page.evaluate("history.back()")
    expect(page.get_by_role("button", name="Draw again")).to_be_visible()
    settle(page)
    assert asked(page)["tool"] == "samples"
