"""Explore as a person uses it: by mouse, sliders, keys, touch; on links; when weights fail."""

from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from benchmarks.browser import READY
from tests.browser.conftest import Plane, becomes_other, reads, settle, steady

# The address says that z is here.
LINKED = "(z) => new URLSearchParams(location.search).get('z') === z"


def z_of_link(page) -> list[float]:
    return [float(v) for v in parse_qs(urlsplit(page.url).query)["z"][0].split(",")]


def test_the_contract_of_the_first_screen(open_page, server):
    hosts = set()
    page = open_page(wait='[data-testid="stApp"]')
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.reload()
    plane = Plane(page)
    expect(plane.root).to_have_attribute("data-ready", "1")
    expect(plane.root).to_have_attribute("data-run", "uci-digits/tiny")
    picture = page.get_by_test_id("decoded-image")
    assert picture.evaluate("(c) => [c.width, c.height]") == [28, 28]
    for name in ("slider-z1", "slider-z2"):
        assert page.get_by_test_id(name).evaluate("(e) => e.type") == "range"
    expect(page.get_by_test_id("legend").get_by_role("button", name="7")).to_be_visible()
    assert hosts - {""} == {urlsplit(server).netloc}


def test_a_drag_decodes_every_frame_and_speaks_on_release_only(page, plane):
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append(1)))
    page.reload()
    page.wait_for_selector(READY)
    page.mouse.move(*plane.at(0.3, 0.3))
    settle(page)
    steady(page, lambda: len(frames))  # a dot under the pointer asks for its image
    before = plane.picture(), plane.z
    frames.clear()
    page.mouse.down()
    page.mouse.move(*plane.at(0.7, 0.65), steps=12)
    z = plane.z
    assert z != before[1] and z[0] > 0 > z[1]
    assert plane.picture() != before[0]
    assert not frames
    page.mouse.up()
    page.wait_for_function("(z) => location.search.includes(z)", arg=f"{z[0]:g}")
    assert frames
    assert z_of_link(page) == pytest.approx(z, abs=1e-3)
    expect(page.get_by_test_id("nearest").locator("li")).to_have_count(6)


def test_a_drag_ends_outside_the_plane(page, plane):
    page.mouse.move(*plane.at(0.5, 0.5))
    page.mouse.down()
    page.mouse.move(*plane.at(1.4, 0.5), steps=4)
    page.mouse.up()
    edge = plane.z
    page.mouse.move(*plane.at(0.2, 0.2))
    assert plane.z == edge


def test_sliders_and_cursor_stay_in_step(page, plane):
    page.get_by_test_id("slider-z1").fill("1.25")
    assert plane.z[0] == 1.25
    expect(page.get_by_test_id("field-z1")).to_have_value("1.25")
    page.get_by_test_id("slider-z2").press("ArrowUp")
    page.get_by_test_id("slider-z2").press("Shift+ArrowUp")
    page.mouse.move(*plane.at(0.25, 0.5))
    page.mouse.down()
    page.mouse.up()
    z = plane.z
    assert float(page.get_by_test_id("slider-z1").input_value()) == pytest.approx(z[0], abs=1e-3)


def test_a_value_can_be_typed(page, plane):
    field = page.get_by_test_id("field-z2")
    for text, value in (("-1,5", -1.5), ("−0.25", -0.25), (" 2 ", 2)):
        field.fill(text)
        field.press("Enter")
        assert plane.z[1] == value
        page.wait_for_function("(z) => location.search.includes(z)", arg=f"{value:g}")


def test_a_bad_value_is_said_and_the_old_one_kept(page, plane):
    before = plane.z
    field, problem = page.get_by_test_id("field-z1"), page.locator(".lse-problem")
    for text in ("abc", "", "1e9", "99999", "nan"):
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(problem).to_contain_text("z1")
        assert plane.z == before, text
        field.press("Escape")
        expect(field).to_have_attribute("aria-invalid", "false")
        expect(problem).not_to_contain_text("z1")


def test_keys_alone_move_the_cursor(page, plane):
    for _ in range(80):
        page.keyboard.press("Tab")
        if plane.canvas.evaluate("(c) => c === document.activeElement"):
            break
    page.keyboard.press("0")
    page.wait_for_function('() => document.querySelector(".lse").dataset.z === "0,0"')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    assert plane.z == (0.05, 0.5)
    page.wait_for_function("() => location.search.includes('0.05')")
    page.keyboard.press("m")
    expect(page.get_by_role("radio", name="Manifold")).to_be_checked()
    page.keyboard.press("+")
    assert plane.zoom() == pytest.approx(1.5)


