"""The rows and axes of a run of many latent numbers, on a laptop and a phone."""

import pytest
from playwright.sync_api import expect

from vae_core.latent import geometry
from vae_core.runs.load import load_run


def test_back_leaves_space_and_the_axes_chosen(open_run):
    plane = open_run("vae-3")
    page, length = plane.page, plane.page.evaluate("history.length")
    page.get_by_test_id("axis-across").select_option("2")
    page.wait_for_function("() => location.search.includes('axes=2')")
    page.get_by_role("radio", name="3-D").click()
    page.wait_for_function("() => location.search.includes('axes=space')")
    page.get_by_test_id("axis-up").select_option("pc")
    page.wait_for_function("() => !location.search.includes('axes')")
    assert page.evaluate("history.length") == length + 3
    page.go_back()
    expect(page.get_by_role("radio", name="3-D")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("radio", name="Points")).to_be_checked()
    expect(page.get_by_test_id("axis-across")).to_have_value("2")
    page.go_back()
    expect(page.get_by_test_id("axis-across")).to_have_value("pc")


def test_the_names_of_the_axes_stand_clear_of_their_numbers(open_run):
    plane = open_run("vae-3", "&axes=view:30,20")
    name = plane.page.locator(".lse-axis-0").bounding_box()
    ticks = [tick.bounding_box() for tick in plane.page.locator(".lse-tick-0").all()]
    assert ticks
    assert all(tick["x"] + tick["width"] < name["x"] for tick in ticks)


@pytest.mark.parametrize(
    ("name", "tells", "ends"),
    [("vae-10", "KL, nats", "−3σ 0 +3σ"), ("ae-3", "standard deviation", "lowest code")],
)
def test_the_columns_of_the_rows_are_named_once(open_run, name, tells, ends):
    page = open_run(name).page
    columns = page.get_by_test_id("columns")
    expect(columns).to_contain_text(tells)
    assert ends in " ".join(columns.locator(".lse-scale").inner_text().split())
    columns.get_by_role("button").nth(1).focus()
    expect(page.locator(".lse-bubble[role=tooltip]")).to_be_visible()
    # With the explanations there, a row holds nothing to stop at but its slider and its field.
    row = page.locator(".lse-number-row").first
    assert row.locator("button, a, input, select, [tabindex]").count() == 2
    page.locator(".lse-range").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".lse-range").nth(1)).to_be_focused()


def test_the_slider_of_an_autoencoder_ends_with_its_codes(open_run, spaces):
    plane, run = open_run("ae-3"), load_run("uci-digits/ae-3", spaces)
    for d in geometry.dimensions(run.latents):
        codes = run.latents.mu[:, d.index]
        slider = plane.page.get_by_test_id(f"slider-z{d.index + 1}")
        low, high = (float(slider.get_attribute(end)) for end in ("min", "max"))
        assert low == pytest.approx(max(codes.min(), d.center - 3 * d.sigma), rel=1e-4)
        assert high == pytest.approx(min(codes.max(), d.center + 3 * d.sigma), rel=1e-4)


def test_the_distance_says_that_it_counts_all_numbers(open_run):
    page = open_run("vae-10").page
    expect(page.locator(".lse-sigma")).to_contain_text("from the centre, in all 10 dimensions")
    page.locator(".lse-sigma").hover()
    expect(page.locator(".lse-bubble[role=tooltip]")).to_contain_text("typically lies 3.2 σ away")
    expect(page.locator(".lse-hint")).to_contain_text("the prior on this plane, 1σ and 2σ")


def test_far_down_the_verdict_and_the_class_go_along(open_run):
    plane = open_run("vae-10", viewport={"width": 1000, "height": 500})
    page, here = plane.page, plane.page.get_by_test_id("here")
    expect(here).to_be_hidden()
    row = page.locator(".lse-number-row:visible").last
    row.scroll_into_view_if_needed()
    expect(here).to_be_in_viewport()
    row.locator(".lse-range").fill("2.9")
    assert 2.9 in plane.z  # it is drawn by now
    place = page.get_by_test_id("support").inner_text()
    expect(here.locator(".lse-badge")).to_have_text(place.strip())
    top = page.get_by_test_id("near-here").locator("li").first
    said = f"{top.locator('.lse-bar-name').inner_text()} · "
    expect(here).to_contain_text(said + top.locator(".lse-bar-share").inner_text())


def test_one_number_moves_across_only(open_run):
    plane = open_run("vae-1")
    page = plane.page
    plane.page.mouse.click(*plane.at(0.6, 0.2))
    z = plane.z
    plane.page.mouse.click(*plane.at(0.6, 0.8))
    assert plane.z == z
    expect(page.get_by_test_id("slider-z1")).to_have_count(1)
    expect(page.locator(".lse-axes")).to_have_count(0)
    plane.canvas.press("ArrowRight")
    assert plane.z[0] == pytest.approx(z[0] + 0.05, abs=1e-3)
    plane.canvas.press("ArrowUp")
    assert plane.z[0] == pytest.approx(z[0] + 0.05, abs=1e-3)


@pytest.mark.parametrize("name", ["vae-1", "vae-3", "vae-64"])
def test_nothing_is_wider_than_a_phone(open_run, name):
    plane = open_run(name, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert plane.page.evaluate("document.documentElement.scrollWidth") <= 390
    inner = plane.page.get_by_test_id("numbers").evaluate("(e) => [e.scrollWidth, e.clientWidth]")
    assert inner[0] <= inner[1] <= 358


def test_the_grid_of_a_section_can_be_downloaded(open_run):
    for name, rows in (("vae-10", 10), ("vae-1", 1)):
        page = open_run(name).page
        page.get_by_label("Size of the grid").select_option("10")
        with page.expect_download() as grid:
            page.get_by_test_id("download-grid").click()
        assert grid.value.suggested_filename == f"uci-digits-{name}-grid-10x{rows}.png"


def test_blocked_files_fall_back_to_native_sliders(open_page, spaces_server):
    page = open_page(
        "?dataset=uci-digits&run=vae-64",
        spaces_server,
        '[data-testid="stApp"]',
        blocked="**/media/*.bin",
    )
    sliders = page.get_by_test_id("stSlider")
    sliders.first.get_by_role("slider").wait_for()
    expect(page.get_by_text("The other 48 dimensions")).to_be_visible()
    expect(page.locator('[data-testid="stSlider"]:visible')).to_have_count(16)
