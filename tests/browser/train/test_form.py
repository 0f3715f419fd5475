"""The Train page in a real browser: the form, its link, the way to the live view, who looks."""

import hashlib

import pytest
from playwright.sync_api import expect
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

from benchmarks.browser import serve
from vae_core.jobs import queue, records

GO = ".st-key-train-go button"
SMALL = "Train?dataset=uci-digits&preset=custom&sizes=16&epochs=3"
_WHO = """
import streamlit as st
from ui.services.visitor import visitor
who = visitor()
st.html(f'<p id="who" data-operator="{who.is_operator}">{who.id}</p>')
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("train")


@pytest.fixture(scope="module")
def train_server(root):
    with serve(root) as server:
        yield server.address
        for job in records.jobs(root):
            if records.status(job.id, root).state not in records.ENDED:
                queue.want(job.id, "discard", root)


def test_what_is_chosen_by_keyboard_is_in_the_address(open_page, train_server):
    page = open_page("Train?dataset=uci-digits&preset=vae-2d&epochs=20", train_server, GO)
    beta = page.get_by_role("spinbutton", name="Weight β")
    beta.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("2.5")
    page.keyboard.press("Tab")
    page.wait_for_function("location.search.includes('beta=2.5')")
    page.reload()
    page.wait_for_selector(GO)
    expect(page.get_by_role("spinbutton", name="Weight β")).to_have_value("2.5")
    page.get_by_text("about ").first.wait_for()
    drawing = page.locator(".lse-train-network svg")
    assert "parameters" in drawing.get_attribute("aria-label")


def test_an_objective_and_its_parameter_are_chosen_by_keyboard(open_page, train_server):
    page = open_page("Train?dataset=uci-digits&preset=custom&epochs=20&lr=0.003", train_server, GO)
    page.get_by_role("combobox", name="Objective").focus()
    page.keyboard.type("Free bits")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('objective=free-bits')")
    nats = page.get_by_role("spinbutton", name="KL of a latent dimension that costs nothing")
    nats.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.wait_for_function("decodeURIComponent(location.search).includes('free-bits,nats=2')")
    page.reload()
    page.wait_for_selector(GO)
    expect(nats).to_have_value("2")


def test_the_button_leads_to_the_live_view_and_the_queue_shows_it(open_page, train_server, root):
    page = open_page(SMALL, train_server, GO)
    page.click(GO)
    page.wait_for_function("location.search.includes('view=watch')")
    page.locator("h2.lse-watch-title").wait_for()
    (job,) = records.jobs(root)
    # The other views still know of it, and lead back by link and by the browser's Back.
    page.get_by_role("radio", name="New training").click()
    page.wait_for_selector(GO)
    page.wait_for_function("!location.search.includes('view=')")
    page.go_back()
    page.wait_for_function("location.search.includes('view=watch')")
    page.locator("h2.lse-watch-title").wait_for()
    assert job.id.replace("/", "%2F") in page.evaluate("location.search")
    page.go_back()
    page.wait_for_selector(GO)
    assert "preset=custom" in page.evaluate("location.search")


def test_a_browser_stays_the_same_visitor_over_reloads_and_tabs(chromium, tmp_path):
    script = tmp_path / "who.py"
    script.write_text(_WHO, encoding="utf-8")
    with serve(script=script) as server:
        found = []
        for _ in range(2):
            context = chromium.new_context()
            first, second = context.new_page(), context.new_page()
            ids = []
            for page in (first, second, first):
                page.goto(server.address)
                who = page.locator("#who")
                who.wait_for()
                ids.append(who.text_content())
                assert who.get_attribute("data-operator") == "True"
            cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
            token, _when = decode_xsrf_token_string(cookies["_streamlit_xsrf"])
            assert set(ids) == {hashlib.sha256(token).hexdigest()[:16]}
            found += ids
            context.close()
        assert len(set(found)) == 2