def test_the_legend_filters(page):
    legend = page.get_by_test_id("legend")
    chip = {n: legend.locator(f'[data-class="{n}"]') for n in (3, 5, 8)}
    chip[3].click()
    expect(chip[3]).to_have_attribute("data-state", "on")
    expect(chip[5]).to_have_attribute("data-state", "off")
    chip[5].click()
    expect(chip[5]).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Show all").click()
    expect(chip[8]).to_have_attribute("data-state", "all")
    chip[3].click()
    chip[3].click()
    expect(chip[8]).to_have_attribute("data-state", "all")


def test_zoom_pan_and_reset(page, plane):
    z = plane.z
    x, y = plane.at(0.25, 0.25)
    place = "(r) => r.explorer.view.toPoint(r.explorer.view.width / 4, r.explorer.view.height / 4)"
    under = plane.root.evaluate(place)
    page.mouse.move(x, y)
    for _ in range(4):
        page.mouse.wheel(0, -120)
    page.wait_for_function("() => document.querySelector('.lse').explorer.view.zoom > 2")
    assert plane.root.evaluate(place) == pytest.approx(under, abs=1e-3)
    page.mouse.down(button="right")
    page.mouse.move(x + 80, y, steps=3)
    page.mouse.up(button="right")
    assert plane.root.evaluate(place)[0] < under[0]
    assert plane.z == z
    page.get_by_role("button", name="Show the whole plane").click()
    assert plane.zoom() == 1


def test_the_manifold_is_decoded_anew_at_each_zoom(page, plane):
    before = steady(page, plane.painted)
    page.get_by_role("radio", name="Manifold").click()
    becomes_other(page, plane.painted, before)
    home = steady(page, plane.painted)
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    becomes_other(page, plane.painted, home)
    page.get_by_role("radio", name="Both").click()
    page.get_by_role("button", name="Show the whole plane").click()
    reads(page, lambda: plane.painted() in (home, ""), False)


def test_a_dot_answers_with_its_image(page, plane):
    place = plane.root.evaluate(
        "(r) => r.explorer.view.toPixel([r.explorer.codes.xy[14], r.explorer.codes.xy[15]])"
    )
    box = plane.canvas.bounding_box()
    z = plane.z
    page.mouse.move(box["x"] + place[0], box["y"] + place[1])
    card = page.get_by_test_id("card")
    expect(card).to_contain_text("test image")
    expect(card.locator(".lse-slot").first).to_have_attribute("data-state", "full")
    assert plane.z == z
    page.mouse.move(*plane.at(0.5, 1.2))
    expect(card).to_be_hidden()


def test_random_and_centre_are_committed(page, plane):
    before = page.url
    page.get_by_role("button", name="Random place").click()
    page.wait_for_url(lambda url: url != before)
    assert z_of_link(page) == pytest.approx(plane.z, abs=0.01)
    page.get_by_role("button", name="Go to the centre").click()
    expect(plane.root).to_have_attribute("data-z", "0,0")
    page.wait_for_function(LINKED, arg="0,0")


def test_pictures_can_be_downloaded(page):
    with page.expect_download() as picture:
        page.get_by_test_id("download-picture").click()
    assert Image.open(picture.value.path()).size == (280, 280)
    page.get_by_label("Size of the grid").select_option("10")
    with page.expect_download() as grid:
        page.get_by_test_id("download-grid").click()
    assert Image.open(grid.value.path()).size == (560, 560)
    assert grid.value.suggested_filename == "uci-digits-tiny-grid-10x10.png"


@pytest.mark.parametrize("blocked", ["**/media/*.bin", "**/media/*.js*", "**/media/*"])
def test_blocked_files_fall_back_to_native_sliders(open_page, blocked):
    page = open_page(wait='[data-testid="stApp"]', blocked=blocked)
    slider = page.get_by_test_id("stSlider").first.get_by_role("slider")
    slider.wait_for()
    expect(page.get_by_text("could not start here").first).to_be_visible()
    slider.press("ArrowRight")
    page.wait_for_timeout(4000)  # long enough for the component to be mounted and fail again
    expect(slider).to_be_visible()
    expect(page.get_by_text("could not start here")).to_have_count(1)


def test_a_release_costs_few_bytes(page, plane):
    """A class on one wireless network releases often: the component's code must not come along."""
    settle(page)  # what is below the plane has come
    received = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"])),
    )
    page.mouse.click(*plane.at(0.3, 0.4))
    reads(page, lambda: bool(received), True)
    settle(page)
    assert sum(received) < 40_000


def test_the_status_is_spoken_when_the_cursor_rests(page, plane):
    page.get_by_test_id("slider-z1").fill("0.5")
    expect(page.locator(".lse-hidden[role=status]")).to_contain_text("z1 0.50")
