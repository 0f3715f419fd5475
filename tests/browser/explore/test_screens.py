"""Explore on a phone, by touch, on other screens and in both themes."""

import io

import pytest
from PIL import Image

from tests.browser.conftest import PHONE, Plane


def test_the_theme_turns_the_ink(open_page):
    light = Plane(open_page(color_scheme="light")).picture()
    dark = Plane(open_page(color_scheme="dark")).picture()
    # The same picture in other ink: bright where the light theme is dark.
    assert all(abs(a + b - 0xFB - 0x0E) < 20 for a, b in zip(light, dark, strict=True))


def test_a_phone_shows_plane_picture_and_sliders_at_once(open_page):
    page = open_page(**PHONE)
    plane = Plane(page)
    for name in ("latent-plane", "decoded-image", "slider-z1", "slider-z2"):
        box = page.get_by_test_id(name).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 844, name
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, name
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    z = plane.z
    page.touchscreen.tap(*plane.at(0.7, 0.3))
    assert plane.z != z


def test_two_fingers_pinch_and_the_cursor_stays(open_page):
    page = open_page(**PHONE)
    plane = Plane(page)
    z = plane.z
    touch = page.context.new_cdp_session(page)
    x, y = plane.at(0.5, 0.5)

    def fingers(kind: str, *spread: float):
        points = [{"x": x + s, "y": y, "id": i} for i, s in enumerate(spread)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", -20)
    fingers("touchStart", -20, 20)
    for spread in (30, 50, 70):
        fingers("touchMove", -spread, spread)
    fingers("touchEnd")
    assert plane.zoom() == pytest.approx(3.5, rel=0.1)
    assert plane.z == z


def test_nothing_is_wider_than_the_window(open_page):
    for width, height in ((768, 1024), (1024, 768), (1280, 720), (1920, 1080)):
        page = open_page(viewport={"width": width, "height": height})
        box = page.get_by_test_id("latent-explorer").bounding_box()
        inner = page.get_by_test_id("latent-explorer").evaluate("(e) => e.scrollWidth")
        assert inner <= box["width"] + 1, width


def test_the_png_of_the_plane_is_sharp_on_a_dense_screen(open_page):
    page = open_page(device_scale_factor=2)
    size = page.get_by_test_id("latent-plane").evaluate("(c) => [c.width, c.clientWidth]")
    assert size[0] == 2 * size[1]
    assert Image.open(io.BytesIO(page.screenshot())).width == 2880
