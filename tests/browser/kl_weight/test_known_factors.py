"""The section Known factors by hand: sliders, keys, a phone, and without the weights."""

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import PHONE
from tests.support.runs.known_factors import study
from vae_core.runs.load import load_run

READY = '[data-testid="traversals"][data-ready="1"]'
QUERY = "KL_weight?dataset=shapes&section=factors&objective=beta-vae&beta=4&image=5"
RUN = "beta-vae-10d_beta-4"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return study(tmp_path_factory.mktemp("study"), {RUN: 0.2, f"{RUN}_seed-1": 0.1})


@pytest.fixture(scope="module")
def address(root):
    with serve(root) as server:
        yield server.address


@pytest.fixture
def open_section(open_page, address):
    return lambda wait=READY, **options: open_page(QUERY, address, wait, **options)


def z_of(page) -> list[float]:
    text = page.get_by_test_id("traversals").get_attribute("data-z")
    return [float(value) for value in text.split(",")]


def test_a_slider_moves_its_dimension_only_and_the_picture_is_the_decoders(open_section, root):
    page = open_section()
    run = load_run(f"shapes/{RUN}", root)
    start = z_of(page)
    np.testing.assert_allclose(start, run.latents.mu[5], atol=1e-3)
    slider = page.get_by_test_id("slider-z3")
    slider.fill("1.5")
    expect(page.get_by_test_id("traversals")).to_have_attribute(
        "data-z", ",".join(f"{v:g}" for v in [*start[:2], 1.5, *start[3:]])
    )
    shown = page.get_by_test_id("traversals-picture").evaluate(
        "(c) => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"
    )
    with torch.no_grad():
        image = run.model().decode(torch.tensor([z_of(page)])).sigmoid()[0]
    drawn = np.array(shown).reshape(32, 32, 4)[..., :3] / 255
    np.testing.assert_allclose(drawn, image.permute(1, 2, 0).numpy(), atol=0.02)


def test_arrows_move_a_slider_and_a_button_goes_back(open_section):
    page = open_section()
    start = z_of(page)
    slider = page.get_by_test_id("slider-z1")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_test_id("traversals")).to_have_attribute(
        "data-z", ",".join(f"{v:g}" for v in [round(start[0] + 0.05, 4), *start[1:]])
    )
    page.get_by_test_id("traversals-back").press("Enter")
    expect(page.get_by_test_id("traversals")).to_have_attribute(
        "data-z", ",".join(f"{v:g}" for v in start)
    )


def test_every_row_names_the_factor_that_its_dimension_tells_most_of(open_section):
    page = open_section()
    rows = page.locator('[data-testid^="traversal-z"]:visible')
    expect(rows.first.locator(".lse-tells")).to_contain_text("%")
    shares = [float(text.split()[-2]) for text in rows.locator(".lse-tells").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    expect(page.get_by_test_id("unused").locator("summary")).to_have_text("1 unused dimension")


def test_nothing_is_wider_than_a_phone_and_the_picture_stays_in_sight(open_section):
    page = open_section(**PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator('[data-testid^="traversal-z"]:visible').last.scroll_into_view_if_needed()
    expect(page.get_by_test_id("traversals-picture")).to_be_in_viewport()


def test_without_the_weights_the_rows_are_decoded_on_the_server(open_section):
    page = open_section('[data-testid="stApp"]', blocked="**/media/*.bin")
    sheet = page.locator(".lse-kl-sheet")
    sheet.wait_for()
    expect(sheet.get_by_role("img")).to_have_count(10)
