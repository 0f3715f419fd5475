"""The Reconstruct page as a person uses it: a deep link, a stroke, files, keys, a phone."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import PHONE, has_no_width_to_scroll, settle
from tests.support.address import asked

LIVE = '[data-testid="reconstruction"][data-ready="1"]'
TINY = "Reconstruct?dataset=uci-digits&run=tiny"


@pytest.fixture
def open_reconstruct(open_page, server):
    def open_(query: str = "", wait: str = LIVE, **context):
        return open_page(TINY + query, server, wait, **context)

    return open_


@pytest.fixture(scope="module")
def picture() -> dict:
    """A file with a thick L, dark on light, as Playwright uploads it."""
    pixels = np.full((90, 120), 240, np.uint8)
    pixels[10:80, 40:52] = pixels[68:80, 40:90] = 20
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return {"name": "an-l.png", "mimeType": "image/png", "buffer": content.getvalue()}


def heading(page, name: str):
    return page.get_by_role("heading", name=name)


def test_the_first_request_of_a_fresh_server_may_be_a_deep_link(open_page, tiny_runs):
    with serve(tiny_runs) as server:
        page = open_page(f"{TINY}&way=test&image=61", server.address, LIVE)
        expect(page.locator(".lse-model.lse-chosen")).to_have_count(1)
        assert asked(page)["image"] == "61"


def test_a_stroke_is_followed_by_what_each_model_gives_back(open_reconstruct):
    page = open_reconstruct()
    expect(heading(page, "What each model gives back")).to_have_count(0)
    box = page.locator(".lse-pad canvas, canvas.lse-pad").first.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    expect(heading(page, "What each model gives back")).to_be_visible()
    expect(page.locator(".lse-model")).to_have_count(2)
    page.get_by_role("button", name="Clear").click()
    expect(heading(page, "What each model gives back")).to_have_count(0)


def test_files_bring_a_table_and_a_switch_moves_the_point(open_reconstruct, picture):
    page = open_reconstruct("&way=upload", wait='[data-testid="stFileUploader"]')
    broken = {"name": "notes.png", "mimeType": "image/png", "buffer": b"hello"}
    page.locator('[data-testid="stFileUploader"] input').set_input_files(
        [picture, broken, picture | {"name": "again.png"}]
    )
    live = page.locator(LIVE)
    expect(live).to_have_attribute("data-z", re.compile(r"\d"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("notes.png")
    expect(heading(page, "All 2 images")).to_be_visible()
    before = live.get_attribute("data-z")
    page.get_by_role("button", name="Find the ink").click()
    expect(live).not_to_have_attribute("data-z", before)
    expect(page.locator(".lse-prep-off")).to_have_count(1)


def test_keys_alone_lead_to_an_image(open_reconstruct):
    page = open_reconstruct("&way=test")
    before = asked(page)["image"]
    page.get_by_role("button", name="Random").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lse-model.lse-chosen")).to_have_count(1)
    page.wait_for_function(
        "(before) => new URLSearchParams(location.search).get('image') !== before", arg=before
    )


@pytest.mark.parametrize("query", ["", "&way=test", "&way=upload"])
def test_a_phone_scrolls_up_and_down_only(open_reconstruct, picture, query):
    wait = '[data-testid="stFileUploader"]' if "upload" in query else LIVE
    page = open_reconstruct(query, wait=wait, **PHONE)
    if "upload" in query:
        page.locator('[data-testid="stFileUploader"] input').set_input_files([picture, picture])
        page.wait_for_selector(".lse-many")
    settle(page)
    has_no_width_to_scroll(page)


def test_a_box_over_the_picture_is_dragged_moved_by_keys_and_taken_away(open_reconstruct, picture):
    page = open_reconstruct("&way=upload", '[data-testid="stFileUploader"]')
    page.locator("input[type=file]").set_input_files(picture)
    page.wait_for_selector('[data-testid="crop"][data-ready="1"]')
    expect(heading(page, "What each model gives back")).to_be_visible()
    tiles = page.locator(".lse-preps li")
    expect(tiles.first).to_contain_text("120 × 90")
    stage, box = page.get_by_test_id("crop-stage"), page.get_by_test_id("crop-box")
    expect(box).to_be_hidden()
    seen = page.locator(".lse-prep-ink").last
    whole = seen.get_attribute("style")
    at = stage.bounding_box()
    page.mouse.move(at["x"] + 0.2 * at["width"], at["y"] + 0.05 * at["height"])
    page.mouse.down()
    page.mouse.move(at["x"] + 0.6 * at["width"], at["y"] + 0.6 * at["height"], steps=6)
    # The result follows while the box is still held: first a part of the L, then all of it.
    expect(page.get_by_test_id("crop")).to_contain_text("40 % × 55 %")
    expect(seen).not_to_have_attribute("style", whole)
    part = seen.get_attribute("style")
    page.mouse.move(at["x"] + 0.8 * at["width"], at["y"] + 0.95 * at["height"], steps=6)
    expect(seen).not_to_have_attribute("style", part)
    page.mouse.up()
    expect(page.get_by_test_id("crop")).to_contain_text("60 % × 90 %")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_test_id("crop")).to_contain_text("59 % × 90 %")
    page.get_by_test_id("crop-reset").click()
    expect(box).to_be_hidden()
    stage.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("crop")).to_contain_text("50 % × 50 %")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
